import type { MaintenanceId } from '../../../shared/contract/maintenance.ts';
import { record } from '../../core/audit/index.ts';
import { markDone, noteAutomatic, taskStanding, taskStandings } from '../../core/maintenance/index.ts';
import { readHouse, type Clock, type ManagerDb } from '../../core/kernel/index.ts';
import type { Scheduler } from '../scheduler.ts';
import type { Finding, Sources } from './finding.ts';
import { FINDINGS, PROOFS } from './findings.ts';
import { entriesSince, lastDay } from './records.ts';

/** Tasks come due at midnight and Holdfast's own work is done at all hours; nobody waits for either by the minute. */
const LOOK = '*/10 * * * *';

const DIGEST = 'maintenance.digest';
/** The digest of the last day comes when people are up (MNT-01). */
const DIGEST_HOUR = 8;

export type Maintenance = {
  /** What can be said about a task now; null where what it is about does not exist. */
  readonly find: (id: MaintenanceId) => Promise<Finding | null>;
  /** Holdfast did now what is a task's whole content. */
  readonly didByItself: (id: MaintenanceId, evidence: string) => void;
  readonly stop: () => void;
};

/** Ticks off what Holdfast did by itself, and tells when a task changed its state because time passed. */
export function createMaintenance(deps: {
  readonly db: ManagerDb;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly sources: Omit<Sources, 'now'>;
  readonly changed: () => void;
}): Maintenance {
  const { db, clock, scheduler, changed } = deps;
  const sources = (): Sources => ({ ...deps.sources, now: clock.now() });
  const states = () => JSON.stringify(taskStandings(db, clock.now()).map(({ standing }) => standing?.state));
  let told = states();

  const look = () => {
    if (!db.open || readHouse(db).setUpAt === null) return;
    for (const [id, prove] of Object.entries(PROOFS)) {
      const { provedAt, text } = prove(sources());
      if (provedAt !== null) noteAutomatic({ db, clock }, { id: id as MaintenanceId, at: provedAt, evidence: text });
    }
    const now = states();
    if (now === told) return;
    told = now;
    changed();
  };

  /** MNT-01: what the last day was, once a day; on the record, from where whoever notifies the owner takes it. */
  const digest = async () => {
    const setUpAt = db.open ? readHouse(db).setUpAt : null;
    const now = new Date(clock.now());
    const today = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
    if (setUpAt === null || setUpAt >= today || now.getHours() < DIGEST_HOUR) return;
    if ((await entriesSince(db, DIGEST, today, now.getTime())).length > 0) return;
    const { text } = await lastDay(sources());
    if (!db.open) return;
    record(db, { at: clock.now(), actor: 'holdfast', event: DIGEST, detail: { text } });
    changed();
  };
  const end = scheduler.every(LOOK, async () => {
    look();
    try {
      await digest();
    } catch (error) {
      // Stopped in the middle; the next start tells it.
      if (db.open) throw error;
    }
  });
  return {
    find: async (id) => FINDINGS[id]?.(sources()) ?? null,
    didByItself(id, evidence) {
      if (!db.open || readHouse(db).setUpAt === null) return;
      // The first time stands there at once: until it does, nobody can tell it from never (UPD-01).
      if (taskStanding(db, id, clock.now()).lastDone === null)
        markDone({ db, clock }, { id, evidence, note: null }, 'holdfast'); // prettier-ignore
      else if (!noteAutomatic({ db, clock }, { id, at: clock.now(), evidence })) return;
      told = states();
      changed();
    },
    stop: end,
  };
}
