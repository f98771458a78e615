import assert from 'node:assert/strict';
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { changeBackupSettings } from '../core/backups/index.ts';
import { makeHouse, type TestHouse } from '../core/backups/testing/house.ts';
import { createSecondFolder, tryFolder } from './second-folder.ts';

let house: TestHouse;
let folder: string;
let changes: number;
let passedMs: number;
beforeEach(async () => {
  house = await makeHouse();
  folder = join(house.folder, 'second');
  mkdirSync(folder);
  changes = 0;
  passedMs = 0;
});
afterEach(() => house.close());

const watch = (stat?: (path: string) => Promise<{ dev: number }>) =>
  createSecondFolder({
    db: house.manager,
    data: house.instance.data,
    clock: { monotonic: () => passedMs },
    changed: () => (changes += 1),
    ...(stat && { stat }),
  });
const choose = (secondSameDisk: 0 | 1) => changeBackupSettings(house.manager, { secondFolder: folder, secondSameDisk });

test('DB-07: what the second disk is comes from the last look, and what changes is told', async () => {
  const second = watch();
  assert.equal(second.state(), null);
  choose(1);
  assert.deepEqual([second.state(), second.freeBytes()], ['ready', null], 'nobody has looked yet');
  await second.look();
  assert.equal(second.state(), 'same-disk');
  assert.ok(second.freeBytes()! > 0);
  renameSync(folder, `${folder}-unplugged`);
  assert.equal(second.state(), 'same-disk', 'not asked again at once');
  await second.look();
  assert.deepEqual([second.state(), changes], ['away', 2]);
  renameSync(`${folder}-unplugged`, folder);
  choose(0);
  await second.look();
  assert.equal(second.state(), 'away', 'the empty folder that another disk was mounted on');
});

test('DB-12: a disk of the network that does not answer is away, and is asked once', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  choose(0);
  let asked = 0;
  const answer = Promise.withResolvers<{ dev: number }>();
  const second = watch(async (path) => {
    if (path !== folder) return { dev: 1 };
    asked += 1;
    return answer.promise;
  });
  const looks = [second.look(), second.look()];
  t.mock.timers.tick(5_000);
  await Promise.all(looks);
  passedMs = 60_000;
  assert.deepEqual([second.state(), asked], ['away', 1]);
  answer.resolve({ dev: 2 });
  await second.look();
  assert.equal(second.state(), 'ready', 'it is back');
});

test('DB-12: a folder whose disk does not answer is not chosen, and holds up nobody', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const tried = tryFolder(folder, house.instance.data.root);
  t.mock.timers.tick(5_000);
  const outcome = await tried;
  assert.ok(!outcome.ok && /does not answer/.test(outcome.failure.message), JSON.stringify(outcome));
  const again = await tryFolder(folder, house.instance.data.root);
  assert.deepEqual(again, { ok: true, value: { isSameDisk: true } });
});

test('DB-07: a folder chosen instead of one that does not answer is not held to be away with it', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  choose(0);
  const dead = folder;
  const second = watch(async (path) =>
    path === dead ? new Promise<never>(() => {}) : { dev: path.endsWith('usb') ? 2 : 1 },
  );
  const looked = second.look();
  t.mock.timers.tick(5_000);
  await looked;
  assert.equal(second.state(), 'away');
  folder = join(house.folder, 'usb');
  mkdirSync(folder);
  choose(0);
  await second.look(); // whose deadline never comes here
  assert.equal(second.state(), 'ready');
});
