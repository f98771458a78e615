/** Where a menu over the video opens: across a phone, above its button elsewhere. */
export const MENU_PLACE = 'max-sm:fixed max-sm:inset-x-4 max-sm:bottom-20 sm:right-0 sm:bottom-full sm:mb-3';
