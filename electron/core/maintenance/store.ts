import type { MaintenanceId } from '../../../shared/contract/maintenance.ts';
import type { ManagerDb, ReadDb } from '../kernel/index.ts';
import type { Snooze } from './calendar.ts';

/** That a task was done: who, when, and what stood there then. */
export type Done = {
  /** ms since 1970. */
  readonly at: number;
  readonly actor: string;
  readonly evidence: string;
  readonly note: string | null;
};

/** Everything that was done of a task, newest first. */
export function doneOf(db: ManagerDb | ReadDb, id: MaintenanceId): Done[] {
  return db
    .prepare<[string], Done>(
      'SELECT at, actor, evidence, note FROM maintenance_done WHERE task_id = ? ORDER BY at DESC',
    )
    .all(id);
}

export function insertDone(db: ManagerDb, id: MaintenanceId, { at, actor, evidence, note }: Done): void {
  db.prepare('INSERT OR REPLACE INTO maintenance_done (task_id, at, actor, evidence, note) VALUES (?, ?, ?, ?, ?)').run(
    id,
    at,
    actor,
    evidence,
    note,
  );
  db.prepare('DELETE FROM maintenance_snooze WHERE task_id = ?').run(id);
}

/** The whole checklist as it was when a task was done. */
export type Report = { readonly markdown: string; readonly json: string };

/** A year of months; one is 40 KB. */
const KEPT_REPORTS = 12;

export function insertReport(db: ManagerDb, id: MaintenanceId, at: number, { markdown, json }: Report): void {
  db.prepare('INSERT OR REPLACE INTO maintenance_report (task_id, at, markdown, json) VALUES (?, ?, ?, ?)').run(id, at, markdown, json); // prettier-ignore
  db.prepare(
    `DELETE FROM maintenance_report WHERE task_id = ? AND at NOT IN
       (SELECT at FROM maintenance_report WHERE task_id = ? ORDER BY at DESC LIMIT ${KEPT_REPORTS})`,
  ).run(id, id);
}

/** When the newest report of a task was made; the report itself is long. */
export const reportAt = (db: ManagerDb | ReadDb, id: MaintenanceId): number | null =>
  db.prepare<[string], number | null>('SELECT max(at) FROM maintenance_report WHERE task_id = ?').pluck().get(id) ??
  null;

/** The newest report of a task, null where there is none. */
export function lastReport(db: ManagerDb | ReadDb, id: MaintenanceId): (Report & { readonly at: number }) | null {
  return (
    db
      .prepare<[string], Report & { at: number }>(
        'SELECT at, markdown, json FROM maintenance_report WHERE task_id = ? ORDER BY at DESC LIMIT 1',
      )
      .get(id) ?? null
  );
}

/** A task was put off and not done since. */
export function snoozeOf(db: ManagerDb | ReadDb, id: MaintenanceId): Snooze | null {
  return db.prepare<[string], Snooze>('SELECT at, until FROM maintenance_snooze WHERE task_id = ?').get(id) ?? null;
}

export function setSnooze(db: ManagerDb, id: MaintenanceId, { at, until }: Snooze): void {
  db.prepare('INSERT OR REPLACE INTO maintenance_snooze (task_id, at, until) VALUES (?, ?, ?)').run(id, at, until);
}
