/** How far ahead of the viewer segments are made; then ffmpeg waits (law 3: throttled ahead). */
export const AHEAD_MS = 60_000;
/** A segment the encoder reaches within this is waited for; farther on, starting there is faster. */
const NEAR_MS = 15_000;
/** Starts of one run's key frames stand in its argument list, which Windows limits to 32,767 characters. */
const MAX_RUN_SEGMENTS = 3_000;

export type Run = {
  readonly variant: number;
  readonly from: number;
  /** Exclusive. */
  readonly until: number;
  /** The first segment it has not made yet. */
  readonly next: number;
};

export type Choice =
  /** Leave what runs (or runs not). */
  | { readonly kind: 'keep' }
  /** End what runs: there is nothing to make. */
  | { readonly kind: 'rest' }
  | { readonly kind: 'start'; readonly variant: number; readonly from: number; readonly until: number };

/**
 * What one playback's encoder should do now. At most one runs; what exists is not made again.
 *
 * @param position the segment asked for last, in its variant.
 * @param has whether a segment of the position's variant is made.
 */
export function chooseRun(state: {
  readonly startsMs: readonly number[];
  readonly position: { readonly variant: number; readonly index: number };
  readonly has: (index: number) => boolean;
  readonly run: Run | null;
}): Choice {
  const { startsMs, position, has, run } = state;
  let from = position.index;
  while (from < startsMs.length && has(from)) from += 1;
  if (from >= startsMs.length) return { kind: 'rest' };
  if (run !== null && run.variant === position.variant && from >= run.next && from < run.until) {
    if (startsMs[from]! - startsMs[run.next]! <= NEAR_MS) return { kind: 'keep' };
  }
  // Nobody waits and there is enough: whatever runs elsewhere may stay; its own throttle holds it.
  if (startsMs[from]! - startsMs[position.index]! >= AHEAD_MS) return { kind: 'keep' };
  let until = from + 1;
  while (until < startsMs.length && !has(until) && until - from < MAX_RUN_SEGMENTS) until += 1;
  return { kind: 'start', variant: position.variant, from, until };
}
