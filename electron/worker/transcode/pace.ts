import { AHEAD_MS } from './choose-run.ts';

/** The good preset takes over when this much is in hand, and the fast one was this many times faster than the film. */
const IN_HAND_MS = 12_000;
const FAST_ENOUGH = 3;

/** Where a run stands, and where the viewer does. */
export type Pace = {
  readonly startsMs: readonly number[];
  /** The first segment of the run, and the first it has not made yet. */
  readonly from: number;
  readonly next: number;
  /** The segment asked for last. */
  readonly position: number;
};

/** Whether the encoder is to wait: enough lies ahead, or the cache is full and nobody waits for what comes next. */
export function isFarAhead({ startsMs, next, position }: Pace, isFull: boolean): boolean {
  const reachedMs = startsMs[next];
  if (reachedMs === undefined) return false;
  if (isFull && next > position) return true;
  return reachedMs - startsMs[position]! >= AHEAD_MS;
}

/**
 * Whether there is so much in hand that the better, slower preset can go on from the next segment's start.
 *
 * @param tookMs since the run began, without the time it was made to wait.
 */
export function isTimeForGood({ startsMs, from, next, position }: Pace, tookMs: number): boolean {
  const reachedMs = startsMs[next];
  if (reachedMs === undefined || next === from) return false;
  if (reachedMs - startsMs[position]! < IN_HAND_MS) return false;
  return (reachedMs - startsMs[from]!) / Math.max(1, tookMs) >= FAST_ENOUGH;
}
