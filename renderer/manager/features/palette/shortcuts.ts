import type { Shortcut } from '../../../ui/keys-dialog.tsx';

const isApple = (): boolean => /Mac|iP(hone|ad)/.test(navigator.userAgent);

/** The system's own key for commands, as it is written on it. */
export const commandKey = (): string => (isApple() ? '⌘' : 'Ctrl');

export const isCommand = (event: KeyboardEvent): boolean => (isApple() ? event.metaKey : event.ctrlKey);

/** What `?` shows; the keys themselves are in `use-window-keys.ts`. */
export const shortcuts = (pages: number): readonly Shortcut[] => [
  { keys: [commandKey(), 'K'], does: 'Find anything' },
  { keys: [commandKey(), 'Shift', 'L'], does: 'Go to Lock down' },
  { keys: [commandKey(), '1', '–', String(Math.min(pages, 9))], does: 'Open a page by its place in the rail' },
  { keys: ['F6'], does: 'Go to the newest message' },
  { keys: ['Esc'], does: 'Close what is open' },
  { keys: ['?'], does: 'Show these keys' },
];
