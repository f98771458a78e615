import type { ManagerDb, ReadDb } from '../kernel/index.ts';
import type { Difference } from './differences.ts';
import { inWords, namesOf, type Entry } from './story.ts';

/** What is done to an account by Holdfast's own ways. */
const CHANGES = [
  'account.created',
  'account.renamed',
  'account.role-changed',
  'account.grants-changed',
  'account.password-reset',
  'account.password-changed',
  'account.readmitted',
];
/** So many of the newest changes of one account are told; the timeline has the rest. */
const MOST_TOLD = 4;

type Account = { readonly id: string; readonly name: string; readonly role: string; readonly createdAt: number };

/**
 * Accounts that were made or changed in a time, by the record, and accounts it knows nothing of, each to keep or to suspend
 * (INC-06). For a house without a backup from before it began: there is nothing to compare with, and the record is sealed.
 *
 * @param since ms since 1970. @param until of the closing: what the owner does afterwards is no finding.
 */
export function accountsOnRecord(db: ManagerDb | ReadDb, since: number, until: number): Difference[] {
  const entries = db
    .prepare<[string], Entry>(
      `SELECT at, actor, event, detail FROM audit
       WHERE event IN (SELECT value FROM json_each(?)) AND json_valid(detail) ORDER BY seq`,
    )
    .all(JSON.stringify(CHANGES))
    .map((entry) => ({ entry, detail: JSON.parse(entry.detail) as Record<string, unknown> }));
  const names = namesOf(db);
  const made = new Set(
    entries
      .filter(({ entry }) => entry.event === 'account.created' && entry.at >= since)
      .map(({ detail }) => detail['id']),
  );
  const roles = new Map<string, string>();
  for (const { entry, detail } of entries)
    if (entry.event === 'account.created') roles.set(String(detail['id']), String(detail['role']));
    else if (entry.event === 'account.role-changed') roles.set(String(detail['id']), String(detail['to']));
  const knownFrom = recordKnowsFrom(db);
  return db
    .prepare<[], Account>('SELECT id, name, role, created_at AS createdAt FROM account ORDER BY created_at, id')
    .all()
    .flatMap((account): Difference[] => {
      const known = roles.get(account.id);
      const isForeign = known === undefined && account.createdAt >= knownFrom;
      const isRaised = known !== undefined && known !== account.role;
      const done = entries
        .filter(({ entry, detail }) => detail['id'] === account.id && entry.at >= since && entry.at < until)
        .map(({ entry, detail }) => inWords(entry, detail, names));
      if (!isForeign && !isRaised && done.length === 0) return [];
      const text = isForeign
        ? [`The account ${account.name} (${account.role}) is not on the record: it was not made by Holdfast.`]
        : [
            ...(isRaised ? [`${account.name} is ${account.role}, and by the record ${known}.`] : []),
            ...done.filter((text) => text !== null).slice(-MOST_TOLD),
          ];
      return [
        {
          key: `record:${account.id}`,
          what: isForeign || made.has(account.id) ? 'added' : 'changed',
          about: 'account',
          text: text.join(' '),
          undo: { kind: 'suspend', account: account.id },
        },
      ];
    });
}

/** Accounts older than the oldest entry that is kept cannot be told; while nothing was pruned there are none. */
function recordKnowsFrom(db: ManagerDb | ReadDb): number {
  const isPruned = db.prepare("SELECT 1 FROM audit_mark WHERE kind = 'checkpoint'").get() !== undefined;
  const oldest = db.prepare<[], number | null>('SELECT min(at) FROM audit').pluck().get() ?? null;
  return isPruned ? (oldest ?? 0) : 0;
}
