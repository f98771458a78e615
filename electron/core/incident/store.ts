import { newId, type IncidentId, type ManagerDb } from '../kernel/index.ts';

export type OpenIncident = { readonly id: IncidentId; readonly reason: string; readonly openedAt: number };

/** The incident the house is closed for, if any; there is at most one. */
export function openIncident(db: ManagerDb): OpenIncident | null {
  return (
    db
      .prepare<[], OpenIncident>('SELECT id, reason, opened_at AS openedAt FROM incident WHERE closed_at IS NULL')
      .get() ?? null
  );
}

export function insertIncident(db: ManagerDb, reason: string, actor: string, at: number): IncidentId {
  const id = newId<IncidentId>();
  db.prepare('INSERT INTO incident (id, reason, actor, opened_at) VALUES (?, ?, ?, ?)').run(id, reason, actor, at);
  return id;
}

/** Journal a step after its effect; repeating a step keeps the first time. */
export function stepDone(db: ManagerDb, id: IncidentId, step: string, at: number, detail: unknown): void {
  db.prepare('INSERT OR IGNORE INTO incident_step (incident_id, step, done_at, detail) VALUES (?, ?, ?, ?)').run(
    id,
    step,
    at,
    JSON.stringify(detail),
  );
}

export function closeIncident(db: ManagerDb, id: IncidentId, at: number): void {
  db.prepare('UPDATE incident SET closed_at = ? WHERE id = ?').run(at, id);
}
