import { homedir, release, type } from 'node:os';
import type { Handlers } from '../../../shared/contract/index.ts';
import { fail, ok } from '../../../shared/result.ts';
import { record } from '../../core/audit/index.ts';
import { readHouse } from '../../core/kernel/index.ts';
import type { ManagerCore } from '../core.ts';
import { partsOf } from '../parts.ts';
import { startUnit } from '../start-unit.ts';
import { SAMPLE_MS } from '../usage-keeper.ts';

type Methods = Pick<Handlers, Extract<keyof Handlers, `system.${string}` | `usage.${string}`>>;
type Core = Pick<
  ManagerCore,
  | 'db'
  | 'clock'
  | 'instance'
  | 'status'
  | 'open'
  | 'pause'
  | 'usage'
  | 'usageWeek'
  | 'serverRenamed'
  | 'looksForUpdates'
  | 'lastUpdateLook'
>;

const notOpen = () => fail('not-open', 'The house is closed or not set up yet, so nothing is being served anyway.');

export function systemHandlers(core: Core): Methods {
  const { db, clock, instance } = core;
  return {
    'system.status': () => ok(core.status()),
    'system.usage': () => ok({ everyMs: SAMPLE_MS, samples: core.usage() }),
    'usage.week': () => ok(core.usageWeek()),
    'system.about': () =>
      ok({
        version: core.status().version,
        parts: partsOf({
          db,
          version: core.status().version,
          ffmpeg: core.status().ffmpeg?.version ?? null,
          versions: process.versions,
        }),
        looksForUpdates: core.looksForUpdates,
        lastUpdateLook: core.lastUpdateLook(),
        system: `${type()} ${release()}`,
        dataFolder: instance.data.root,
        logFolder: instance.data.logs,
      }),
    'system.pause': async (_input, actor) => {
      const { house, isPaused } = core.status();
      if (house !== 'open') return notOpen();
      if (isPaused) return ok({});
      record(db, { at: clock.now(), actor, event: 'serving.paused', detail: {} });
      await core.pause();
      return ok({});
    },
    'system.resume': async (_input, actor) => {
      const { house, isPaused, addresses } = core.status();
      if (house !== 'open') return notOpen();
      if (!isPaused) return ok({ addresses });
      record(db, { at: clock.now(), actor, event: 'serving.resumed', detail: {} });
      return core.open();
    },
    'system.startUnit': () =>
      ok(startUnit({ system: process.platform, home: homedir(), run: process.argv, dataFolder: instance.data.root })),
    'system.rename': ({ name }, actor) => {
      const to = name.trim();
      if (to === '') return fail('bad-name', 'Give this server a name.');
      const from = readHouse(db).serverName;
      if (to === from) return ok({});
      db.transaction(() => {
        db.prepare('UPDATE house SET server_name = ?').run(to);
        record(db, { at: clock.now(), actor, event: 'house.renamed', detail: { from, to } });
      }).immediate();
      core.serverRenamed(to);
      return ok({});
    },
  };
}
