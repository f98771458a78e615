/** Time as a port, so that tests own it. */
export type Clock = {
  /** Milliseconds since 1970, for what is stored and shown. */
  readonly now: () => number;
  /** Milliseconds on a clock that never jumps, for deadlines. */
  readonly monotonic: () => number;
};

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
