/** Time as a port, so that tests own it. */
export type Clock = {
  /** Milliseconds since 1970, for what is stored and shown. */
  readonly now: () => number;
  /** Milliseconds on a clock that never jumps, for deadlines. */
  readonly monotonic: () => number;
};

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Whether a moment may be believed: one further ahead than a day was noted while the clock was wrong, and must silence nothing
 * until it comes. Both ms since 1970.
 */
export const isBelievable = (moment: number, now: number): boolean => moment <= now + DAY_MS;

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
