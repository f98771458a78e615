import { release, type } from 'node:os';
import type { Handlers } from '../../../shared/contract/index.ts';
import { fail, ok } from '../../../shared/result.ts';
import { record } from '../../core/audit/index.ts';
import { readHouse } from '../../core/kernel/index.ts';
import type { ManagerCore } from '../core.ts';
import { SAMPLE_MS } from '../usage-keeper.ts';

type Methods = Pick<Handlers, Extract<keyof Handlers, `system.${string}`>>;
type Core = Pick<ManagerCore, 'db' | 'clock' | 'instance' | 'status' | 'usage' | 'serverRenamed'>;

export function systemHandlers(core: Core): Methods {
  const { db, clock, instance } = core;
  return {
    'system.status': () => ok(core.status()),
    'system.usage': () => ok({ everyMs: SAMPLE_MS, samples: core.usage() }),
    'system.about': () =>
      ok({
        version: core.status().version,
        runtime: `Node ${process.version}`,
        system: `${type()} ${release()}`,
        dataFolder: instance.data.root,
        logFolder: instance.data.logs,
      }),
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
