// Who may enter, and whether somebody gets in who should not.
import { createHmac } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { api, type RouteName } from '../../../../shared/lan/routes.ts';
import type { Role } from '../../../../shared/lan/schemas.ts';
import { PROBE_DEVICE } from '../../../../shared/own-probe.ts';
import {
  isUnused,
  lastSeenByAccount,
  livingSessions as sessionsOf,
  needsRehash,
  sessionLifetime,
  verifyPassword,
} from '../../accounts/index.ts';
import { readHouse, type ReadDb } from '../../kernel/index.ts';
import { allowedNetworks, mayConnect, SIGN_IN_LIMITS, type AccessRule } from '../../network/index.ts';
import { ago, check, count, DAY_MS, fail, pass, some, warn } from '../check.ts';
import type { Look } from '../look.ts';
import { Unobservable } from '../unobservable.ts';

/** AUTH-20. */
const OLD_PASSWORD_MS = 182 * DAY_MS;
/** What the five guides' projects shipped, and what people type first (AUTH-01); the name itself is tried too. */
const GUESSES = ['admin', 'password', 'changeme', 'holdfast', '12345678'];
/** Accounts tried in one look: each guess costs 25 ms of one core. The others have their turn at the next look. */
const MOST_GUESSED = 20;
/** Keys other projects were shipped with (SESS-02, SESS-10). */
const KNOWN_KEYS = ['secret', 'changeme', 'replace_me', 'change-me-in-production', 'holdfast'];
/** No account can have it: names hold no control characters. */
export const IMPOSSIBLE_NAME = 'holdfast-check\u0007';

type Account = {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly disabled: number;
  readonly hash: string;
  readonly changedAt: number;
  readonly createdAt: number;
};

const accountsOf = (db: ReadDb): Account[] =>
  db
    .prepare<[], Account>(
      `SELECT id, name, role, disabled, password_hash AS hash, password_changed_at AS changedAt, created_at AS createdAt
       FROM account ORDER BY created_at, id`,
    )
    .all();
const active = (look: Look): Account[] => look.readManager(accountsOf).filter(({ disabled }) => disabled === 0);

/** A living session with its account. */
type LivingSession = ReturnType<typeof sessionsOf>[number] & Pick<Account, 'name' | 'role'>;

export const livingSessions = (look: Look): LivingSession[] => {
  const accounts = new Map(look.readManager(accountsOf).map((account) => [account.id, account]));
  return look
    .readAll((db) => sessionsOf(db, look.now))
    .flatMap((session) => {
      const account = accounts.get(session.accountId);
      return account === undefined ? [] : [{ ...session, name: account.name, role: account.role }];
    });
};

/** Accounts nobody has used for 90 days. */
export const unusedAccounts = (look: Look): Account[] => {
  const lastSeen = look.readServer(lastSeenByAccount);
  return look
    .readManager(accountsOf)
    .filter((account) => isUnused(account, lastSeen.get(account.id) ?? null, look.now));
};

/** Living sessions longer than the role's (SESS-01). */
export const overlongSessions = (look: Look): LivingSession[] =>
  livingSessions(look).filter(({ role, createdAt, expiresAt }) => expiresAt - createdAt > sessionLifetime(role).lifeMs);

/** Living sessions whose device is where nobody may connect from any more (SESS-05). */
export const outsideSessions = (look: Look): LivingSession[] => {
  const rule = look.readManager((db) => JSON.parse(readHouse(db).accessRule) as AccessRule);
  const networks = allowedNetworks(rule, networkInterfaces());
  return livingSessions(look).filter(({ address }) => !mayConnect(networks, address));
};

/** Names with hashes that no guess fits. A new password has a new hash, so each is tried once and not at every run. */
const notGuessed = new Set<string>();
const guessKey = ({ name, hash }: Account): string => `${name} ${hash}`;

/** Accounts whose password is one a stranger tries first, of those whose turn it was, and how many wait for theirs. */
export async function guessPasswords(look: Look): Promise<{ readonly found: Account[]; readonly waiting: number }> {
  const found: Account[] = [];
  const untried = active(look).filter((account) => !notGuessed.has(guessKey(account)));
  for (const account of untried.slice(0, MOST_GUESSED)) {
    for (const guess of new Set([account.name, account.name.toLowerCase(), ...GUESSES])) {
      look.signal.throwIfAborted();
      if (!(await verifyPassword(account.hash, guess))) continue;
      found.push(account);
      break;
    }
    if (!found.includes(account)) notGuessed.add(guessKey(account));
  }
  return { found, waiting: Math.max(0, untried.length - MOST_GUESSED) };
}

const AUDIT_PAGE = 2_000;

/**
 * Accounts that were made, or given their role, by another way than Holdfast's own (INC-06): the audit does not know of it.
 * Accounts older than the oldest entry that was kept cannot be told.
 */
export async function foreignAccounts(
  look: Look,
): Promise<{ readonly account: Account; readonly known: Role | null }[]> {
  const known = new Map<string, Role>();
  let oldest: number | null = null;
  for (let from = 0; ;) {
    const rows = look.readManager((db) =>
      db
        .prepare<[number, number], { seq: number; at: number; id: string | null; role: Role | null }>(
          `SELECT seq, at,
                  CASE WHEN event IN ('account.created', 'account.role-changed') THEN json_extract(detail, '$.id') END AS id,
                  coalesce(json_extract(detail, '$.role'), json_extract(detail, '$.to')) AS role
           FROM audit WHERE seq > ? AND json_valid(detail) ORDER BY seq LIMIT ?`,
        )
        .all(from, AUDIT_PAGE),
    );
    for (const { at, id, role } of rows) {
      oldest ??= at;
      if (id !== null && role !== null) known.set(id, role);
    }
    if (rows.length < AUDIT_PAGE) break;
    from = rows.at(-1)!.seq;
    await nextTurn(undefined, { signal: look.signal });
  }
  return look.readManager(accountsOf).flatMap((account) => {
    const role = known.get(account.id) ?? null;
    if (role === account.role || (role === null && account.createdAt < (oldest ?? 0))) return [];
    return [{ account, known: role }];
  });
}

/** A try to sign in that cannot succeed, seen from three sides. */
type WrongSignIn = {
  readonly status: number;
  readonly body: string;
  readonly from: string;
  readonly startedAt: number;
  readonly counted: number;
};

export const tryWrongSignIn = (look: Look): Promise<WrongSignIn> =>
  look.once('wrong-sign-in', async () => {
    const startedAt = Date.now();
    const answer = await look.http.ask({
      from: 'guesser',
      method: 'POST',
      path: '/api/v1/auth/login',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: IMPOSSIBLE_NAME, password: 'not a password', device: PROBE_DEVICE }),
      mayBeLimited: true,
    });
    const counted = look.readServer((db) =>
      db.prepare<[string], number>('SELECT count(*) FROM failed_sign_in WHERE address = ?').pluck().get(answer.from),
    );
    return { status: answer.status, body: answer.body, from: answer.from, startedAt, counted: counted ?? 0 };
  });

const jwtPart = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Tokens nobody of ours made, for a session that lives: none, known and empty keys. */
function forgedTokens(
  session: { readonly id: string; readonly accountId: string },
  now: number,
): Record<string, string> {
  const claims = jwtPart({
    sid: session.id,
    sub: session.accountId,
    iss: 'holdfast',
    aud: 'holdfast-lan',
    iat: Math.floor(now / 1000),
    exp: Math.floor(now / 1000) + 600,
  });
  const signed = (key: Buffer) => {
    const text = `${jwtPart({ alg: 'HS256' })}.${claims}`;
    return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
  };
  return {
    'without a signature': `${jwtPart({ alg: 'none' })}.${claims}.`,
    ...Object.fromEntries(KNOWN_KEYS.map((key) => [`signed with "${key}"`, signed(Buffer.from(key))])),
    ...Object.fromEntries(
      KNOWN_KEYS.map((key) => [`signed with "${key}" decoded`, signed(Buffer.from(key, 'base64url'))]),
    ),
  };
}

const pathOf = (path: string): string =>
  path
    .replace(':capability', 'A'.repeat(43))
    .replace(':id/:width', `${'0'.repeat(32)}/240`)
    .replace(':variant', '0')
    .replace(/:index/, '0')
    .replace(':id', '0'.repeat(32));

export const ACCOUNTS = [
  check({
    id: 'AUTH-01',
    group: 'accounts',
    title: 'No account has a password that strangers try first',
    wrong: 'Somebody has a password that strangers try first',
    severity: 'critical',
    why: 'Programs that search networks try exactly these within seconds.',
    async observe(look) {
      const { found, waiting } = await guessPasswords(look);
      if (found.length === 0 && waiting > 0)
        throw new Unobservable(`${count(waiting, 'account')} could not be tried yet: at most ${MOST_GUESSED} are tried in one look. Check again for the next ones.`); // prettier-ignore
      return found;
    },
    judge: (found) =>
      found.length === 0
        ? pass(`Tried on every account: its own name and ${count(GUESSES.length, 'usual password')}. None fits.`)
        : fail(`Guessed at once: ${some(found.map(({ name }) => name))}.`),
  }),
  check({
    id: 'AUTH-02',
    group: 'accounts',
    title: 'Without signing in, nothing of yours is shown',
    wrong: 'Something of yours is shown without signing in',
    severity: 'critical',
    why: 'Anybody in reach of your network could look through what you have, or play it.',
    async observe({ http }) {
      const routes = (Object.keys(api) as RouteName[]).filter((name) => api[name].guard !== 'anonymous');
      const answers: { name: string; status: number; wanted: number }[] = [];
      for (const name of routes) {
        const { method, path, guard } = api[name];
        const { status } = await http.ask({ from: 'walker', method, path: pathOf(path) });
        answers.push({ name, status, wanted: guard === 'capability' ? 404 : 401 });
      }
      return answers;
    },
    judge(answers) {
      const open = answers.filter(({ status, wanted }) => status !== wanted);
      return open.length === 0
        ? pass(`Asked all ${answers.length} routes without signing in: every one refused. Open are the sign-in page, health and security.txt.`) // prettier-ignore
        : fail(`Answered without signing in: ${some(open.map(({ name, status }) => `${name} (${status})`))}.`);
    },
  }),
  check({
    id: 'AUTH-09',
    group: 'accounts',
    title: 'Stored passwords are slow to guess',
    wrong: {
      warn: 'Some stored passwords are quicker to guess than they need be',
      fail: 'Stored passwords can be guessed fast',
    },
    severity: 'high',
    why: 'Whoever steals the database could find out short passwords in an afternoon.',
    observe: async (look) => look.readManager(accountsOf),
    judge(accounts) {
      const bare = accounts.filter(({ hash }) => !hash.startsWith('$argon2id$'));
      if (bare.length > 0) return fail(`Not stored as argon2id: ${some(bare.map(({ name }) => name))}.`);
      const cheap = accounts.filter(({ hash }) => needsRehash(hash));
      return cheap.length === 0
        ? pass(
            `${count(accounts.length, 'password')}, all argon2id (${accounts[0]?.hash.split('$')[3] ?? 'none yet'}).`,
          )
        : warn(
            `Cheaper than today’s: ${some(cheap.map(({ name }) => name))}. Each is stored anew when its owner signs in.`,
          );
    },
  }),
  check({
    id: 'AUTH-10',
    group: 'accounts',
    title: 'There is an account for every day beside the owner’s',
    wrong: 'Everybody signs in as an owner',
    severity: 'low',
    why: 'A television that is signed in as the owner can do all that the owner can.',
    observe: async (look) => active(look),
    judge(accounts) {
      const others = accounts.filter(({ role }) => role !== 'owner');
      return others.length > 0
        ? pass(`${count(others.length, 'account')} that may only watch.`)
        : warn('Everybody signs in as an owner. Add a person under People and use that one on your devices.');
    },
  }),
  check({
    id: 'AUTH-12',
    group: 'accounts',
    title: 'Every account is in use',
    wrong: 'Accounts that nobody uses can still sign in',
    severity: 'medium',
    why: 'Nobody notices when a forgotten account is used by somebody else.',
    observe: async (look) => unusedAccounts(look),
    judge: (unused) =>
      unused.length === 0
        ? pass('Everybody who may enter did so within 90 days.')
        : warn(`Not used for 90 days: ${some(unused.map(({ name }) => name))}.`),
  }),
  check({
    id: 'AUTH-13',
    group: 'accounts',
    title: 'Nobody can make an account by themselves',
    wrong: 'Anybody can make an account',
    severity: 'critical',
    why: 'Whoever reaches the server would make themselves at home.',
    async observe({ http }) {
      const paths = ['/api/v1/auth/register', '/api/v1/accounts', '/api/v1/setup'];
      const headers = { 'content-type': 'application/json' };
      const seen = [];
      for (const path of paths)
        seen.push({
          path,
          status: (await http.ask({ from: 'asker', method: 'POST', path, headers, body: '{}' })).status,
        });
      return seen;
    },
    judge(seen) {
      const open = seen.filter(({ status }) => ![401, 403, 404, 405].includes(status));
      return open.length === 0
        ? pass(`Tried ${count(seen.length, 'way')} to register or set up again: all closed.`)
        : fail(`Answered: ${some(open.map(({ path, status }) => `${path} (${status})`))}.`);
    },
  }),
  check({
    id: 'AUTH-20',
    group: 'accounts',
    title: 'Passwords are not older than half a year',
    wrong: 'A password is older than half a year',
    severity: 'low',
    why: 'The longer a password is used, the more places it may have been seen in.',
    observe: async (look) => active(look),
    judge(accounts, now) {
      const old = accounts.filter(({ changedAt }) => now - changedAt > OLD_PASSWORD_MS);
      return old.length === 0
        ? pass('All were set within half a year.')
        : warn(`Set long ago: ${some(old.map(({ name, changedAt }) => `${name} (${ago(now - changedAt)})`))}.`);
    },
  }),
  check({
    id: 'INC-06',
    group: 'accounts',
    title: 'Every account was made by you',
    wrong: 'Somebody got an account or a role behind Holdfast’s back',
    severity: 'critical',
    why: 'A burglar makes an account first, so as to come back.',
    observe: foreignAccounts,
    judge(foreign) {
      const inside = foreign.filter(({ account }) => account.disabled === 0);
      const words = ({ account, known }: (typeof foreign)[number]) =>
        known === null ? `${account.name} was not made here` : `${account.name} became ${account.role}`;
      if (inside.length > 0) return fail(`Not on the record: ${some(inside.map(words))}.`);
      return foreign.length === 0
        ? pass('Every account and its role is on the sealed record of who did what.')
        : pass(`All who may enter are on the record. Suspended: ${some(foreign.map(words))}.`);
    },
  }),
  check({
    id: 'SESS-01',
    group: 'accounts',
    title: 'Everybody has to sign in again in time',
    wrong: 'A device stays signed in for too long',
    severity: 'medium',
    why: 'A device that was sold or stolen would stay signed in.',
    observe: async (look) => ({ all: livingSessions(look).length, overlong: overlongSessions(look) }),
    judge: ({ all, overlong }) =>
      overlong.length === 0
        ? pass(`${count(all, 'device')} signed in; owners for a day, others for a week.`)
        : warn(
            `Signed in for longer than allowed: ${some(overlong.map(({ name, device }) => `${name} on ${device}`))}.`,
          ),
  }),
  check({
    id: 'SESS-05',
    group: 'accounts',
    title: 'Nobody is signed in from outside',
    wrong: 'Somebody is signed in from outside',
    severity: 'high',
    why: 'A session from a place that may not connect is one that somebody took along.',
    observe: async (look) => outsideSessions(look),
    judge: (outside) =>
      outside.length === 0
        ? pass('Every device that is signed in is where you let devices connect from.')
        : warn(
            `From outside: ${some(outside.map(({ name, device, address }) => `${name} on ${device} (${address})`))}.`,
          ),
  }),
  check({
    id: 'SESS-09',
    group: 'accounts',
    title: 'A forged sign-in is refused',
    wrong: 'A forged sign-in is let in',
    severity: 'critical',
    why: 'Whoever can forge one is anybody they like.',
    async observe(look) {
      const session = livingSessions(look)[0] ?? null;
      const tokens = forgedTokens(session ?? { id: '0'.repeat(32), accountId: '0'.repeat(32) }, look.now);
      const taken: string[] = [];
      for (const [what, token] of Object.entries(tokens)) {
        const headers = { authorization: `Bearer ${token}` };
        const { status } = await look.http.ask({ from: 'asker', path: '/api/v1/auth/me', headers });
        if (status !== 401) taken.push(what);
      }
      return { taken, tried: Object.keys(tokens).length, hasSession: session !== null };
    },
    judge: ({ taken, tried, hasSession }) =>
      taken.length > 0
        ? fail(`Taken for real: a sign-in ${some(taken)}.`)
        : pass(`${tried} forged ${hasSession ? 'for somebody who is signed in now' : 'for nobody, as nobody is signed in now'}: all refused.`), // prettier-ignore
  }),
  check({
    id: 'HTTP-09',
    group: 'accounts',
    title: 'Guessing passwords leads nowhere',
    wrong: 'Guessing passwords is made easy',
    severity: 'critical',
    why: 'With endless tries, every password is found in the end.',
    observe: tryWrongSignIn,
    judge({ status, body, counted }) {
      if (status === 429) return pass('After the wrong tries of earlier checks, our own address was refused.');
      if (status !== 401) return fail(`A wrong sign-in was answered with ${status}.`);
      if (/unknown|no such|does not exist|not exist|disabled|suspended/i.test(body))
        return fail('The answer to a wrong sign-in tells whether there is such a person.');
      if (counted > SIGN_IN_LIMITS.failures)
        return fail(`${counted} wrong tries from one address within 15 minutes, and the password is still looked at.`);
      return counted > 0
        ? pass(
            `A wrong sign-in was refused and counted: ${counted} of ${SIGN_IN_LIMITS.failures} until none is looked at.`,
          )
        : fail('A wrong sign-in was refused, but not counted: there is no end to guessing.');
    },
  }),
  check({
    id: 'LOG-01',
    group: 'records',
    title: 'Every try to sign in is written down',
    wrong: 'A try to sign in was not written down',
    severity: 'high',
    why: 'Without a record nobody sees that somebody is trying.',
    async observe(look) {
      const tried = await tryWrongSignIn(look);
      // What was refused outright is not written once more; the tries before it were.
      const since = tried.status === 429 ? tried.startedAt - 15 * 60_000 : tried.startedAt - 1;
      const find = () =>
        look.readManager((db) =>
          db
            .prepare<[number, string], number>(
              `SELECT seq FROM audit WHERE event = 'sign-in.failed' AND at >= ? AND detail ->> 'address' = ? AND json_valid(detail)
               ORDER BY seq DESC LIMIT 1`,
            )
            .pluck()
            .get(since, tried.from),
        );
      for (let wait = 0; wait < 30; wait += 1) {
        const seq = find();
        if (seq !== undefined) return { seq };
        await new Promise((resolve) => setTimeout(resolve, 100));
        look.signal.throwIfAborted();
      }
      if (![401, 429].includes(tried.status)) throw new Unobservable('No wrong sign-in could be made.');
      return { seq: null };
    },
    judge: ({ seq }) =>
      seq === null
        ? fail('A wrong sign-in of ours did not appear in the record within 3 seconds.')
        : pass(`A wrong sign-in of ours stands in the record as entry ${seq}.`),
  }),
];
