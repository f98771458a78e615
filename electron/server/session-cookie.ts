import type { FastifyReply, FastifyRequest } from 'fastify';

const NAME = 'hf_session';

export const readSessionCookie = (request: FastifyRequest): string | null => request.cookies[NAME] ?? null;

/** SESS-07: no Domain, not for scripts, not for other sites. `Secure` follows with HTTPS. @param expiresAt ms since 1970. */
export function setSessionCookie(reply: FastifyReply, token: string, expiresAt: number): void {
  void reply.setCookie(NAME, token, { path: '/', httpOnly: true, sameSite: 'strict', expires: new Date(expiresAt) });
}

/** HTTP-19: signing out takes what the browser kept with it. */
export function clearSessionCookie(reply: FastifyReply): void {
  void reply.clearCookie(NAME, { path: '/', httpOnly: true, sameSite: 'strict' });
  void reply.header('clear-site-data', '"cache", "cookies", "storage"');
}
