import type { Account } from '../../../shared/lan/schemas.ts';
import {
  countTry,
  dummyHash,
  endSession,
  endSessions,
  forgiveTries,
  nameKey,
  needsRehash,
  openSession,
  recentFailures,
  signInRow,
  verifyPassword,
  banAddress,
  type SignInRow,
} from '../../core/accounts/index.ts';
import { decideSignIn, SIGN_IN_LIMITS } from '../../core/network/index.ts';
import type { Context } from '../context.ts';
import { ApiError, notFound } from '../api-error.ts';
import type { Call, RouteHandlers } from '../router.ts';
import { clearSessionCookie, setSessionCookie } from '../session-cookie.ts';

type Routes = Pick<
  RouteHandlers,
  'login' | 'logout' | 'me' | 'changePassword' | 'sessions' | 'revokeSession' | 'revokeAllSessions'
>;

export function authRoutes(context: Context): Routes {
  const { read, write, clock, tokens, streams, link, log } = context;

  /** Start a session and hand its token over, as JSON and as cookie. */
  const signedIn = async (call: Call<'login' | 'changePassword'>, account: SignInRow, device: string) => {
    const session = openSession(write, { account, device, address: call.address, now: clock.now() });
    const accessToken = await tokens.sign(session.id, account.id, session.expiresAt);
    setSessionCookie(call.reply, accessToken, session.expiresAt);
    return {
      accessToken,
      expiresAt: new Date(session.expiresAt).toISOString(),
      account: publicAccount(account),
    };
  };

  return {
    async login(call) {
      const { body, address } = call;
      const key = nameKey(body.username);
      refuseOrCount(context, call, key);
      const row = signInRow(read, key);
      // Unknown and suspended accounts cost what a wrong password costs, and get the same answer (AUTH-18).
      const usable = row && !row.disabled ? row : null;
      const isRight = await verifyPassword(usable?.passwordHash ?? dummyHash(), body.password);
      if (!usable || !isRight) {
        log.info('sign-in.failed', { address });
        throw wrongCredentials(context, call, key);
      }
      forgiveTries(write, address, key);
      log.info('sign-in.succeeded', { accountId: usable.id, address });
      if (needsRehash(usable.passwordHash)) {
        // Today's sign-in does not wait for it; the next one tries again if it fails.
        link
          .ask({ kind: 'credential.rehash', accountId: usable.id, password: body.password })
          .catch(() => log.warn('sign-in.rehash-postponed', { accountId: usable.id }));
      }
      return signedIn(call as Call<'login' | 'changePassword'>, usable, body.device ?? deviceOf(call));
    },

    logout({ identity, reply }) {
      endSession(write, identity.accountId, identity.sessionId, clock.now());
      streams.cutSession(identity.sessionId);
      clearSessionCookie(reply);
    },

    me: ({ identity }) => ({
      account: publicAccount({ id: identity.accountId, name: identity.name, role: identity.role }),
      expiresAt: new Date(identity.expiresAt).toISOString(),
      serverName: context.serverName,
    }),

    async changePassword(call) {
      const { identity, body, address } = call;
      const key = nameKey(identity.name);
      const takeBack = refuseOrCount(context, call, key);
      const outcome = await link
        .ask(
          { kind: 'credential.change', accountId: identity.accountId, current: body.current, next: body.new },
          // A slow manager must not make guessing free.
          (late) => late.kind === 'wrong-password' && countTry(write, address, key, clock.now()),
        )
        .catch((error: unknown) => {
          takeBack();
          throw error;
        });
      switch (outcome.kind) {
        case 'wrong-password':
          throw wrongCredentials(context, call, key);
        case 'weak':
          forgiveTries(write, address, key);
          throw new ApiError('weak-password', outcome.reasons.join(' '));
        case 'done': {
          forgiveTries(write, address, key);
          streams.lookNow();
          const row = signInRow(read, key);
          if (!row) throw notFound();
          return signedIn(call as Call<'login' | 'changePassword'>, row, deviceOf(call));
        }
      }
    },

    sessions: ({ identity }) => ({
      sessions: context.sessions.list(identity.accountId, clock.now()).map((session) => ({
        id: session.id,
        device: session.device,
        address: session.address,
        createdAt: new Date(session.createdAt).toISOString(),
        lastSeenAt: new Date(session.lastSeenAt).toISOString(),
        expiresAt: new Date(session.expiresAt).toISOString(),
        current: session.id === identity.sessionId,
      })),
    }),

    revokeSession({ identity, params }) {
      if (!endSession(write, identity.accountId, params.id, clock.now())) throw notFound();
      streams.cutSession(params.id);
    },

    revokeAllSessions({ identity, reply }) {
      endSessions(write, identity.accountId, clock.now());
      streams.lookNow();
      clearSessionCookie(reply);
    },
  };
}

/**
 * Let a try through and count it before its password is looked at, so that a hundred at once are not a hundred guesses.
 *
 * @returns what takes the try back when nobody could look at its password.
 */
function refuseOrCount(
  context: Context,
  { address, request, reply }: Call<'login' | 'changePassword'>,
  key: string,
): () => void {
  const { write, clock, gate } = context;
  const now = clock.now();
  const decision = decide(context, address, key);
  switch (decision.kind) {
    case 'ban':
      banAddress(write, address, now, decision.untilMs, 'Too many wrong passwords');
      // This answer says why, and is the last one.
      void reply.header('connection', 'close');
      gate.ban(address, decision.untilMs, request.raw.socket);
      context.log.warn('address.banned', { address, until: new Date(decision.untilMs).toISOString() });
      throw new ApiError('banned', 'Too many wrong passwords came from this device. It is shut out for an hour.');
    case 'wait':
      throw new ApiError(
        'too-many-requests',
        `Too many wrong passwords. Wait ${Math.ceil(decision.retryAfterMs / 60_000)} min, then try again.`,
        decision.retryAfterMs,
      );
    case 'try':
      return countTry(write, address, key, now);
  }
}

function decide({ write, clock, gate }: Context, address: string, key: string) {
  const failures = recentFailures(write, address, key, clock.now());
  return decideSignIn({
    failuresForAddress: failures.forAddress,
    failuresForPair: failures.forPair,
    isLoopback: gate.isThisComputer(address),
    now: clock.now(),
  });
}

/** The body never differs (AUTH-18); how many tries are left goes in a header, named as the IETF's draft has it. */
function wrongCredentials(
  { write, clock }: Context,
  { address, reply }: Pick<Call<'login'>, 'address' | 'reply'>,
  key: string,
): ApiError {
  const { forAddress } = recentFailures(write, address, key, clock.now());
  void reply.header('ratelimit-remaining', Math.max(0, SIGN_IN_LIMITS.failures - forAddress.length));
  return new ApiError('wrong-credentials', 'That name and password do not match.');
}

const publicAccount = ({ id, name, role }: Account): Account => ({ id, name, role });

/** "Chrome on Windows" from a User-Agent, for people to recognise their own devices by. */
function deviceOf({ request }: Pick<Call<'login'>, 'request'>): string {
  const agent = request.headers['user-agent'] ?? '';
  const browser = /Edg|OPR|Firefox|Chrome|Safari/.exec(agent)?.[0];
  const system = /Windows|iPhone|iPad|Android|Mac OS X|Linux|CrOS|Tizen|Web0S/.exec(agent)?.[0];
  const spoken: Record<string, string> = {
    Edg: 'Edge',
    OPR: 'Opera',
    'Mac OS X': 'Mac',
    CrOS: 'Chromebook',
    Web0S: 'webOS',
  };
  const say = (word: string) => spoken[word] ?? word;
  if (browser && system) return `${say(browser)} on ${say(system)}`;
  return browser ? say(browser) : 'Unknown device';
}
