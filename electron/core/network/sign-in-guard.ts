/** What guards sign-in; times in ms. All of it can be set by the owner (HTTP-09). */
export type SignInLimits = {
  /** Failures older than this are forgotten. */
  readonly windowMs: number;
  /** From this many failures on, an address is banned, and an account is delayed at that address. */
  readonly failures: number;
  readonly banMs: number;
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
};

/**
 * Figures table "Failed sign-ins": 5 in 15 minutes, banned 3,600 s, delays of at most 15 minutes (HTTP-09, HTTP-10). The
 * first delay is ours: long against guessing, short for someone who has found the right note.
 */
export const SIGN_IN_LIMITS: SignInLimits = {
  windowMs: 15 * 60_000,
  failures: 5,
  banMs: 3_600_000,
  firstDelayMs: 60_000,
  longestDelayMs: 15 * 60_000,
};

/** Go on and verify the password; answer 429 with `Retry-After`; or store a ban (ms since 1970) and refuse the address. */
export type SignInDecision =
  | { readonly kind: 'try' }
  | { readonly kind: 'wait'; readonly retryAfterMs: number }
  | { readonly kind: 'ban'; readonly untilMs: number };

/**
 * May this attempt be tried? Ask before the password is verified; a refused attempt is not tried and not counted.
 *
 * The ladder, for failures within 15 minutes:
 *   - 1 to 4: try. People mistype.
 *   - 5 or more from an address, whatever the accounts: that address is banned until 1 h after the last of them. The
 *     caller stores the ban (it outlives both window and restarts), looks it up first next time, and after an unban passes
 *     only later failures.
 *   - 5 or more of one account at one address: wait 1 minute after the last, then 2, 4, 8, at most 15. It shows where there
 *     is no ban: on this computer, or where an owner has unbanned.
 *
 * This computer (loopback) is delayed, never banned (Figures), and only for the account that was mistyped. No count is kept
 * per account over all addresses, so an attack from many addresses never locks the owner out of his own (HTTP-10).
 *
 * @param failuresForAddress when attempts from this address failed, ms since 1970, any order; older ones are ignored.
 * @param failuresForPair the same for this account at this address. An unknown account's name counts like any (AUTH-18).
 * @param now ms since 1970; failures from the future (the clock was set back) count as from now.
 */
export function decideSignIn(
  attempt: {
    readonly failuresForAddress: readonly number[];
    readonly failuresForPair: readonly number[];
    readonly isLoopback: boolean;
    readonly now: number;
  },
  limits: SignInLimits = SIGN_IN_LIMITS,
): SignInDecision {
  const { now } = attempt;
  const recent = (times: readonly number[]) => times.filter((at) => now - at < limits.windowMs);
  const last = (times: readonly number[]) =>
    Math.min(
      now,
      times.reduce((a, b) => Math.max(a, b), 0),
    );

  const fromAddress = recent(attempt.failuresForAddress);
  if (!attempt.isLoopback && fromAddress.length >= limits.failures) {
    return { kind: 'ban', untilMs: last(fromAddress) + limits.banMs };
  }
  const ofPair = recent(attempt.failuresForPair);
  const retryAfterMs = last(ofPair) + delayAfter(ofPair.length, limits) - now;
  return ofPair.length > 0 && retryAfterMs > 0 ? { kind: 'wait', retryAfterMs } : { kind: 'try' };
}

/** How long after the last of `failures` the next attempt is tried, in ms; 0 below the limit. */
function delayAfter(failures: number, limits: SignInLimits): number {
  if (failures < limits.failures) return 0;
  return Math.min(limits.longestDelayMs, limits.firstDelayMs * 2 ** (failures - limits.failures));
}
