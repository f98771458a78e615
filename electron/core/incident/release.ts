import { requireNewPasswords } from '../accounts/index.ts';
import { record } from '../audit/index.ts';
import { takePermit, writePermit, type Clock, type ManagerDb } from '../kernel/index.ts';
import { letOthersIn, lockOthersOut } from './cut-access.ts';
import { closeIncident, openIncident, setStage } from './store.ts';

type Deps = {
  readonly db: ManagerDb;
  readonly clock: Clock;
  readonly permit: string;
  readonly generation: string;
};

/**
 * Let the house open again: the incident is closed, everybody let in again, then the permit is made. Whether the one who
 * asks may do so is the caller's to prove first. Sessions stay ended: the epoch was raised when the house was closed.
 *
 * @param event `incident.released` in one go; `incident.reopened` as the last stage, after which everybody but the owners
 *   chooses a new password at the next sign-in (INC-03).
 * @param override why, although a check was red; null when none was.
 */
export function release(
  deps: Deps,
  actor: string,
  event: 'incident.released' | 'incident.reopened' = 'incident.released',
  override: string | null = null,
): void {
  const { db, clock } = deps;
  db.transaction(() => {
    const incident = openIncident(db);
    if (incident) closeIncident(db, incident.id, clock.now());
    letOthersIn(db);
    if (event === 'incident.reopened') requireNewPasswords(deps);
    record(db, { at: clock.now(), actor, event, detail: { id: incident?.id ?? null, stage: 'home', override } });
  }).immediate();
  writePermit(deps.permit, deps.generation);
}

/**
 * The first stage of reopening: for this computer alone, and for owners alone (INC-18). The incident goes on. A restored
 * backup knows nothing of who was kept out, so it is done again here.
 */
export function openForThisComputer(deps: Deps, actor: string, override: string | null): void {
  const { db, clock } = deps;
  db.transaction(() => {
    const incident = openIncident(db);
    if (incident === null) throw new Error('there is no incident to reopen from');
    lockOthersOut(db);
    setStage(db, incident.id, 'computer');
    record(db, { at: clock.now(), actor, event: 'incident.reopened', detail: { id: incident.id, stage: 'computer', override } }); // prettier-ignore
  }).immediate();
  writePermit(deps.permit, deps.generation);
}

/**
 * Everybody may come in, and whether that goes well is looked at before the incident is closed. One that is killed in
 * between comes back on this computer alone.
 */
export function openTowardsHome({ db, permit, generation }: Omit<Deps, 'clock'>): void {
  db.transaction(() => {
    const incident = openIncident(db);
    if (incident) setStage(db, incident.id, 'computer');
    letOthersIn(db);
  }).immediate();
  writePermit(permit, generation);
}

/**
 * A stage whose check was red is taken back: the house is closed as it was. Ending the server is the caller's.
 *
 * @returns why the permit is still there; null: it is gone.
 */
export function closeAgain({ db, permit }: Pick<Deps, 'db' | 'permit'>): string | null {
  const permitProblem = takePermit(permit);
  db.transaction(() => {
    lockOthersOut(db);
    const incident = openIncident(db);
    if (incident) setStage(db, incident.id, 'closed');
  }).immediate();
  return permitProblem;
}
