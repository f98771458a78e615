import { record } from '../audit/index.ts';
import { writePermit, type Clock, type ManagerDb } from '../kernel/index.ts';
import { closeIncident, openIncident } from './store.ts';

/**
 * Let the house open again: the incident is closed, then the permit is made. Whether the one who asks may do so is the
 * caller's to prove first. Sessions stay ended: the epoch was raised when the house was closed.
 */
export function release(
  deps: { readonly db: ManagerDb; readonly clock: Clock; readonly permit: string; readonly generation: string },
  actor: string,
): void {
  const { db, clock } = deps;
  db.transaction(() => {
    const incident = openIncident(db);
    if (incident) closeIncident(db, incident.id, clock.now());
    record(db, { at: clock.now(), actor, event: 'incident.released', detail: { id: incident?.id ?? null } });
  }).immediate();
  writePermit(deps.permit, deps.generation);
}
