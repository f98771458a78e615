import type { Role } from '../../../shared/lan/schemas.ts';
import { newId, watchCommits, type AccountId, type ReadDb, type ServerDb, type SessionId } from '../kernel/index.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long a session lives: REQUIREMENTS, figures "Session length" and SESS-01. */
export function sessionLifetime(role: Role): { readonly lifeMs: number; readonly idleMs: number | null } {
  return role === 'owner' ? { lifeMs: DAY_MS, idleMs: 2 * HOUR_MS } : { lifeMs: 7 * DAY_MS, idleMs: null };
}

/** Last use is written at most this often: a film asks many times a second. */
const TOUCH_EVERY_MS = MINUTE_MS;

/** Who is asking, established anew on every request. */
export type Identity = {
  readonly sessionId: SessionId;
  readonly accountId: AccountId;
  readonly name: string;
  readonly role: Role;
  readonly expiresAt: number;
  readonly lastSeenAt: number;
};

export type SignInRow = {
  readonly id: AccountId;
  readonly name: string;
  readonly role: Role;
  readonly disabled: number;
  readonly passwordHash: string;
  readonly epoch: string;
  readonly globalEpoch: string;
  /** 1 while this password opens nothing but the form for a new one. */
  readonly mustChangePassword: number;
};

/** Hash and epochs in one row, so that the session made later carries the epochs of the password that was checked. */
export function signInRow(read: ReadDb, nameKey: string): SignInRow | undefined {
  return read
    .prepare<[string], SignInRow>(
      `SELECT a.id, a.name, a.role, a.disabled OR a.locked_out AS disabled, a.password_hash AS passwordHash, a.epoch,
         h.global_epoch AS globalEpoch,
         EXISTS (SELECT 1 FROM manager.password_change_due d WHERE d.account_id = a.id) AS mustChangePassword
       FROM manager.account a, manager.house h WHERE a.name_key = ?`,
    )
    .get(nameKey);
}

export function openSession(
  write: ServerDb,
  input: {
    readonly account: Pick<SignInRow, 'id' | 'role' | 'epoch' | 'globalEpoch'>;
    readonly device: string;
    readonly address: string;
    readonly now: number;
  },
): { readonly id: SessionId; readonly expiresAt: number } {
  const { lifeMs, idleMs } = sessionLifetime(input.account.role);
  const id = newId<SessionId>();
  const expiresAt = input.now + lifeMs;
  write
    .prepare(
      `INSERT INTO session (id, account_id, account_epoch, global_epoch, device, address, created_at, last_seen_at,
                            expires_at, idle_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      id,
      input.account.id,
      input.account.epoch,
      input.account.globalEpoch,
      input.device,
      input.address,
      input.now,
      input.now,
      expiresAt,
      idleMs,
    );
  return { id, expiresAt };
}

/** That nobody ended a session; `s`, `a` and `h` are session, account and house. */
const NOT_ENDED = `s.ended_at IS NULL AND a.disabled = 0 AND a.locked_out = 0 AND a.epoch = s.account_epoch
  AND h.global_epoch = s.global_epoch
  AND NOT EXISTS (SELECT 1 FROM manager.session_revocation r WHERE r.session_id = s.id)`;
/** What makes a session alive; `:now` is the moment. */
const ALIVE = `${NOT_ENDED} AND s.expires_at > :now AND (s.idle_ms IS NULL OR s.last_seen_at + s.idle_ms > :now)`;

type FoundSession = Identity & { readonly idleMs: number | null };

/** Living sessions that are kept between two commits; more are found again. */
const KEPT = 1_000;

/**
 * Sessions as every request asks for them. Who is asking is kept until somebody commits anything, which is asked each time:
 * whatever ends a session ends it for the very next request.
 */
export function createSessionReader(read: ReadDb, commits = watchCommits(read)) {
  const kept = new Map<string, FoundSession>();
  let keptOf = '';
  const find = read.prepare<[string], FoundSession>(
    `SELECT s.id AS sessionId, a.id AS accountId, a.name, a.role, s.expires_at AS expiresAt,
       s.last_seen_at AS lastSeenAt, s.idle_ms AS idleMs
     FROM server.session s JOIN manager.account a ON a.id = s.account_id, manager.house h
     WHERE s.id = ? AND ${NOT_ENDED}`,
  );
  const found = (id: string): FoundSession | undefined => {
    const current = commits.ask();
    if (current !== keptOf || kept.size >= KEPT) {
      kept.clear();
      keptOf = current;
    }
    const known = kept.get(id) ?? find.get(id);
    if (known !== undefined) kept.set(id, known);
    return known;
  };
  const ofAccount = read.prepare<[{ accountId: string; now: number }], SessionRow>(
    `SELECT s.id, s.device, s.address, s.created_at AS createdAt, s.last_seen_at AS lastSeenAt, s.expires_at AS expiresAt
     FROM server.session s JOIN manager.account a ON a.id = s.account_id, manager.house h
     WHERE s.account_id = :accountId AND ${ALIVE} ORDER BY s.last_seen_at DESC, s.id`,
  );
  return {
    /** The living session's identity, or null when it ended for any reason. */
    identify: (id: string, now: number): Identity | null => {
      const session = found(id);
      if (session === undefined || session.expiresAt <= now) return null;
      return session.idleMs === null || session.lastSeenAt + session.idleMs > now ? session : null;
    },
    /** The account's living sessions, last used first. */
    list: (accountId: string, now: number): SessionRow[] => ofAccount.all({ accountId, now }),
  };
}

export type SessionReader = ReturnType<typeof createSessionReader>;
export type SessionRow = {
  readonly id: SessionId;
  readonly device: string;
  readonly address: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly expiresAt: number;
};

/** Every living session of everybody, last used first: what the owner may look through and end (SESS-05). */
export function livingSessions(read: ReadDb, now: number): (SessionRow & { readonly accountId: AccountId })[] {
  return read
    .prepare<[{ now: number }], SessionRow & { readonly accountId: AccountId }>(
      `SELECT s.id, s.account_id AS accountId, s.device, s.address, s.created_at AS createdAt,
         s.last_seen_at AS lastSeenAt, s.expires_at AS expiresAt
       FROM server.session s JOIN manager.account a ON a.id = s.account_id, manager.house h
       WHERE ${ALIVE} ORDER BY s.last_seen_at DESC, s.id`,
    )
    .all({ now });
}

/** When each account last used a session, ended ones too, ms since 1970; who never signed in is not in it. */
export function lastSeenByAccount(read: ReadDb): ReadonlyMap<string, number> {
  return new Map(
    read
      .prepare<[], { accountId: string; at: number }>(
        'SELECT account_id AS accountId, max(last_seen_at) AS at FROM session GROUP BY account_id',
      )
      .all()
      .map(({ accountId, at }) => [accountId, at]),
  );
}

/** AUTH-12. */
const UNUSED_MS = 90 * DAY_MS;

/**
 * Whether nobody used an account that is open for 90 days (AUTH-12). An owner's may rest: it is there for the day it is needed.
 *
 * @param lastSeenAt null: nobody ever signed in.
 */
export const isUnused = (
  account: { readonly role: string; readonly disabled: number; readonly createdAt: number },
  lastSeenAt: number | null,
  now: number,
): boolean =>
  account.disabled === 0 && account.role !== 'owner' && now - Math.max(account.createdAt, lastSeenAt ?? 0) >= UNUSED_MS;

/** As many as help to recognise a device. */
const SEEN_SHOWN = 3;

/** Which accounts were signed in from an address and on what, newest first: whose device that is. */
export function seenAt(read: ReadDb, address: string): { readonly name: string; readonly device: string }[] {
  return read
    .prepare<[string, number], { name: string; device: string }>(
      `SELECT a.name, s.device FROM server.session s JOIN manager.account a ON a.id = s.account_id
       WHERE s.address = ? GROUP BY a.id, s.device ORDER BY max(s.last_seen_at) DESC LIMIT ?`,
    )
    .all(address, SEEN_SHOWN);
}

/**
 * Note that a session was used; written at most once a minute.
 *
 * @param address where its device is; null when only a media path was used, which may be on another device.
 */
export function touchSession(write: ServerDb, identity: Identity, address: string | null, now: number): void {
  if (now - identity.lastSeenAt < TOUCH_EVERY_MS) return;
  write
    .prepare('UPDATE session SET last_seen_at = ?, address = coalesce(?, address) WHERE id = ?')
    .run(now, address, identity.sessionId);
}

/** End one session of an account. False when the account has no such living session. */
export function endSession(write: ServerDb, accountId: string, id: string, now: number): boolean {
  return (
    write
      .prepare('UPDATE session SET ended_at = ? WHERE id = ? AND account_id = ? AND ended_at IS NULL')
      .run(now, id, accountId).changes === 1
  );
}

/** End every session of an account. */
export function endSessions(write: ServerDb, accountId: string, now: number): void {
  write.prepare('UPDATE session SET ended_at = ? WHERE account_id = ? AND ended_at IS NULL').run(now, accountId);
}
