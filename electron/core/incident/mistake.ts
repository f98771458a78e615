import { record } from '../audit/index.ts';
import { readHouse, setGlobalEpoch, writePermit, type Clock, type ManagerDb } from '../kernel/index.ts';
import { closeAsMistake, openIncident, stepsDone } from './store.ts';

/** How long after closing it can be taken back; no key is changed before (ARCHITECTURE 5). */
export const MISTAKE_MS = 10_000;

/**
 * "It was a mistake": open the house as if it had never been closed, with every session alive. The caller has made sure
 * that the time is not over and no key was changed.
 *
 * @returns false when somebody ended all sessions meanwhile, on purpose: those stay ended.
 */
export function takeBack(
  deps: { readonly db: ManagerDb; readonly clock: Clock; readonly permit: string; readonly generation: string },
  actor: string,
): boolean {
  const { db, clock } = deps;
  const areSessionsAlive = db
    .transaction(() => {
      const incident = openIncident(db);
      if (incident === null) throw new Error('there is no incident to take back');
      const epoch = stepsDone(db, incident.id).find(({ step }) => step === 'epoch')?.detail as EpochDetail | undefined;
      const isOurs = epoch !== undefined && readHouse(db).globalEpoch === epoch.raised;
      if (isOurs) setGlobalEpoch(db, epoch.before);
      closeAsMistake(db, incident.id, clock.now());
      record(db, { at: clock.now(), actor, event: 'incident.mistake', detail: { id: incident.id } });
      return isOurs;
    })
    .immediate();
  writePermit(deps.permit, deps.generation);
  return areSessionsAlive;
}

type EpochDetail = { readonly before: string; readonly raised: string };
