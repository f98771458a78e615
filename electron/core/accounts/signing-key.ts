/** SESS-02: at least 32 random bytes; base64url makes 43 characters of them. */
const SHORTEST = 43;
/** What guides and compose files ship as "secret" (SESS-10); compared in lower case, without punctuation. */
const KNOWN_DEFAULTS = ['replaceme', 'changeme', 'changemeinproduction', 'secret', 'jwtsecret', 'password', 'holdfast'];

export type SigningKeyProblem = 'missing' | 'default' | 'too-short' | 'not-random';

/** Why a signing key may not be used, or null when it may (SESS-02, SESS-10). */
export function signingKeyProblem(key: string | null): SigningKeyProblem | null {
  if (key === null || key.trim() === '') return 'missing';
  const plain = key.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (KNOWN_DEFAULTS.some((known) => plain === known.repeat(Math.max(1, Math.floor(plain.length / known.length)))))
    return 'default';
  if (key.length < SHORTEST) return 'too-short';
  // 43 random base64url characters hold about 31 different ones; fewer than 12 happens once in 10^20 and never by chance.
  if (new Set(key).size < 12) return 'not-random';
  return null;
}
