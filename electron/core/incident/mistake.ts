import { record } from '../audit/index.ts';
import {
  readHouse,
  setGlobalEpoch,
  writePermit,
  type Clock,
  type IncidentId,
  type ManagerDb,
} from '../kernel/index.ts';
import { lockOthersOut } from './cut-access.ts';
import { closeAsMistake, goOnReopening, openIncident, stepsDone } from './store.ts';

/** How long after closing it can be taken back; no key is changed before (ARCHITECTURE 5). */
export const MISTAKE_MS = 10_000;

/**
 * "It was a mistake": open the house as if it had never been closed, with every session alive. The caller has made sure
 * that the time is not over and no key was changed. One that was closed while it was open on this computer alone is so
 * again: the incident of before goes on, and everybody but the owners stays out.
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
      const done = stepsDone(db, incident.id);
      const epoch = done.find(({ step }) => step === 'epoch')?.detail as EpochDetail | undefined;
      const before = done.find(({ step }) => step === 'record')?.detail as RecordDetail | undefined;
      const isOurs = epoch !== undefined && readHouse(db).globalEpoch === epoch.raised;
      if (isOurs) setGlobalEpoch(db, epoch.before);
      closeAsMistake(db, incident.id, clock.now());
      if (before?.reopening) {
        goOnReopening(db, before.reopening);
        lockOthersOut(db); // the closing may have come when they were just being let in
      }
      record(db, { at: clock.now(), actor, event: 'incident.mistake', detail: { id: incident.id } });
      return isOurs;
    })
    .immediate();
  writePermit(deps.permit, deps.generation);
  return areSessionsAlive;
}

/** @property reopening the incident that was closed for this one; null, and absent in older entries: the house was open. */
type RecordDetail = { readonly reopening?: IncidentId | null };
type EpochDetail = { readonly before: string; readonly raised: string };
