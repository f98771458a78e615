import type { Handlers } from '../../../shared/contract/index.ts';
import { fail, ok } from '../../../shared/result.ts';
import { createAccount } from '../../core/accounts/index.ts';
import { record } from '../../core/audit/index.ts';
import { readHouse, writePermit } from '../../core/kernel/index.ts';
import { addLibrary, checkFolder } from '../../core/library/index.ts';
import type { ManagerCore } from '../core.ts';
import { storeAccessRule } from '../network-settings.ts';
import { badRange, networksOf } from './network.ts';

type Methods = Pick<Handlers, Extract<keyof Handlers, `setup.${string}`>>;
type Core = Pick<
  ManagerCore,
  'db' | 'clock' | 'instance' | 'ownFolders' | 'status' | 'networkChanged' | 'open' | 'startScan' | 'changed'
>;

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
    'setup.complete': async (input, actor) => {
      const alreadyDone = () => fail('already-done', 'Holdfast is set up already. Sign in with the account made then.');
      if (isRunning || readHouse(db).setUpAt !== null) return alreadyDone();
      isRunning = true;
      try {
        const bad = badRange(input.access);
        if (bad !== null) return fail('bad-cidr', bad);
        const folder = input.folder === null ? null : checkFolder(input.folder, core.ownFolders);
        if (folder && !folder.ok) return folder;
        const owner = { name: input.ownerName, password: input.password, role: 'owner', libraries: [] } as const;
        // All or nothing, so that whatever breaks off in between leaves a set-up that can be done again.
        const created = await createAccount(core, owner, actor, () => {
          const name = { from: readHouse(db).serverName, to: input.serverName.trim() };
          db.prepare('UPDATE house SET set_up_at = ?, server_name = ?').run(clock.now(), name.to);
          record(db, { at: clock.now(), actor, event: 'house.set-up', detail: { name } });
          storeAccessRule(core, input.access, actor);
          if (folder) {
            const added = addLibrary(core, { kind: 'film', path: folder.value }, core.ownFolders, actor);
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
