import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { dataFolder, ensureHouse } from '../../kernel/index.ts';
import { openDatabases } from '../../kernel/testing/databases.ts';
import { DAY_MS } from '../check.ts';
import type { HouseToLookAt } from '../look.ts';
import { Unobservable } from '../unobservable.ts';
import { runChecks } from '../run.ts';
import { COMPUTER, exposedData } from './computer.ts';

test(
  'MED-03: a cache of many files hides nothing that others may open; more than is looked at elsewhere is not known',
  { skip: process.platform === 'win32' },
  async () => {
    const MOST = 30;
    const data = dataFolder(mkdtempSync(join(tmpdir(), 'holdfast-files-')));
    const fill = (folder: string) => {
      mkdirSync(folder, { mode: 0o700 });
      for (let at = 0; at < MOST; at += 1) writeFileSync(join(folder, `${at}`), '', { mode: 0o600 });
    };
    const exposed = async () => (await exposedData({ house: { data } as unknown as HouseToLookAt }, MOST)).map(({ path }) => path); // prettier-ignore
    try {
      fill(data.cache);
      assert.deepEqual(await exposed(), []);
      const log = join(data.root, 'zz.log');
      writeFileSync(log, '', { mode: 0o644 });
      assert.deepEqual(await exposed(), [log]);
      rmSync(log);
      fill(join(data.root, 'many'));
      await assert.rejects(exposed(), Unobservable);
    } finally {
      rmSync(data.root, { recursive: true });
    }
  },
);

test('UPD-01: who never looked has not looked this week, and a house is a day old before it is told', async () => {
  const dbs = openDatabases();
  try {
    const setUpAt = 100 * DAY_MS;
    ensureHouse(dbs.manager, 'Test House');
    dbs.manager.prepare('UPDATE house SET set_up_at = ?').run(setUpAt);
    const house = { version: '0.1.0', addresses: [], files: { managerDb: dbs.manager.name } } as unknown as HouseToLookAt; // prettier-ignore
    const look = async (days: number) => {
      const [found] = await runChecks(COMPUTER.filter(({ id }) => id === 'UPD-01'), house, { now: setUpAt + days * DAY_MS }); // prettier-ignore
      return [found!.state, found!.evidence.includes('Nobody has looked for a newer one yet')];
    };
    const looked = (days: number) =>
      dbs.manager
        .prepare("INSERT INTO maintenance_done (task_id, at, actor, evidence) VALUES ('MNT-05', ?, 'me', '')")
        .run(setUpAt + days * DAY_MS);
    assert.deepEqual(await look(0.5), ['pass', true]);
    assert.deepEqual(await look(2), ['warn', true]);
    looked(900);
    assert.deepEqual(await look(2), ['warn', true], 'a clock that was ahead looked for nothing');
    dbs.manager.prepare('DELETE FROM maintenance_done').run();
    looked(2);
    assert.deepEqual(await look(3), ['pass', false]);
    assert.deepEqual(await look(11), ['warn', false]);
  } finally {
    dbs.close();
  }
});
