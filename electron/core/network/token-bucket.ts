/** Answers whether one more request of a key is within its budget. */
export type RateLimiter = {
  /** Take one token of this key. `retryAfterMs` is when the next one will be there, for `Retry-After` (round up to s). */
  readonly take: (key: string) => Taken;
  /** How many keys are remembered now, never more than `maxKeys`. */
  readonly size: () => number;
};

export type Taken = { readonly ok: true } | { readonly ok: false; readonly retryAfterMs: number };

/**
 * A token bucket per key, normally the client's address (HTTP-08: 60 a minute without a session, 600 with one).
 *
 * A key starts with `capacity` tokens and gets them back evenly, `capacity` in `perMs`. So a burst of `capacity` passes at
 * once and the next is refused; over the first minute a patient client can get up to twice that, then the rate holds.
 *
 * Memory is bounded: keys whose bucket is full again are forgotten (a new one is the same), and beyond `maxKeys` the one
 * not seen for longest goes, which gives that key a fresh budget: better than growing for whoever invents addresses.
 *
 * @param now a clock in ms that may be set back; time then stands still until it catches up.
 */
export function createRateLimiter(options: {
  readonly capacity: number;
  readonly perMs: number;
  readonly now: () => number;
  readonly maxKeys: number;
}): RateLimiter {
  const { capacity, perMs, now, maxKeys } = options;
  const tokensPerMs = capacity / perMs;
  /** Ordered by when a key was last seen, oldest first: a key that is seen moves to the end. */
  const buckets = new Map<string, { tokens: number; atMs: number }>();

  const tokensAt = (bucket: { tokens: number; atMs: number }, atMs: number): number =>
    Math.min(capacity, bucket.tokens + Math.max(0, atMs - bucket.atMs) * tokensPerMs);

  function forgetSome(atMs: number): void {
    for (const [key, bucket] of buckets) {
      if (buckets.size < maxKeys && tokensAt(bucket, atMs) < capacity) return;
      buckets.delete(key);
    }
  }

  return {
    size: () => buckets.size,
    take(key) {
      const seen = buckets.get(key);
      const atMs = Math.max(now(), seen?.atMs ?? 0);
      const tokens = seen === undefined ? capacity : tokensAt(seen, atMs);
      buckets.delete(key);
      forgetSome(atMs);
      // Fractions add up with rounding: a billionth of a token short is not short.
      const isAllowed = tokens >= 1 - 1e-9;
      const left = isAllowed ? Math.max(0, tokens - 1) : tokens;
      buckets.set(key, { tokens: left, atMs });
      return isAllowed ? { ok: true } : { ok: false, retryAfterMs: Math.ceil((1 - left) / tokensPerMs) };
    },
  };
}
