import type { ServerOutcome } from '../../../shared/contract/incident.ts';
import { record } from '../audit/index.ts';
import {
  databaseProblem,
  deletePermit,
  raiseGlobalEpoch,
  type Clock,
  type Log,
  type ManagerDb,
} from '../kernel/index.ts';
import { insertIncident, openIncident, stepDone } from './store.ts';

export type LockDeps = {
  readonly db: ManagerDb;
  readonly clock: Clock;
  readonly log: Log;
  readonly permit: string;
  /** Close gate, listener and sockets, end server, worker and encoders. Must not throw; may be repeated. */
  readonly cut: () => Promise<ServerOutcome | 'unstoppable'>;
};

export type LockOutcome = {
  readonly lockedAt: number;
  readonly server: ServerOutcome | 'unstoppable';
  /** False while the disk refuses the row; `recordLock` is to be tried again. */
  readonly recorded: boolean;
};

/**
 * Close the house. In this order (ARCHITECTURE 5): the permit goes, everybody is cut off, the incident is written, the
 * global epoch is raised. From the first step on the house is closed, whatever fails next. A second lock joins the first.
 */
export async function lockDown(deps: LockDeps, reason: string, actor: string): Promise<LockOutcome> {
  const lockedAt = deps.clock.now();
  deletePermit(deps.permit);
  const server = await deps.cut();
  deps.log.warn('incident.locked', { actor, server });
  const lock = { reason, actor, lockedAt, server };
  const existing = recordLock(deps, lock);
  return { lockedAt: existing ?? lockedAt, server, recorded: existing !== null };
}

/**
 * Steps 3 and 4: the row with its audit entry, and a new global epoch, in one transaction.
 *
 * @returns when the house was closed first, or null while the disk refuses: then call again later.
 */
export function recordLock(
  { db, clock, log }: Pick<LockDeps, 'db' | 'clock' | 'log'>,
  lock: {
    readonly reason: string;
    readonly actor: string;
    readonly lockedAt: number;
    readonly server: ServerOutcome | 'unstoppable';
  },
): number | null {
  try {
    return db
      .transaction(() => {
        const open = openIncident(db);
        const id = open?.id ?? insertIncident(db, lock.reason, lock.actor, lock.lockedAt);
        if (!open) {
          const detail = { id, reason: lock.reason };
          record(db, { at: lock.lockedAt, actor: lock.actor, event: 'incident.locked', detail });
        }
        stepDone(db, id, 'permit', lock.lockedAt, {});
        stepDone(db, id, 'cut', clock.now(), { server: lock.server });
        raiseGlobalEpoch(db);
        stepDone(db, id, 'epoch', clock.now(), {});
        return open?.openedAt ?? lock.lockedAt;
      })
      .immediate();
  } catch (error) {
    if (databaseProblem(error) === null) throw error;
    log.error('incident.not-recorded', { error });
    return null;
  }
}

/** The permit was deleted while no manager ran (`holdfast lock`): write down now what happened then. */
export function noteLockWithoutManager(deps: Pick<LockDeps, 'db' | 'clock' | 'log'>): void {
  if (openIncident(deps.db)) return;
  recordLock(deps, {
    reason: 'Closed while Holdfast was not running',
    actor: 'owner:command-line',
    lockedAt: deps.clock.now(),
    server: 'was-not-running',
  });
}
