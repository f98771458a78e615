import { basename } from 'node:path';
import type { Handlers, Input } from '../../../shared/contract/index.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { createAccount } from '../../core/accounts/index.ts';
import { record } from '../../core/audit/index.ts';
import { readHouse, writePermit } from '../../core/kernel/index.ts';
import { addLibrary, checkFolder, lookIntoFolder, overlap } from '../../core/library/index.ts';
import type { ManagerCore } from '../core.ts';
import { storeAccessRule } from '../network-settings.ts';
import { badRange, networksOf } from './network.ts';

type Methods = Pick<Handlers, Extract<keyof Handlers, `setup.${string}`>>;
type Core = Pick<
  ManagerCore,
  'db' | 'clock' | 'instance' | 'ownFolders' | 'status' | 'networkChanged' | 'open' | 'startScan' | 'changed'
>;

const alreadyDone = () => fail('already-done', 'Holdfast is set up already. Sign in with the account made then.');
const named = (path: string) => ({ path, name: basename(path) });

type Folder = NonNullable<Input<'setup.complete'>['folders']>[number];

/** Every folder as it really lies; a refusal names the one it is about, since several were given. */
function checkFolders(given: readonly Folder[], ownFolders: readonly string[]): Result<Folder[], 'bad-folder'> {
  const checked: Folder[] = [];
  for (const { kind, path } of given) {
    const folder = checkFolder(path, ownFolders);
    const problem = folder.ok ? overlap(folder.value, checked.map((other) => named(other.path))) : folder.failure.message; // prettier-ignore
    if (problem !== null) return fail('bad-folder', given.length === 1 ? problem : `${path}: ${problem}`);
    if (folder.ok) checked.push({ kind, path: folder.value });
  }
  return ok(checked);
}

/** First run. A one-way door: once an owner exists it answers nothing but `already-done`. */
export function setupHandlers(core: Core): Methods {
  const { db, clock } = core;
  let isRunning = false;
  return {
    'setup.state': () => {
      const { house, serverName, addresses, server, worker } = core.status();
      return ok({
        needed: house === 'set-up-needed',
        homeNetworks: networksOf({ kind: 'home' }),
        suggestedServerName: serverName,
        addresses,
        problem: addresses.length > 0 ? null : (server.problem ?? worker.problem),
      });
    },
    'setup.lookIntoFolder': async ({ path, besides }) => {
      if (readHouse(db).setUpAt !== null) return alreadyDone();
      const checked = checkFolder(path, core.ownFolders);
      if (!checked.ok) return checked;
      const doubled = overlap(checked.value, besides.map(named));
      if (doubled !== null) return fail('bad-folder', doubled);
      return ok({ path: checked.value, ...(await lookIntoFolder(checked.value)) });
    },
    'setup.complete': async (input, actor) => {
      if (isRunning || readHouse(db).setUpAt !== null) return alreadyDone();
      isRunning = true;
      try {
        const bad = badRange(input.access);
        if (bad !== null) return fail('bad-cidr', bad);
        const checked = checkFolders(input.folders ?? [], core.ownFolders);
        if (!checked.ok) return checked;
        const owner = { name: input.ownerName, password: input.password, role: 'owner', libraries: [] } as const;
        // All or nothing, so that whatever breaks off in between leaves a set-up that can be done again.
        const created = await createAccount(core, owner, actor, () => {
          const name = { from: readHouse(db).serverName, to: input.serverName.trim() };
          db.prepare('UPDATE house SET set_up_at = ?, server_name = ?').run(clock.now(), name.to);
          record(db, { at: clock.now(), actor, event: 'house.set-up', detail: { name } });
          storeAccessRule(core, input.access, actor);
          for (const folder of checked.value) {
            const added = addLibrary(core, folder, core.ownFolders, actor);
            if (!added.ok) throw new Error(added.failure.message);
          }
          // Last, and before the row: a permit without an owner opens nothing, an owner without a permit would count as
          // locked.
          writePermit(core.instance.data.permit, core.instance.generation);
        });
        if (!created.ok)
          return created.failure.code === 'no-such-library'
            ? fail('internal', created.failure.message)
            : fail(created.failure.code, created.failure.message);
        for (const topic of ['status', 'people', 'library'] as const) core.changed(topic);
        const opened = await core.open();
        // The account exists and the permit is there: set-up is done, whatever keeps the server from listening.
        return ok(opened.ok ? { ...opened.value, problem: null } : { addresses: [], problem: opened.failure.message });
      } finally {
        isRunning = false;
      }
    },
  };
}
