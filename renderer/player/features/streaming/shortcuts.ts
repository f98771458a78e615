export type Command =
  | {
      readonly kind:
        'toggle-play' | 'toggle-mute' | 'toggle-full-screen' | 'toggle-small' | 'show-help' | 'toggle-subtitles';
    }
  | { readonly kind: 'skip'; readonly byMs: number }
  | { readonly kind: 'change-volume'; readonly by: number }
  | { readonly kind: 'change-speed'; readonly steps: number }
  | { readonly kind: 'seek-to-share'; readonly share: number };

/** Keys as YouTube has them, because fingers know them. */
const COMMANDS: Readonly<Record<string, Command>> = {
  ' ': { kind: 'toggle-play' },
  k: { kind: 'toggle-play' },
  j: { kind: 'skip', byMs: -10_000 },
  l: { kind: 'skip', byMs: 10_000 },
  arrowleft: { kind: 'skip', byMs: -5_000 },
  arrowright: { kind: 'skip', byMs: 5_000 },
  arrowup: { kind: 'change-volume', by: 0.05 },
  arrowdown: { kind: 'change-volume', by: -0.05 },
  m: { kind: 'toggle-mute' },
  c: { kind: 'toggle-subtitles' },
  f: { kind: 'toggle-full-screen' },
  p: { kind: 'toggle-small' },
  '<': { kind: 'change-speed', steps: -1 },
  '>': { kind: 'change-speed', steps: 1 },
  '?': { kind: 'show-help' },
};

/** What a key does here; null when it is not ours. */
export function commandOf(key: string): Command | null {
  if (/^[0-9]$/.test(key)) return { kind: 'seek-to-share', share: Number(key) / 10 };
  return COMMANDS[key.toLowerCase()] ?? null;
}

export const SHORTCUTS: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['Space', 'K'], does: 'Play or pause' },
  { keys: ['J', 'L'], does: '10 seconds back or forward' },
  { keys: ['←', '→'], does: '5 seconds back or forward' },
  { keys: ['↑', '↓'], does: 'Louder or quieter' },
  { keys: ['M'], does: 'Sound off or on' },
  { keys: ['C'], does: 'Subtitles off or on' },
  { keys: ['<', '>'], does: 'Slower or faster' },
  { keys: ['0', '…', '9'], does: 'Jump to that tenth of the film' },
  { keys: ['N'], does: 'Next episode' },
  { keys: ['P'], does: 'Picture in picture' },
  { keys: ['F'], does: 'Full screen' },
  { keys: ['?'], does: 'This list' },
];
