import type { FastifyReply, FastifyRequest } from 'fastify';
import { createRateLimiter, allowedHost, normaliseAddress } from '../core/network/index.ts';
import { touchSession, type Identity, type SessionReader } from '../core/accounts/index.ts';
import type { Clock, ServerDb } from '../core/kernel/index.ts';
import type { CapabilityRow } from '../core/streaming/index.ts';
import type { ServerLimits } from '../../shared/control/server.ts';
import { ApiError, notFound, notSignedIn } from './api-error.ts';
import { readSessionCookie } from './session-cookie.ts';
import type { Tokens } from './tokens.ts';

const MINUTE_MS = 60_000;
/** Pictures and ranges of films come in swarms; this only stops a loop. */
const MEDIA_REQUESTS_PER_MINUTE = 6_000;
const MAX_CLIENTS = 10_000;
const CHANGING = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

export type GuardDeps = {
  readonly clock: Clock;
  readonly write: ServerDb;
  readonly sessions: SessionReader;
  readonly capabilityOf: (capability: string, now: number) => CapabilityRow | null;
  readonly sessionIdentity: (sessionId: string, now: number) => Identity | null;
  readonly tokens: Tokens;
  readonly limits: ServerLimits;
  readonly isOpen: () => boolean;
  readonly knownHosts: () => { readonly addresses: readonly string[]; readonly names: readonly string[] };
};

/**
 * The checks between a connection and a route, in the order of law 1: gate, Host, origin, address rate, authentication,
 * session rate. Each throws the answer.
 */
export function createGuards(deps: GuardDeps) {
  const limiter = (capacity: number) =>
    createRateLimiter({ capacity, perMs: MINUTE_MS, now: deps.clock.monotonic, maxKeys: MAX_CLIENTS });
  const strangers = limiter(deps.limits.requestsPerMinute);
  const members = limiter(deps.limits.sessionRequestsPerMinute);
  const shellLoads = limiter(deps.limits.sessionRequestsPerMinute);
  const mediaLoads = limiter(MEDIA_REQUESTS_PER_MINUTE);

  const identify = async (request: FastifyRequest): Promise<Identity | null> => {
    const token = bearer(request) ?? readSessionCookie(request);
    if (token === null) return null;
    const claims = await deps.tokens.verify(token);
    if (!claims) return null;
    const identity = deps.sessions.identify(claims.sessionId, deps.clock.now());
    return identity?.accountId === claims.accountId ? identity : null;
  };
  const spend = (bucket: ReturnType<typeof limiter>, key: string) => {
    const taken = bucket.take(key);
    if (!taken.ok) throw new ApiError('too-many-requests', 'Too many requests. Wait a moment.', taken.retryAfterMs);
  };

  return async (request: FastifyRequest, _reply: FastifyReply): Promise<void> => {
    request.address = normaliseAddress(request.raw.socket.remoteAddress) ?? 'unknown';
    if (!deps.isOpen()) throw new ApiError('house-closed', 'The owner has closed this server.');
    // Two Host lines are two meanings: RFC 9112, 3.2 (HTTP-18).
    const hosts = request.raw.headersDistinct['host'];
    if (hosts?.length !== 1 || !allowedHost(hosts[0], deps.knownHosts()))
      throw new ApiError('host-refused', 'This server does not go by that name. Open it by its address.');
    checkOrigin(request);

    const guard = request.routeOptions.config.guard;
    // What is no file of the player counts as what it tried to be.
    const isShell = request.routeOptions.url === '/*' && !/^\/(?:api|media)\//.test(request.url);
    if (guard === 'anonymous' || guard === undefined) {
      spend(isShell ? shellLoads : strangers, request.address);
      return;
    }
    if (guard === 'capability') {
      const { capability } = request.params as { capability: string };
      const now = deps.clock.now();
      const row = deps.capabilityOf(capability, now);
      // The path dies with its session, whatever ended that.
      const identity = row && deps.sessionIdentity(row.sessionId, now);
      if (!row || !identity) {
        spend(strangers, request.address);
        throw notFound();
      }
      spend(mediaLoads, row.sessionId);
      request.capability = row;
      request.identity = identity;
      touchSession(deps.write, identity, null, now);
      return;
    }
    const identity = await identify(request);
    if (!identity) {
      // A wrong credential costs what none does, else it would be the way around the limit.
      spend(strangers, request.address);
      throw notSignedIn();
    }
    spend(request.url.startsWith('/media/') ? mediaLoads : members, identity.sessionId);
    request.identity = identity;
    touchSession(deps.write, identity, request.address, deps.clock.now());
  };
}

/**
 * HTTP-07: what changes something and could come from a browser must come from our own page. SameSite=Strict already
 * keeps the cookie at home; this holds where a browser does not know it, and for signing in, which has no cookie yet.
 */
function checkOrigin(request: FastifyRequest): void {
  if (!CHANGING.has(request.method)) return;
  const origin = request.headers.origin;
  const carriesCookie = readSessionCookie(request) !== null && bearer(request) === null;
  if (origin === undefined && !carriesCookie) return;
  const site = request.headers['sec-fetch-site'];
  const isOurs = origin === `http://${request.headers.host}`.toLowerCase();
  if (!isOurs || (site !== undefined && site !== 'same-origin' && site !== 'none'))
    throw new ApiError('origin-refused', 'This request came from another page and was refused.');
}

function bearer(request: FastifyRequest): string | null {
  const match = /^Bearer ([A-Za-z0-9._-]{1,2048})$/.exec(request.headers.authorization ?? '');
  return match?.[1] ?? null;
}
