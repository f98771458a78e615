import type { Handlers } from '../../../shared/contract/index.ts';
import type { MaintenanceId } from '../../../shared/contract/maintenance.ts';
import { fail, ok } from '../../../shared/result.ts';
import { lastReport, markDone, snooze, taskStanding, taskStandings } from '../../core/maintenance/index.ts';
import type { ManagerCore } from '../core.ts';

type Methods = Pick<Handlers, Extract<keyof Handlers, `maintenance.${string}`>>;
type Core = Pick<ManagerCore, 'db' | 'clock' | 'maintenance' | 'changed'> & {
  readonly checklist: Pick<ManagerCore['checklist'], 'run' | 'export'>;
};

/** Reviews of security: all checks are run, and what they said is kept beside the task. */
const REVIEWS: ReadonlySet<MaintenanceId> = new Set(['MNT-15', 'MNT-18']);

const moment = (ms: number): string => new Date(ms).toISOString();
const momentOrNull = (ms: number | null): string | null => (ms === null ? null : moment(ms));

export function maintenanceHandlers(core: Core): Methods {
  const { db, clock } = core;
  return {
    'maintenance.list': () =>
      ok({
        tasks: taskStandings(db, clock.now()).map(({ standing, snoozableUntil, lastDone, reportAt, ...task }) => ({
          ...task,
          state: standing?.state ?? 'not-in-use',
          dueAt: momentOrNull(standing?.dueAt ?? null),
          snoozedUntil: momentOrNull(standing?.snoozedUntil ?? null),
          snoozableUntil: momentOrNull(snoozableUntil),
          reportAt: momentOrNull(reportAt),
          lastDone: lastDone === null ? null : { ...lastDone, at: moment(lastDone.at) },
        })),
      }),
    'maintenance.summary': async ({ id }) => {
      const found = await core.maintenance.find(id);
      if (found === null) return fail('not-in-use', taskStanding(db, id, clock.now()).notInUse!);
      return ok({ ...found, points: [...found.points], at: moment(clock.now()) });
    },
    'maintenance.done': async ({ id, note }, actor) => {
      if (REVIEWS.has(id)) {
        const run = await core.checklist.run();
        if (!run.ok) return run;
      }
      const found = await core.maintenance.find(id);
      const evidence = found?.text ?? '';
      const textOf = (format: 'markdown' | 'json') => core.checklist.export(format).text;
      const report = REVIEWS.has(id) ? { markdown: textOf('markdown'), json: textOf('json') } : null;
      const done = markDone({ db, clock }, { id, evidence, note: note ?? null, report }, actor);
      if (!done.ok) return done;
      core.changed('maintenance');
      return ok({ dueAt: moment(done.value.dueAt), evidence });
    },
    'maintenance.report': ({ id, format }) => {
      const report = lastReport(db, id);
      if (report === null)
        return fail('no-report', 'No report is kept: one is made when “Review security” or “Audit security” is ticked off.'); // prettier-ignore
      const at = moment(report.at);
      const ending = format === 'json' ? 'json' : 'md';
      return ok({ at, fileName: `holdfast-${id}-${at.slice(0, 10)}.${ending}`, text: report[format] });
    },
    'maintenance.snooze': ({ id, untilMs }, actor) => {
      const put = snooze({ db, clock }, { id, until: untilMs }, actor);
      if (!put.ok) return put;
      core.changed('maintenance');
      return ok({ until: moment(put.value.until) });
    },
  };
}
