/** A page that dies as often within this is not going to live. */
const WITHIN_MS = 60_000;
/** How long to wait before each try; after the last a person is asked. */
const PAUSES_MS = [0, 1_000, 4_000] as const;

export type Retry = { readonly kind: 'again'; readonly afterMs: number } | { readonly kind: 'ask' };

/** What becomes of a page that died or did not load. */
export function createPageRetries(now: () => number): { readonly next: () => Retry; readonly forget: () => void } {
  let failedAt: number[] = [];
  return {
    next() {
      const at = now();
      failedAt = [...failedAt.filter((time) => at - time < WITHIN_MS), at];
      const afterMs = PAUSES_MS[failedAt.length - 1];
      return afterMs === undefined ? { kind: 'ask' } : { kind: 'again', afterMs };
    },
    /** A person wants it tried anew. */
    forget: () => void (failedAt = []),
  };
}
