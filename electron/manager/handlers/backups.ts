import { existsSync } from 'node:fs';
import type { Handlers } from '../../../shared/contract/index.ts';
import { fail, ok } from '../../../shared/result.ts';
import { freeBytes, kitGroup, nextDue, readContents } from '../../core/backups/index.ts';
import type { ManagerCore } from '../core.ts';

type Methods = Pick<Handlers, Extract<keyof Handlers, `backups.${string}`>>;
type Core = Pick<ManagerCore, 'backups' | 'clock' | 'instance'>;

const moment = (ms: number): string => new Date(ms).toISOString();
const momentOrNull = (ms: number | null): string | null => (ms === null ? null : moment(ms));

export function backupHandlers(core: Core): Methods {
  const { backups: jobs, clock, instance } = core;
  return {
    'backups.list': () => {
      const settings = jobs.settings();
      const state = jobs.secondState();
      return ok({
        backups: jobs.list().map(({ id, fileName, madeAt, sizeBytes, counts, copies }) => ({
          id,
          fileName,
          madeAt: moment(madeAt),
          sizeBytes,
          ...counts,
          copies: copies.flatMap(({ place, provenAt, checkedAt, problem }) => {
            const path = jobs.pathOf(fileName, place);
            return path === null
              ? []
              : [{ path, place, provenAt: momentOrNull(provenAt), checkedAt: momentOrNull(checkedAt), problem }];
          }),
        })),
        ownFolder: instance.data.backups,
        ownFreeBytes: freeBytes(instance.data.backups),
        secondFolder:
          settings.secondFolder === null || state === null
            ? null
            : {
                path: settings.secondFolder,
                state,
                problem: settings.secondProblem,
                freeBytes: jobs.secondFreeBytes(),
              },
        dailyAt: settings.dailyAt,
        nextAt: moment(nextDue(settings.dailyAt, clock.now())),
        running: jobs.running(),
        problem: settings.problem,
        kit:
          settings.kitIssuedAt === null || settings.kitGroup === null
            ? null
            : {
                issuedAt: moment(settings.kitIssuedAt),
                confirmedAt: momentOrNull(settings.kitConfirmedAt),
                group: settings.kitGroup,
              },
        drill: settings.drilledAt === null ? null : { at: moment(settings.drilledAt), problem: settings.drillProblem },
      });
    },
    'backups.create': (_input, actor) => jobs.create(actor),
    'backups.cancel': () => {
      if (jobs.running() === null) return fail('nothing-runs', 'Nothing runs that could be stopped.');
      jobs.abort();
      return ok({});
    },
    'backups.verify': async (chosen, actor) => {
      const found = await jobs.verify(chosen, actor);
      if (!found.ok) return found;
      const { madeAt, holdfast, databases } = found.value.manifest;
      const accounts = databases.manager.counts['account'] ?? 0;
      return ok({ madeAt: moment(madeAt), holdfast, accounts, items: databases.library?.counts['item'] ?? 0 });
    },
    'backups.preview': async (chosen) => {
      const found = await jobs.preview(chosen);
      if (!found.ok) return found;
      const { manifest, contents } = found.value;
      const { serverDb, libraryDb } = instance.files;
      const present = readContents(instance.files, { server: existsSync(serverDb), library: existsSync(libraryDb) });
      return ok({ madeAt: moment(manifest.madeAt), holdfast: manifest.holdfast, backup: contents, present });
    },
    'backups.restore': async ({ folders = [], ...chosen }, actor) => {
      const done = await jobs.restore({ ...chosen, folders }, actor);
      return done.ok ? ok({ madeAt: moment(done.value.manifest.madeAt), isOpen: done.value.isOpen }) : done;
    },
    'backups.drill': async (_input, actor) => {
      const done = await jobs.drill(actor);
      if (!done.ok) return done;
      const { madeAt, databases } = done.value.manifest;
      const accounts = databases.manager.counts['account'] ?? 0;
      return ok({ madeAt: moment(madeAt), accounts, items: databases.library?.counts['item'] ?? 0 });
    },
    'backups.setSecondFolder': ({ path }, actor) => jobs.setSecondFolder(path, actor),
    'backups.setSchedule': ({ dailyAt }, actor) => {
      jobs.setSchedule(dailyAt, actor);
      return ok({});
    },
    'backups.issueKit': async (_input, actor) => {
      const { identity, text, group } = await jobs.issueKit(actor);
      return ok({ identity, text, group });
    },
    'backups.confirmKit': ({ letters }, actor) => {
      const outcome = jobs.confirmKit(kitGroup(letters), actor);
      if (outcome === 'no-kit') return fail('no-kit', 'There is no recovery kit yet. Run: npx holdfast backup kit');
      if (outcome === 'wrong-group')
        return fail(
          'wrong-group',
          'Those are not the letters of that group. Look at the kit again, or issue a new one.',
        );
      return ok({});
    },
  };
}
