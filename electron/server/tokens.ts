import { jwtVerify, SignJWT } from 'jose';
import type { SessionId } from '../core/kernel/index.ts';

const ALGORITHM = 'HS256';
const ISSUER = 'holdfast';
const AUDIENCE = 'holdfast-lan';
/** Signatures checked once are remembered for so many tokens; sessions are still looked up on every request. */
const REMEMBERED = 1_000;

type Claims = { readonly sessionId: SessionId; readonly accountId: string; readonly expiresAt: number };

/**
 * Makes and checks access tokens: issuer, audience, expiry and session id, one fixed algorithm (SESS-09). A token alone
 * opens nothing: its session must live too.
 *
 * @param key at least 32 random bytes, base64url.
 */
export function createTokens(key: string, now: () => number) {
  let secret = Buffer.from(key, 'base64url');
  const checked = new Map<string, Claims>();

  return {
    /** A rotated key: what the old one signed is refused from now on. */
    use(next: string): void {
      secret = Buffer.from(next, 'base64url');
      checked.clear();
    },

    /** @param expiresAt ms since 1970. */
    sign(sessionId: string, accountId: string, expiresAt: number): Promise<string> {
      return new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: ALGORITHM })
        .setSubject(accountId)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt(Math.floor(now() / 1000))
        .setExpirationTime(Math.floor(expiresAt / 1000))
        .sign(secret);
    },

    /** null for whatever is not a good token of ours. */
    async verify(token: string): Promise<Claims | null> {
      const known = checked.get(token);
      if (known) return known.expiresAt > now() ? known : null;
      try {
        const { payload } = await jwtVerify(token, secret, {
          algorithms: [ALGORITHM],
          issuer: ISSUER,
          audience: AUDIENCE,
          requiredClaims: ['exp', 'sub', 'sid'],
          currentDate: new Date(now()),
        });
        const claims = {
          sessionId: String(payload['sid']) as SessionId,
          accountId: String(payload.sub),
          expiresAt: Number(payload.exp) * 1000,
        };
        if (checked.size >= REMEMBERED) checked.delete(checked.keys().next().value!);
        checked.set(token, claims);
        return claims;
      } catch {
        return null; // forged, foreign, expired or garbled: all the same answer
      }
    },
  };
}

export type Tokens = ReturnType<typeof createTokens>;
