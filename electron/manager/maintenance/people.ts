import { isUnused, lastSeenByAccount } from '../../core/accounts/index.ts';
import { openIfMigrated, type ReadDb } from '../../core/kernel/index.ts';
import { addressOf, entriesSince } from './records.ts';
import { counted, dayOf, DAY_MS, daysSince, type Find, type Finding, type Sources } from './finding.ts';

/** AUTH-20: six months. */
const OLD_PASSWORD_DAYS = 182;
/** A session nobody used for so long is worth a question. */
const UNUSED_SESSION_DAYS = 30;

type Account = {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly disabled: number;
  readonly createdAt: number;
  readonly passwordChangedAt: number;
};

const accountsOf = ({ db }: Sources): Account[] =>
  db
    .prepare<[], Account>(
      `SELECT id, name, role, disabled, created_at AS createdAt, password_changed_at AS passwordChangedAt
       FROM account ORDER BY name_key`,
    )
    .all();

/** What server.db says; `none` while there is no such database yet. */
function fromServer<T>({ files }: Sources, none: T, read: (db: ReadDb) => T): T {
  const db = openIfMigrated(files.serverDb);
  if (db === null) return none;
  try {
    return read(db);
  } finally {
    db.close();
  }
}

/** MNT-08 */
export const accessOfTheMonth: Find = async (sources) => {
  const { db, now } = sources;
  const month = now - 30 * DAY_MS;
  const names = new Map(accountsOf(sources).map(({ id, name }) => [id, name]));
  // The checklist lets somebody made up in to look around, and says so on the record, where nobody on the network can write.
  const madeUp = new Set(
    (await entriesSince(db, 'account.created', 0, now))
      .filter(({ actor }) => actor === 'holdfast')
      .map(({ detail }) => `account:${(JSON.parse(detail) as { id: string }).id}`),
  );
  const entries = (await entriesSince(db, 'sign-in.succeeded', 0, now)).filter(({ actor }) => !madeUp.has(actor));
  const known = new Set(entries.filter(({ at }) => at < month).map(addressOf));
  const recent = entries.filter(({ at }) => at >= month);
  const firsts = new Map<string, string>();
  for (const entry of recent.toReversed()) {
    const address = addressOf(entry);
    const who = names.get(entry.actor.replace(/^account:/, '')) ?? 'a former account';
    if (!known.has(address) && !firsts.has(address)) firsts.set(address, `${address}: ${who}, ${dayOf(entry.at)}`);
  }
  return {
    text: `${counted(recent.length, 'sign-in')} in the last 30 days, from ${counted(firsts.size, 'address', 'addresses')} not seen before.`,
    points: [...firsts.values()],
    needsAttention: false,
  };
};

/** MNT-12 */
export const accountsInUse: Find = (sources) => {
  const { now } = sources;
  const seen = fromServer<ReadonlyMap<string, number>>(sources, new Map(), lastSeenByAccount);
  const accounts = accountsOf(sources);
  const unused = accounts.filter((account) => isUnused(account, seen.get(account.id) ?? null, now));
  const owners = accounts.filter(({ role, disabled }) => role === 'owner' && disabled === 0);
  return {
    text: `${counted(accounts.length, 'account')}, ${counted(owners.length, 'owner')}, ${counted(accounts.filter(({ disabled }) => disabled === 1).length, 'suspended one', 'suspended ones')}. ${unused.length === 0 ? 'All were used in the last 90 days.' : `${counted(unused.length, 'was', 'were')} not used for 90 days.`}`,
    points: [
      ...unused.map(({ id, name }) => `${name}: ${seen.has(id) ? `last used ${dayOf(seen.get(id)!)}` : 'never used'}`),
      ...(owners.length > 1 ? [`Owners, who may do everything: ${owners.map(({ name }) => name).join(', ')}`] : []),
    ],
    needsAttention: unused.length > 0,
  };
};

const passwords = (sources: Sources, listed: (days: number) => boolean): Finding => {
  const ages = accountsOf(sources)
    .filter(({ disabled }) => disabled === 0)
    .map(({ name, passwordChangedAt }) => ({
      name,
      at: passwordChangedAt,
      days: daysSince(passwordChangedAt, sources.now),
    }))
    .toSorted((a, b) => a.at - b.at);
  const old = ages.filter(({ days }) => days >= OLD_PASSWORD_DAYS);
  return {
    text:
      old.length === 0
        ? 'No password is older than six months.'
        : `${counted(old.length, 'password is', 'passwords are')} older than six months.`,
    points: ages
      .filter(({ days }) => listed(days))
      .map(({ name, at, days }) => `${name}: ${counted(days, 'day')} old, since ${dayOf(at)}`),
    needsAttention: old.length > 0,
  };
};

/** MNT-14 */
export const oldPasswords: Find = (sources) => passwords(sources, (days) => days >= OLD_PASSWORD_DAYS);

/** MNT-21 */
export const passwordAges: Find = (sources) => passwords(sources, () => true);

/** MNT-22 */
export const sessionsOpen: Find = (sources) => {
  const { now } = sources;
  const names = new Map(accountsOf(sources).map(({ id, name }) => [id, name]));
  type Row = { readonly accountId: string; readonly device: string; readonly address: string; readonly at: number };
  const open = fromServer<Row[]>(sources, [], (db) =>
    db
      .prepare<[number], Row>(
        `SELECT account_id AS accountId, device, address, last_seen_at AS at FROM session
         WHERE ended_at IS NULL AND expires_at > ? ORDER BY last_seen_at`,
      )
      .all(now),
  );
  const unused = open.filter(({ at }) => daysSince(at, now) >= UNUSED_SESSION_DAYS);
  return {
    text: `${counted(open.length, 'device is', 'devices are')} signed in. ${unused.length === 0 ? 'All were used in the last 30 days.' : `${counted(unused.length, 'was', 'were')} not used for 30 days.`}`,
    points: open.map(
      ({ accountId, device, address, at }) =>
        `${names.get(accountId) ?? 'A former account'} on ${device} from ${address}: last used ${dayOf(at)}`,
    ),
    needsAttention: unused.length > 0,
  };
};
