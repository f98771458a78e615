import { setImmediate as nextTurn } from 'node:timers/promises';
import { isOwnWrongSignIn } from '../../../shared/own-probe.ts';
import { listAudit, type ListedEntry } from '../../core/audit/index.ts';
import type { ManagerDb } from '../../core/kernel/index.ts';
import { counted, DAY_MS, type Find } from './finding.ts';

const PAGE = 500;
/** More lines than this nobody reads. */
const MOST_POINTS = 10;

/**
 * Entries of an event, or of all that begin with its first word, since a moment. Gives the loop its turn between pages. What is
 * further ahead than a day was noted while the clock was wrong.
 */
export async function entriesSince(db: ManagerDb, event: string, from: number, now: number): Promise<ListedEntry[]> {
  const found: ListedEntry[] = [];
  let before: number | null = null;
  do {
    const page: ReturnType<typeof listAudit> = listAudit(
      db,
      { event, from, until: now + DAY_MS },
      { before, limit: PAGE },
    );
    found.push(...page.entries);
    before = page.next;
    await nextTurn();
  } while (before !== null);
  return found;
}

export const addressOf = ({ detail }: ListedEntry): string =>
  /"address":"([0-9a-fA-F.:%\w-]{1,64})"/.exec(detail)?.[1] ?? 'an unknown address';

/** Who failed to sign in, without what the checklist tried itself. */
const failedSince = async (db: ManagerDb, from: number, now: number): Promise<ListedEntry[]> =>
  (await entriesSince(db, 'sign-in.failed', from, now)).filter(
    ({ actor, detail }) => !isOwnWrongSignIn({ actor, detail: JSON.parse(detail) as Record<string, unknown> }),
  );

/** How often each came, most often first. */
function tally(of: readonly string[]): [what: string, times: number][] {
  const times = new Map<string, number>();
  for (const one of of) times.set(one, (times.get(one) ?? 0) + 1);
  return [...times].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

/** MNT-01 */
export const lastDay: Find = async ({ db, now, status }) => {
  const { warnings } = status();
  const since = now - DAY_MS;
  const failed = await failedSince(db, since, now);
  const banned = await entriesSince(db, 'address.banned', since, now);
  const backups = await entriesSince(db, 'backup.failed', since, now);
  return {
    text: `There ${warnings.length === 1 ? 'is 1 warning' : `are ${warnings.length} warnings`} now. In the last day: ${counted(failed.length, 'failed sign-in')}, ${counted(banned.length, 'ban')}, ${counted(backups.length, 'failed backup')}.`,
    points: warnings,
    needsAttention: banned.length > 0 || backups.length > 0,
  };
};

/** MNT-02 */
export const failedSignIns: Find = async ({ db, now }) => {
  const failed = await failedSince(db, now - 7 * DAY_MS, now);
  const banned = await entriesSince(db, 'address.banned', now - 7 * DAY_MS, now);
  const names = new Map(
    db
      .prepare<[], { id: string; name: string }>('SELECT id, name FROM account')
      .all()
      .map(({ id, name }) => [id, name]),
  );
  const whoOf = ({ actor }: ListedEntry) => names.get(actor.replace(/^account:/, '')) ?? 'a name that does not exist';
  const lines = tally(failed.map((entry) => `as ${whoOf(entry)} from ${addressOf(entry)}`));
  return {
    text:
      failed.length === 0
        ? 'Nobody failed to sign in in the last 7 days.'
        : `${counted(failed.length, 'sign-in')} failed in the last 7 days, and ${counted(banned.length, 'address was', 'addresses were')} banned for it.`,
    points: lines.slice(0, MOST_POINTS).map(([what, times]) => `${counted(times, 'time')} ${what}`),
    needsAttention: banned.length > 0,
  };
};
