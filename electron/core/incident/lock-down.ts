import type { CutConnection, ServerOutcome } from '../../../shared/contract/incident.ts';
import { record } from '../audit/index.ts';
import {
  databaseProblem,
  raiseGlobalEpoch,
  readHouse,
  takePermit,
  type Clock,
  type Log,
  type ManagerDb,
} from '../kernel/index.ts';
import { readLockNote, removeLockNote, writeLockNote, type LockNote } from './lock-note.ts';
import { closeIncident, insertIncident, openIncident, stepDone, stepFailed, type StepProblem } from './store.ts';

export type LockDeps = {
  readonly db: ManagerDb;
  readonly clock: Clock;
  readonly log: Log;
  readonly permit: string;
  /** Where the reason lies until the database has it. */
  readonly lockNote: string;
  /** Close gate, listener and sockets, end server, worker and encoders. Must not throw; may be repeated. */
  readonly cut: () => Promise<ServerOutcome | 'unstoppable'>;
  /** Who was connected, asked once nobody is any more; null: nothing was listening, or nobody can tell. Must not throw. */
  readonly connected: (lockedAt: number) => readonly CutConnection[] | null;
};

export type Lock = LockNote & {
  /** Why the permit could not be taken away, the code of an error: it is tried again. null: it is gone. */
  readonly permitProblem: string | null;
  readonly server: ServerOutcome | 'unstoppable';
  readonly connected: readonly CutConnection[] | null;
};

export type LockOutcome = Lock & {
  /** False while the disk refuses the row; `recordLock` is to be tried again. */
  readonly recorded: boolean;
};

/**
 * Close the house. In this order (ARCHITECTURE 5): the permit goes, everybody is cut off, the incident is written, the
 * global epoch is raised. From the first step on the house is closed, whatever fails next. A second lock joins the first.
 * A disk that does not let go of the permit keeps nobody connected: then the incident alone keeps the house closed.
 */
export async function lockDown(deps: LockDeps, reason: string, actor: string): Promise<LockOutcome> {
  const lockedAt = deps.clock.now();
  const permitProblem = takePermit(deps.permit);
  const server = await deps.cut();
  // After the cut: a disk that takes its time must not keep anybody connected.
  if (readLockNote(deps.lockNote) === null) writeLockNote(deps.lockNote, { reason, actor, lockedAt });
  deps.log.warn('incident.locked', { actor, server });
  const connected = server === 'was-not-running' ? null : deps.connected(lockedAt);
  if (permitProblem !== null) deps.log.error('incident.permit-stays', { code: permitProblem });
  const lock = { reason, actor, lockedAt, permitProblem, server, connected };
  const since = recordLock(deps, lock);
  return { ...lock, lockedAt: since ?? lockedAt, recorded: since !== null };
}

/**
 * Steps 3 and 4: the row with its audit entry, and a new global epoch, in one transaction. The epoch of before stays in
 * the journal, so that a mistake can be taken back.
 *
 * @returns when the house was closed first, or null while the disk refuses: then call again later.
 */
export function recordLock(
  { db, clock, log, lockNote }: Pick<LockDeps, 'db' | 'clock' | 'log' | 'lockNote'>,
  lock: Lock,
): number | null {
  try {
    const since = db
      .transaction(() => {
        const open = openIncident(db);
        if (open?.stage === 'closed') return open.openedAt;
        // Closed anew in the middle of reopening: what was made since then ends as well, so it is an incident of its own.
        if (open) closeIncident(db, open.id, lock.lockedAt);
        const id = insertIncident(db, lock.reason, lock.actor, lock.lockedAt);
        const detail = { id, reason: lock.reason };
        record(db, { at: lock.lockedAt, actor: lock.actor, event: 'incident.locked', detail });
        if (lock.permitProblem === null) stepDone(db, id, 'permit', lock.lockedAt, {});
        else stepFailed(db, id, permitStays(lock.permitProblem, clock.now()));
        stepDone(db, id, 'cut', clock.now(), { server: lock.server, connected: lock.connected });
        stepDone(db, id, 'record', clock.now(), { reopening: open?.id ?? null });
        const before = readHouse(db).globalEpoch;
        raiseGlobalEpoch(db);
        stepDone(db, id, 'epoch', clock.now(), { before, raised: readHouse(db).globalEpoch });
        return lock.lockedAt;
      })
      .immediate();
    removeLockNote(lockNote);
    return since;
  } catch (error) {
    if (databaseProblem(error) === null) throw error;
    log.error('incident.not-recorded', { error });
    return null;
  }
}

/**
 * The permit is gone and nothing is written of it: it was deleted while no manager ran (`holdfast lock`), or by one that
 * ended before it could write. Write it down now.
 */
export function noteUnrecordedLock(deps: Pick<LockDeps, 'db' | 'clock' | 'log' | 'lockNote'>): void {
  if (openIncident(deps.db)?.stage === 'closed') return removeLockNote(deps.lockNote);
  const note = readLockNote(deps.lockNote) ?? {
    reason: 'Closed while Holdfast was not running',
    actor: 'owner:command-line',
    lockedAt: deps.clock.now(),
  };
  recordLock(deps, { ...note, permitProblem: null, server: 'was-not-running', connected: null });
}

/** A disk that refused is asked again after this. */
export const ASK_DISK_AGAIN_MS = 2_000;

/** What is said of a permit that is still there. @param code what the disk answered. */
export const permitStays = (code: string, now: number): StepProblem => ({
  step: 'permit',
  tries: 1,
  failedAt: now,
  retryAt: now + ASK_DISK_AGAIN_MS,
  message: `The disk does not let go of open.permit (${code}). Everybody is cut off all the same, and nothing is served.`,
});
