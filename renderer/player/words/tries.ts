/**
 * What a wrong password is answered with, and how often it may be tried before a pause.
 *
 * @param remaining the answer's `RateLimit-Remaining`; without a count the sentence stays as it is.
 */
export function withTriesLeft(message: string, remaining: string | null): string {
  if (remaining === null || !/^\d+$/.test(remaining)) return message;
  const left = Number(remaining);
  if (left === 0) return `${message} That was the last try for now.`;
  // The figure stays on one line with what it counts.
  return `${message} ${left}\u00a0${left === 1 ? 'try' : 'tries'} left before a pause.`;
}
