import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { dataFolder } from '../../kernel/index.ts';
import type { HouseToLookAt } from '../look.ts';
import { Unobservable } from '../unobservable.ts';
import { exposedData } from './computer.ts';

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
