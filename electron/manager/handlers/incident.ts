import type { Handlers } from '../../../shared/contract/index.ts';
import { fail, ok } from '../../../shared/result.ts';
import { isOwnersPassword } from '../../core/accounts/index.ts';
import { lockDown, recordLock, release } from '../../core/incident/index.ts';
import { isOpen, readHouse } from '../../core/kernel/index.ts';
import type { ManagerCore } from '../core.ts';

type Methods = Pick<Handlers, Extract<keyof Handlers, `incident.${string}`>>;

const RECORD_AGAIN_MS = 2_000;
const DEFAULT_REASON = 'Closed by the owner';

export function incidentHandlers(core: ManagerCore): Methods {
  const { db, clock, log, instance } = core;
  const { permit } = instance.data;
  let lastLock: Promise<unknown> = Promise.resolve();
  /** Writes down a lock the disk refused; null when there is none. @returns whether it is written now. */
  let recordAgain: (() => boolean) | null = null;
  return {
    'incident.lockDown': async ({ reason = DEFAULT_REASON }, actor) => {
      const locking = lockDown({ db, clock, log, permit, cut: core.cut }, reason, actor);
      lastLock = locking.catch(() => {}); // whoever locked hears of it
      const outcome = await locking;
      if (!outcome.recorded) {
        const { lockedAt, server } = outcome;
        const record = (recordAgain ??= () =>
          recordLock({ db, clock, log }, { reason, actor, lockedAt, server }) !== null);
        const again = setInterval(() => {
          if (recordAgain === record && db.open && !record()) return;
          if (recordAgain === record) recordAgain = null;
          clearInterval(again);
        }, RECORD_AGAIN_MS);
        again.unref();
      }
      core.changed('incident');
      if (outcome.server === 'unstoppable')
        return fail(
          'server-unstoppable',
          'The house is closed, but a process could not be ended and may still be sending. Pull the network cable, then restart this computer.',
        );
      return ok({
        lockedAt: new Date(outcome.lockedAt).toISOString(),
        server: outcome.server,
        recorded: outcome.recorded,
      });
    },
    'incident.release': async ({ ownerName, password }, actor) => {
      if (readHouse(db).setUpAt === null)
        return fail('not-set-up', 'There is nothing to open yet: set Holdfast up first.');
      if (isOpen(permit, instance.generation) && core.status().addresses.length > 0)
        return fail('not-locked', 'The house is open already.');
      if (!(await isOwnersPassword(db, ownerName ?? null, password)))
        return fail('wrong-password', "That is not the owner's password. The house stays closed.");
      // An opening that overtook its lock would leave an open incident in an open house.
      await lastLock;
      if (recordAgain !== null && !recordAgain())
        return fail(
          'not-started',
          'The disk is full: the incident cannot be written. Free some space, then try again.',
        );
      recordAgain = null;
      // One that may be open and yet serves nothing, for want of its port, has no incident to close.
      if (!isOpen(permit, instance.generation)) release({ db, clock, permit, generation: instance.generation }, actor);
      const opened = await core.open();
      core.changed('incident');
      if (opened.ok) return opened;
      return fail(opened.failure.code === 'port-taken' ? 'port-taken' : 'not-started', opened.failure.message);
    },
  };
}
