import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { systemClock, writePermit } from '../kernel/index.ts';
import { opened, TEST_AUDIT_KEY } from '../kernel/testing/databases.ts';
import { watchSyncs, type SyncWatch } from '../kernel/testing/watch-syncs.ts';
import { copyBackup } from './copy.ts';
import { restore, stageGeneration } from './restore.ts';
import { DATA_KEY, makeHouse, quiet, type TestHouse } from './testing/house.ts';
import { hashFile } from './verify.ts';

let house: TestHouse;
let watch: SyncWatch;
beforeEach(async () => {
  house = await makeHouse();
  watch = watchSyncs();
});
afterEach(() => {
  watch.end();
  house.close();
});

/** What is made anew when it is missed, and so not kept. */
const isCache = (loss: string) => loss.startsWith('name of cache');
const bytes = (losses: readonly string[]) => losses.filter((loss) => loss.startsWith('bytes'));

// NTFS journals names itself, and Windows opens no folder to sync it.
describe('a power cut takes nothing that was said to be kept', { skip: process.platform === 'win32' }, () => {
  test('a backup: its bytes before it has its name, and its name before it counts (DB-05)', async () => {
    const file = await house.backUp();
    assert.deepEqual(bytes(watch.lostBeforeRenamingTo(basename(file), house.places)), []);
    assert.deepEqual(watch.lost(house.places), []);
  });

  test('its copy in the second place (DB-07)', async () => {
    const file = await house.backUp();
    const folder = join(house.folder, 'second');
    mkdirSync(folder);
    opened(await copyBackup({ file, folder, sha256: hashFile(file) }));
    assert.deepEqual(bytes(watch.lostBeforeRenamingTo(basename(file), folder)), []);
    assert.deepEqual(watch.lost(folder), []);
  });

  test('a generation that was laid out and checked', async () => {
    const folder = join(house.folder, 'staged');
    opened(await stageGeneration({ file: await house.backUp(), identities: [house.here.identity], folder }, quiet));
    assert.deepEqual(watch.lost(folder), []);
  });

  test('a restored generation: whole on the disk before the house is pointed at it, and the pointer before it is used (DB-11)', async () => {
    const { data, generation: previous } = house.instance;
    await house.secrets.set('backup-identity', house.here.identity);
    await house.secrets.set('data-key', DATA_KEY);
    await house.secrets.set('audit-key', TEST_AUDIT_KEY);
    writePermit(data.permit, previous);
    const file = await house.backUp();
    let whenStarted: string[] = [];
    const { generation } = opened(
      await restore(
        {
          instance: house.instance,
          secrets: house.secrets,
          clock: systemClock,
          stage: (input) => stageGeneration(input, quiet),
          stop: async () => house.stop(),
          async start() {
            whenStarted = watch.lost(data.root).filter((loss) => !isCache(loss));
            return { ok: true, value: null };
          },
        },
        { file, identities: [house.here.identity], folders: [] },
        'test',
      ),
    );
    assert.deepEqual(watch.lostBeforeRenamingTo('current', data.generations), []);
    // The keys are in the store; should the file with them be there again, the next start puts them there again.
    assert.deepEqual(whenStarted, [`name of generations/${generation}/keys.age`]);
    // So with the mark of a generation that is not in use: the next start takes it off the one that is.
    const atTheEnd = watch.lost(data.root).filter((loss) => !isCache(loss));
    assert.deepEqual(atTheEnd, [...whenStarted, `name of generations/${generation}/not-in-use`]);
  });
});
