import { isBelievable } from '../kernel/index.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** MNT-13: every backup that is kept is read through each month. */
const PROVE_EVERY_MS = 30 * DAY_MS;

/**
 * Which copy is to be read through next: of those not looked at for a month the one that waits longest. So what was missed
 * asleep or switched off is made up for, one after the other.
 *
 * @returns null when every one was looked at within the month.
 */
export function toProve<Copy extends { readonly checkedAt: number | null }>(
  copies: readonly Copy[],
  now: number,
): Copy | null {
  const waitsSince = ({ checkedAt }: Copy) => (checkedAt !== null && isBelievable(checkedAt, now) ? checkedAt : 0);
  const [longest] = copies
    .filter((copy) => now - waitsSince(copy) >= PROVE_EVERY_MS)
    .toSorted((a, b) => waitsSince(a) - waitsSince(b));
  return longest ?? null;
}
