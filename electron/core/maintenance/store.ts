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

/** A task was put off and not done since. */
export function snoozeOf(db: ManagerDb | ReadDb, id: MaintenanceId): Snooze | null {
  return db.prepare<[string], Snooze>('SELECT at, until FROM maintenance_snooze WHERE task_id = ?').get(id) ?? null;
}

export function setSnooze(db: ManagerDb, id: MaintenanceId, { at, until }: Snooze): void {
  db.prepare('INSERT OR REPLACE INTO maintenance_snooze (task_id, at, until) VALUES (?, ?, ?)').run(id, at, until);
}
