import type { LockStep } from '../../../shared/contract/incident.ts';
import { newId, type IncidentId, type ManagerDb, type ReadDb } from '../kernel/index.ts';

/** `computer`: open again on this computer alone, while the incident goes on. */
export type Stage = 'closed' | 'computer';

/** Moments are ms since 1970. */
export type Incident = {
  readonly id: IncidentId;
  readonly reason: string;
  readonly actor: string;
  readonly openedAt: number;
  readonly closedAt: number | null;
  readonly stage: Stage;
  /** When the owner said that it was a mistake; such an incident is over with all its steps. */
  readonly mistakeAt: number | null;
};

export type StepDone = { readonly step: LockStep; readonly doneAt: number; readonly detail: Record<string, unknown> };
/** A step that failed; it is tried again from `retryAt` on. */
export type StepProblem = {
  readonly step: LockStep;
  readonly tries: number;
  readonly failedAt: number;
  readonly retryAt: number;
  readonly message: string;
};

const COLUMNS =
  'id, reason, actor, opened_at AS openedAt, closed_at AS closedAt, stage, mistake_at AS mistakeAt' as const;

/** The incident that goes on, if any; there is at most one. */
export function openIncident(db: ManagerDb | ReadDb): Incident | null {
  return db.prepare<[], Incident>(`SELECT ${COLUMNS} FROM incident WHERE closed_at IS NULL`).get() ?? null;
}

/** The one that goes on, else the one that ended last: a closing taken back on the way does not hide the one it came in. */
export function lastIncident(db: ManagerDb | ReadDb): Incident | null {
  const sql = `SELECT ${COLUMNS} FROM incident ORDER BY closed_at IS NULL DESC, closed_at DESC, opened_at DESC LIMIT 1`;
  return db.prepare<[], Incident>(sql).get() ?? null;
}

/**
 * Incidents some step of which is still to be done, newest first: also of a house that was reopened meanwhile. One from
 * before the journal, without its first entry, has none.
 */
export function unfinishedIncidents(db: ManagerDb, steps: readonly LockStep[]): Incident[] {
  return db
    .prepare<[string, number], Incident>(
      `SELECT ${COLUMNS} FROM incident i
       WHERE mistake_at IS NULL
         AND EXISTS (SELECT 1 FROM incident_step s WHERE s.incident_id = i.id AND s.step = 'record')
         AND (SELECT count(*) FROM incident_step s
              WHERE s.incident_id = i.id AND s.step IN (SELECT value FROM json_each(?))) < ?
       ORDER BY opened_at DESC`,
    )
    .all(JSON.stringify(steps), steps.length);
}

export function insertIncident(db: ManagerDb, reason: string, actor: string, at: number): IncidentId {
  const id = newId<IncidentId>();
  db.prepare('INSERT INTO incident (id, reason, actor, opened_at) VALUES (?, ?, ?, ?)').run(id, reason, actor, at);
  return id;
}

/** Journal a step after its effect; repeating a step keeps the first entry. */
export function stepDone(db: ManagerDb, id: IncidentId, step: LockStep, at: number, detail: unknown): void {
  db.prepare('INSERT OR IGNORE INTO incident_step (incident_id, step, done_at, detail) VALUES (?, ?, ?, ?)').run(
    id,
    step,
    at,
    JSON.stringify(detail),
  );
  db.prepare('DELETE FROM incident_problem WHERE incident_id = ? AND step = ?').run(id, step);
}

export function stepFailed(db: ManagerDb, id: IncidentId, problem: StepProblem): void {
  const { step, tries, failedAt, retryAt, message } = problem;
  db.prepare(
    `INSERT INTO incident_problem (incident_id, step, tries, failed_at, retry_at, message) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET tries = excluded.tries, failed_at = excluded.failed_at, retry_at = excluded.retry_at,
       message = excluded.message`,
  ).run(id, step, tries, failedAt, retryAt, message);
}

export function stepsDone(db: ManagerDb | ReadDb, id: IncidentId): StepDone[] {
  return db
    .prepare<[string], Omit<StepDone, 'detail'> & { detail: string }>(
      'SELECT step, done_at AS doneAt, detail FROM incident_step WHERE incident_id = ?',
    )
    .all(id)
    .map((row) => ({ ...row, detail: JSON.parse(row.detail) as StepDone['detail'] }));
}

export function stepProblems(db: ManagerDb | ReadDb, id: IncidentId): StepProblem[] {
  return db
    .prepare<[string], StepProblem>(
      'SELECT step, tries, failed_at AS failedAt, retry_at AS retryAt, message FROM incident_problem WHERE incident_id = ?',
    )
    .all(id);
}

export function closeIncident(db: ManagerDb, id: IncidentId, at: number): void {
  db.prepare('UPDATE incident SET closed_at = ? WHERE id = ?').run(at, id);
}

export function setStage(db: ManagerDb, id: IncidentId, stage: Stage): void {
  db.prepare('UPDATE incident SET stage = ? WHERE id = ?').run(stage, id);
}

/** An incident that was closed for another one goes on, as far as it had got: open on this computer alone. */
export function goOnReopening(db: ManagerDb, id: IncidentId): void {
  db.prepare("UPDATE incident SET closed_at = NULL, stage = 'computer' WHERE id = ?").run(id);
}

/** The incident is over, and with it whatever of it was still to be done. */
export function closeAsMistake(db: ManagerDb, id: IncidentId, at: number): void {
  db.prepare('UPDATE incident SET closed_at = ?, mistake_at = ? WHERE id = ?').run(at, at, id);
  db.prepare('DELETE FROM incident_problem WHERE incident_id = ?').run(id);
}
