/** Where a menu over the video opens: across a phone, else above its button; never over the bar that shows the place. */
export const MENU_PLACE =
  'max-sm:fixed max-sm:inset-x-4 max-sm:bottom-40 max-sm:w-auto sm:right-0 sm:bottom-full sm:mb-10';
