import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { dataFolder } from '../../kernel/index.ts';
import type { HouseToLookAt } from '../look.ts';
import { runChecks } from '../run.ts';
import { COMPUTER } from './computer.ts';

test(
  'MED-03: a cache of many thousand files hides nothing that others may open; more than is looked at elsewhere is unknown',
  { skip: process.platform === 'win32' },
  async () => {
    const data = dataFolder(mkdtempSync(join(tmpdir(), 'holdfast-files-')));
    const fill = (folder: string) => {
      mkdirSync(folder, { mode: 0o700 });
      for (let at = 0; at < 20_000; at += 1) writeFileSync(join(folder, `${at}`), '', { mode: 0o600 });
    };
    try {
      fill(data.cache);
      const house = { addresses: [], data } as unknown as HouseToLookAt;
      const look = async () => (await runChecks(COMPUTER.filter(({ id }) => id === 'MED-03'), house, { now: 0 }))[0]!; // prettier-ignore
      assert.equal((await look()).state, 'pass');
      const log = join(data.root, 'zz.log');
      writeFileSync(log, '', { mode: 0o644 });
      assert.match((await look()).evidence, /zz\.log \(0644\)/);
      rmSync(log);
      fill(join(data.root, 'many'));
      assert.equal((await look()).state, 'unknown');
    } finally {
      rmSync(data.root, { recursive: true });
    }
  },
);
