import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { Input } from '../../../shared/contract/index.ts';
import { ok } from '../../../shared/result.ts';
import { isOpen, newId, readHouse, type Instance } from '../../core/kernel/index.ts';
import { openDatabases, ownClock, type Databases } from '../../core/kernel/testing/databases.ts';
import type { ManagerCore } from '../core.ts';
import { createKeyFile } from '../key-file.ts';
import { setupHandlers } from './setup.ts';

let house: Databases;
let core: ManagerCore;
beforeEach(() => {
  house = openDatabases();
  core = fakeCore();
});
afterEach(() => house.close());

/** A manager with a real database and data folder, whose processes are not there. */
function fakeCore(): ManagerCore {
  const data = { root: house.folder, permit: join(house.folder, 'open.permit') } as Instance['data'];
  const nothing = () => {};
  return {
    db: house.manager,
    instance: { data, generation: newId() } as Instance,
    clock: ownClock(),
    log: { info: nothing, warn: nothing, error: nothing },
    scans: new Map(),
    ownFolders: [join(house.folder, 'own')],
    startScan: () => false,
    cancelScan: () => false,
    forgetLibrary: nothing,
    pause: async () => {},
    open: async () => ok({ addresses: ['http://127.0.0.1:8470'] }),
    cleanConversions: async () => null,
    status: () => {
      throw new Error('not asked here');
    },
    networkChanged: nothing,
    sessionsChanged: nothing,
    usage: () => [],
    usageWeek: () => ({ hours: [], allowed: { cores: 4, memoryBytes: 0 } }),
    serverRenamed: nothing,
    stopPlayback: () => false,
    banLifted: () => false,
    banned: () => false,
    get backups(): never {
      throw new Error('not asked here');
    },
    get maintenance(): never {
      throw new Error('not asked here');
    },
    get incidents(): never {
      throw new Error('not asked here');
    },
    changed: nothing,
    looksForUpdates: false,
    lastUpdateLook: () => null,
    secrets: createKeyFile(house.folder, 'setup-test'),
    rotations: {},
    secretsAnswered: nothing,
    get checklist(): never {
      throw new Error('not asked here');
    },
    verifyAudit: () => {
      throw new Error('not asked here');
    },
  };
}

function answers(): Input<'setup.complete'> {
  const folder = join(house.folder, 'films');
  mkdirSync(folder, { recursive: true });
  return {
    serverName: 'Home',
    ownerName: 'ada',
    password: 'Correct horse battery 1',
    folders: [{ kind: 'show', path: folder }],
    access: { kind: 'this-computer' },
  };
}

const count = (table: string) => house.manager.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get();
const permitted = () => isOpen(core.instance.data.permit, core.instance.generation);

test('set-up stores everything: owner, name, rule, folder, permit', async () => {
  const handlers = setupHandlers(core);
  assert.deepEqual(await handlers['setup.complete'](answers(), 'test'), {
    ok: true,
    value: { addresses: ['http://127.0.0.1:8470'], problem: null },
  });
  const { serverName, setUpAt, accessRule } = readHouse(house.manager);
  assert.deepEqual(
    [serverName, setUpAt, JSON.parse(accessRule)],
    ['Home', core.clock.now(), { kind: 'this-computer' }],
  );
  assert.deepEqual([count('account'), count('library'), permitted()], [1, 1, true]);
});

test('set-up that breaks off at any step leaves nothing, and can be done again with the same name', async () => {
  const steps = [
    'BEFORE INSERT ON account',
    'BEFORE UPDATE OF set_up_at ON house',
    'BEFORE UPDATE OF access_rule ON house',
    'BEFORE INSERT ON library',
    `BEFORE INSERT ON audit WHEN new.event = 'library.added'`,
  ];
  const handlers = setupHandlers(core);
  for (const step of steps) {
    house.manager.exec(`CREATE TEMP TRIGGER breaks ${step} BEGIN SELECT RAISE(ABORT, 'broken off'); END`);
    await assert.rejects(async () => handlers['setup.complete'](answers(), 'test'), /broken off/, step);
    house.manager.exec('DROP TRIGGER breaks');
    assert.deepEqual([count('account'), count('library'), count('audit')], [0, 0, 0], step);
    assert.equal(readHouse(house.manager).setUpAt, null, step);
    assert.equal(existsSync(core.instance.data.permit), false, step);
  }
  assert.equal((await handlers['setup.complete'](answers(), 'test')).ok, true);
  assert.equal(permitted(), true);
});

test('a permit that cannot be written leaves nothing either', async () => {
  const handlers = setupHandlers(core);
  // A folder in its place, as good as a full disk.
  mkdirSync(join(core.instance.data.permit, 'in the way'), { recursive: true });
  await assert.rejects(async () => handlers['setup.complete'](answers(), 'test'));
  assert.deepEqual([count('account'), readHouse(house.manager).setUpAt], [0, null]);
});

test('several folders of several kinds are looked into one by one and added together; a bad one is named', async () => {
  const handlers = setupHandlers(core);
  const { folders, ...rest } = answers();
  const [shows] = folders!;
  const songs = join(house.folder, 'songs');
  mkdirSync(join(songs, 'Ada'), { recursive: true });
  writeFileSync(join(songs, 'Ada', 'Tides.flac'), '');
  const look = (path: string, ...besides: string[]) => handlers['setup.lookIntoFolder']({ path, besides }, 'test');
  const seen = await look(songs, shows!.path);
  assert.deepEqual(seen.ok && [seen.value.path, seen.value.kind, seen.value.tracks], [songs, 'music', 1]);
  const doubled = await look(join(songs, 'Ada'), songs);
  assert.match(doubled.ok ? '' : doubled.failure.message, /overlaps with "songs"/);

  const gone = join(house.folder, 'gone');
  const refused = await handlers['setup.complete'](
    { ...rest, folders: [shows!, { kind: 'film', path: gone }] },
    'test',
  );
  assert.equal(refused.ok, false);
  assert.ok(!refused.ok && refused.failure.message.startsWith(`${gone}: There is no such folder.`));
  assert.deepEqual([count('account'), count('library')], [0, 0]);

  await handlers['setup.complete']({ ...rest, folders: [shows!, { kind: 'music', path: songs }] }, 'test');
  const kinds = house.manager.prepare('SELECT kind FROM library ORDER BY kind').pluck().all();
  assert.deepEqual(kinds, ['music', 'show']);
  const late = await look(songs);
  assert.equal(late.ok ? '' : late.failure.code, 'already-done');
});
