import type { Handlers } from '../../../shared/contract/index.ts';
import { fail, ok } from '../../../shared/result.ts';
import { markDone, snooze, taskStanding, taskStandings } from '../../core/maintenance/index.ts';
import type { ManagerCore } from '../core.ts';

type Methods = Pick<Handlers, Extract<keyof Handlers, `maintenance.${string}`>>;
type Core = Pick<ManagerCore, 'db' | 'clock' | 'maintenance' | 'changed'>;

const moment = (ms: number): string => new Date(ms).toISOString();
const momentOrNull = (ms: number | null): string | null => (ms === null ? null : moment(ms));

export function maintenanceHandlers(core: Core): Methods {
  const { db, clock } = core;
  return {
    'maintenance.list': () =>
      ok({
        tasks: taskStandings(db, clock.now()).map(({ standing, snoozableUntil, lastDone, ...task }) => ({
          ...task,
          state: standing?.state ?? 'not-in-use',
          dueAt: momentOrNull(standing?.dueAt ?? null),
          snoozedUntil: momentOrNull(standing?.snoozedUntil ?? null),
          snoozableUntil: momentOrNull(snoozableUntil),
          lastDone: lastDone === null ? null : { ...lastDone, at: moment(lastDone.at) },
        })),
      }),
    'maintenance.summary': async ({ id }) => {
      const found = await core.maintenance.find(id);
      if (found === null) return fail('not-in-use', taskStanding(db, id, clock.now()).notInUse!);
      return ok({ ...found, points: [...found.points], at: moment(clock.now()) });
    },
    'maintenance.done': async ({ id, note }, actor) => {
      const found = await core.maintenance.find(id);
      const evidence = found?.text ?? '';
      const done = markDone({ db, clock }, { id, evidence, note: note ?? null }, actor);
      if (!done.ok) return done;
      core.changed('maintenance');
      return ok({ dueAt: moment(done.value.dueAt), evidence });
    },
    'maintenance.snooze': ({ id, untilMs }, actor) => {
      const put = snooze({ db, clock }, { id, until: untilMs }, actor);
      if (!put.ok) return put;
      core.changed('maintenance');
      return ok({ until: moment(put.value.until) });
    },
  };
}
