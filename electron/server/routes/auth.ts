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
import type { ServerEvent } from '../../core/audit/index.ts';
import { decideSignIn, SIGN_IN_LIMITS } from '../../core/network/index.ts';
import type { Context } from '../context.ts';
import { ApiError, notFound } from '../api-error.ts';
import type { Call, RouteHandlers } from '../router.ts';
import { clearSessionCookie, setSessionCookie } from '../session-cookie.ts';

type Routes = Pick<
  RouteHandlers,
  'login' | 'logout' | 'me' | 'changePassword' | 'sessions' | 'revokeSession' | 'revokeAllSessions'
>;

/** What the routes of somebody who is signed in have in common. */
type SignedInCall = Pick<Call<'logout'>, 'identity' | 'address' | 'request'>;

export function authRoutes(context: Context): Routes {
  const { read, write, clock, tokens, streams, link, log, audit } = context;

  /** Start a session, with its note, and hand its token over, as JSON and as cookie. */
  const signedIn = async (call: Call<'login' | 'changePassword'>, account: SignInRow, device: string) => {
    const { address } = call;
    const now = clock.now();
    const session = write.transaction(() => {
      forgiveTries(write, address, nameKey(account.name));
      const opened = openSession(write, { account, device, address, now });
      const detail = { address, device, session: opened.id };
      audit.note({ at: now, event: 'sign-in.succeeded', accountId: account.id, detail });
      return opened;
    })();
    const accessToken = await tokens.sign(session.id, account.id, session.expiresAt);
    setSessionCookie(call.reply, accessToken, session.expiresAt);
    return {
      accessToken,
      expiresAt: new Date(session.expiresAt).toISOString(),
      account: publicAccount(account),
    };
  };

  /**
   * The right password, which opens nothing but this: another one in its place (INC-03). There is no session before.
   *
   * @returns the account as it is after the change.
   */
  const changeDue = async (call: Call<'login'>, account: SignInRow, takeBack: () => void): Promise<SignInRow> => {
    const { body, address } = call;
    const key = nameKey(account.name);
    if (body.newPassword === undefined) {
      takeBack();
      throw new ApiError(
        'password-change-due',
        'Choose a new password to go on. This one was good for signing in once.',
      );
    }
    const detail = { address, device: body.device ?? deviceOf(call) };
    audit.note({ at: clock.now(), event: 'password.change-asked', accountId: account.id, detail });
    const outcome = await link
      .ask({ kind: 'credential.change', accountId: account.id, current: body.password, next: body.newPassword })
      .catch((error: unknown) => {
        takeBack();
        throw error;
      });
    switch (outcome.kind) {
      case 'wrong-password':
        // It was right a moment ago: somebody else was faster.
        noteFailure(context, call, key, 'password.change-refused', account.id, detail.device);
        throw wrongCredentials(context, call, key);
      case 'weak':
        takeBack();
        throw new ApiError('weak-password', outcome.reasons.join(' '));
      case 'done': {
        const row = signInRow(read, key);
        if (!row) throw notFound();
        log.info('sign-in.succeeded', { accountId: row.id, address });
        return row;
      }
    }
  };

  /** What somebody who is signed in did with the own account. */
  const noteOwn = (call: SignedInCall, event: ServerEvent, more: Record<string, unknown> = {}) => {
    const { identity, address } = call;
    const detail = { address, device: deviceOf(call), ...more };
    audit.note({ at: clock.now(), event, accountId: identity.accountId, detail });
  };

  return {
    async login(call) {
      const { body, address } = call;
      const key = nameKey(body.username);
      const device = body.device ?? deviceOf(call);
      const takeBack = refuseOrCount(context, call, key);
      const row = signInRow(read, key);
      // Unknown and suspended accounts cost what a wrong password costs, and get the same answer (AUTH-18).
      const usable = row && !row.disabled ? row : null;
      const isRight = await verifyPassword(usable?.passwordHash ?? dummyHash(), body.password);
      if (!usable || !isRight) {
        log.info('sign-in.failed', { address });
        noteFailure(context, call, key, 'sign-in.failed', row?.id ?? null, device);
        throw wrongCredentials(context, call, key);
      }
      if (usable.mustChangePassword === 1) {
        const changed = await changeDue(call, usable, takeBack);
        return signedIn(call as Call<'login' | 'changePassword'>, changed, device);
      }
      if (body.newPassword !== undefined) {
        takeBack();
        throw new ApiError('bad-input', 'This account needs no new password. Sign in with the one it has.');
      }
      log.info('sign-in.succeeded', { accountId: usable.id, address });
      if (needsRehash(usable.passwordHash)) {
        // Today's sign-in does not wait for it; the next one tries again if it fails.
        link
          .ask({ kind: 'credential.rehash', accountId: usable.id, password: body.password })
          .catch(() => log.warn('sign-in.rehash-postponed', { accountId: usable.id }));
      }
      return signedIn(call as Call<'login' | 'changePassword'>, usable, device);
    },

    logout(call) {
      const { identity, reply } = call;
      write.transaction(() => {
        endSession(write, identity.accountId, identity.sessionId, clock.now());
        noteOwn(call, 'session.signed-out', { session: identity.sessionId });
      })();
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
      noteOwn(call, 'password.change-asked');
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
          noteFailure(context, call, key, 'password.change-refused', identity.accountId, deviceOf(call));
          throw wrongCredentials(context, call, key, 'That is not your current password.');
        case 'weak':
          forgiveTries(write, address, key);
          throw new ApiError('weak-password', outcome.reasons.join(' '));
        case 'done': {
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

    revokeSession(call) {
      const { identity, params } = call;
      write.transaction(() => {
        if (!endSession(write, identity.accountId, params.id, clock.now())) throw notFound();
        noteOwn(call, 'session.revoked', { session: params.id });
      })();
      streams.cutSession(params.id);
    },

    revokeAllSessions(call) {
      const { identity, reply } = call;
      write.transaction(() => {
        endSessions(write, identity.accountId, clock.now());
        noteOwn(call, 'sessions.revoked');
      })();
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
  const { write, clock, gate, audit } = context;
  const now = clock.now();
  const decision = decide(context, address, key);
  switch (decision.kind) {
    case 'ban':
      write.transaction(() => {
        banAddress(write, address, now, decision.untilMs, 'Too many wrong passwords');
        const until = new Date(decision.untilMs).toISOString();
        const detail = { address, device: deviceOf({ request }), until };
        audit.note({ at: now, event: 'address.banned', accountId: signInRow(context.read, key)?.id ?? null, detail });
      })();
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

/** A wrong password, and the pause it brought, if any. */
function noteFailure(
  context: Context,
  { address }: { readonly address: string },
  key: string,
  event: 'sign-in.failed' | 'password.change-refused',
  accountId: string | null,
  device: string,
): void {
  const { write, clock, audit } = context;
  const at = clock.now();
  write.transaction(() => {
    audit.note({ at, event, accountId, detail: { address, device } });
    const next = decide(context, address, key);
    if (next.kind !== 'wait') return;
    const until = new Date(at + next.retryAfterMs).toISOString();
    audit.note({ at, event: 'sign-in.paused', accountId, detail: { address, device, until } });
  })();
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

/** At signing in the body never differs (AUTH-18); how many tries are left goes in a header, named as the IETF's draft has it. */
function wrongCredentials(
  { write, clock }: Context,
  { address, reply }: Pick<Call<'login'>, 'address' | 'reply'>,
  key: string,
  message = 'That name and password do not match.',
): ApiError {
  const { forAddress } = recentFailures(write, address, key, clock.now());
  void reply.header('ratelimit-remaining', Math.max(0, SIGN_IN_LIMITS.failures - forAddress.length));
  return new ApiError('wrong-credentials', message);
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
