import type { ManagerDb, ReadDb } from '../kernel/index.ts';

export type AuditFilter = {
  readonly actor?: string | undefined;
  /** An event, or the first word of several: `sign-in` means `sign-in.failed` and all its kin. */
  readonly event?: string | undefined;
  /** Anywhere in actor, event or detail, whatever the case of ASCII letters. */
  readonly text?: string | undefined;
  /** Milliseconds since 1970; `from` is included, `until` is not. */
  readonly from?: number | undefined;
  readonly until?: number | undefined;
};

export type ListedEntry = {
  readonly seq: number;
  readonly at: number;
  readonly actor: string;
  readonly event: string;
  /** JSON text. */
  readonly detail: string;
};

/** What one call looks through at most; some 10 ms, for the manager's loop. A rare find takes several calls. */
const LOOK_THROUGH = 10_000;

/**
 * Entries that fit, newest first.
 *
 * @param before number of the entry to go on below; null starts at the end.
 * @returns `next`: give it as `before` for what is further back; null at the beginning. A page may hold fewer entries than
 *   asked for, also none, while there are more to come.
 */
export function listAudit(
  db: ManagerDb | ReadDb,
  filter: AuditFilter,
  page: { readonly before: number | null; readonly limit: number },
  lookThrough = LOOK_THROUGH,
): { readonly entries: ListedEntry[]; readonly next: number | null } {
  const before = page.before ?? Number.MAX_SAFE_INTEGER;
  const oldest = db
    .prepare<[number, number], number>('SELECT seq FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT 1 OFFSET ?')
    .pluck()
    .get(before, lookThrough - 1);
  const floor = oldest ?? 0;
  const entries = db
    .prepare<[Record<string, string | number | null>], ListedEntry>(
      `SELECT seq, at, actor, event, detail FROM audit
       WHERE seq < :before AND seq >= :floor
         AND (:actor IS NULL OR actor = :actor)
         AND (:event IS NULL OR event = :event OR substr(event, 1, length(:event) + 1) = :event || '.')
         AND (:from IS NULL OR at >= :from) AND (:until IS NULL OR at < :until)
         AND (:text IS NULL OR actor || ' ' || event || ' ' || detail LIKE :text ESCAPE '\\')
       ORDER BY seq DESC LIMIT :limit`,
    )
    .all({
      before,
      floor,
      limit: page.limit,
      actor: filter.actor ?? null,
      event: filter.event ?? null,
      from: filter.from ?? null,
      until: filter.until ?? null,
      text: filter.text === undefined ? null : `%${filter.text.replaceAll(/[\\%_]/g, '\\$&')}%`,
    });
  const lowest = entries.length === page.limit ? entries.at(-1)!.seq : floor;
  const isMore = lowest > 0 && db.prepare('SELECT 1 FROM audit WHERE seq < ?').get(lowest) !== undefined;
  return { entries, next: isMore ? lowest : null };
}
