import { existsSync } from 'node:fs';
import { auditHead, type Head } from '../audit/index.ts';
import { openReadOnly, readHouse, type ManagerDb, type ReadDb, type ServerDb } from '../kernel/index.ts';

/** What belongs to this machine and not to a day: where backups are, and to whom they are sealed. */
const KEPT_TABLES = ['backup_settings', 'backup', 'backup_copy'] as const;
/** What must not be forgotten by going back: entries of now are added to those of then. */
const ADDED_TABLES = [
  'incident',
  'incident_step',
  'incident_problem',
  'incident_decision',
  'maintenance_done',
  'maintenance_report',
] as const;

/**
 * What became of a closing is known now and not in a backup from the middle of it, which would close the open house again.
 * Those that have ended come first: only one may be open.
 */
function endedSince(db: ManagerDb, incidents: readonly Record<string, unknown>[]): void {
  for (const { id, ...row } of incidents.toSorted(
    (a, b) => Number(a['closed_at'] === null) - Number(b['closed_at'] === null),
  )) {
    const columns = Object.keys(row);
    db.prepare(`UPDATE incident SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`).run(
      ...columns.map((column) => row[column]),
      id,
    );
  }
}

/** @returns where the audit of the database that is replaced stood; null when that cannot be read or is new. */
export function carryOver(db: ManagerDb, from: string): Head | null {
  if (!existsSync(from)) return null;
  let old: ReadDb | undefined;
  try {
    old = openReadOnly(from);
    if (old.pragma('quick_check(1)', { simple: true }) !== 'ok') return null;
    if (readHouse(old)?.setUpAt == null) return null; // this machine is fresh: the backup's own are the ones there are
    // One that was not migrated yet, because a newer Holdfast restores before its first start, lacks the newest tables.
    const tables = new Set(old.prepare<[], string>('SELECT name FROM sqlite_schema').pluck().all());
    const rowsOf = (table: string) =>
      tables.has(table) ? old!.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table}`).all() : [];
    const insert = (table: string, rows: readonly Record<string, unknown>[]) => {
      for (const row of rows) {
        const columns = Object.keys(row);
        db.prepare(
          `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
        ).run(...columns.map((column) => row[column]));
      }
    };
    for (const table of KEPT_TABLES.toReversed()) db.prepare(`DELETE FROM ${table}`).run();
    endedSince(db, rowsOf('incident'));
    for (const table of [...KEPT_TABLES, ...ADDED_TABLES]) insert(table, rowsOf(table));
    return auditHead(old);
  } catch (error) {
    // A damaged or older database is the very reason for many a restore; it stays in its generation as it is.
    if (isSqliteError(error)) return null;
    throw error;
  } finally {
    old?.close();
  }
}

const isSqliteError = (error: unknown): boolean => String((error as { code?: unknown }).code).startsWith('SQLITE_');

/**
 * Who is shut out now stays so, also when the break-in was found after the backup was made.
 *
 * @param from server.db of the generation that is replaced.
 */
export function carryBans(db: ServerDb, from: string, now: number): void {
  if (!existsSync(from)) return;
  let old: ReadDb | undefined;
  try {
    old = openReadOnly(from);
    const keep = db.prepare(
      `INSERT INTO ban (address, banned_at, until, reason) VALUES (@address, @banned_at, @until, @reason)
       ON CONFLICT (address) DO UPDATE SET banned_at = excluded.banned_at, until = excluded.until, reason = excluded.reason
       WHERE excluded.until > ban.until`,
    );
    for (const ban of old.prepare('SELECT address, banned_at, until, reason FROM ban WHERE until > ?').all(now))
      keep.run(ban);
  } catch (error) {
    if (!isSqliteError(error)) throw error; // as in `carryOver`
  } finally {
    old?.close();
  }
}

/**
 * Whom a closing keeps out is so while it lasts: a backup that was made in the middle of one that has ended since would keep
 * them out for ever, and one from before would let them into a house that is closed.
 */
export function settleWhoIsOut(db: ManagerDb): void {
  const isClosed = db.prepare('SELECT 1 FROM incident WHERE closed_at IS NULL').get() !== undefined;
  db.prepare(`UPDATE account SET locked_out = ${isClosed ? "max(paused, role <> 'owner')" : 'paused'}`).run();
}
