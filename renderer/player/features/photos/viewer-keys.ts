export type ViewerCommand =
  'next' | 'previous' | 'first' | 'last' | 'slideshow' | 'info' | 'full-screen' | 'favorite' | 'help' | 'close';

const COMMANDS: Readonly<Record<string, ViewerCommand>> = {
  arrowright: 'next',
  arrowleft: 'previous',
  pagedown: 'next',
  pageup: 'previous',
  home: 'first',
  end: 'last',
  ' ': 'slideshow',
  i: 'info',
  f: 'full-screen',
  l: 'favorite',
  '?': 'help',
  escape: 'close',
};

/** What a key does while a photo is open; null when it is not ours. */
export const viewerCommandOf = (key: string): ViewerCommand | null => COMMANDS[key.toLowerCase()] ?? null;

export const VIEWER_SHORTCUTS: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['←', '→'], does: 'Previous or next photo' },
  { keys: ['Home', 'End'], does: 'First or last photo' },
  { keys: ['Space'], does: 'Start or pause the slideshow' },
  { keys: ['I'], does: 'About this photo' },
  { keys: ['L'], does: 'Favourite' },
  { keys: ['F'], does: 'Full screen' },
  { keys: ['Esc'], does: 'Close the photo' },
  { keys: ['?'], does: 'This list' },
];
