import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkOwnFiles, makeManifest, readManifest } from './own-files.ts';

test('INC-08, DSK-03: a file that was changed, taken away or added is named', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-own-'));
  try {
    mkdirSync(join(folder, 'bin'));
    for (const name of ['bin/node', 'server.js', 'worker.js']) writeFileSync(join(folder, name), name);
    const manifest = await makeManifest(folder);
    assert.deepEqual(await checkOwnFiles(folder, manifest), []);
    appendFileSync(join(folder, 'bin', 'node'), 'x');
    rmSync(join(folder, 'server.js'));
    writeFileSync(join(folder, 'bin', 'other'), '');
    assert.deepEqual(await checkOwnFiles(folder, manifest), [
      { path: 'bin/other', kind: 'added' },
      { path: 'bin/node', kind: 'changed' },
      { path: 'server.js', kind: 'missing' },
    ]);
    const file = join(folder, 'list.json');
    writeFileSync(file, '{"server.js": "not a hash"}');
    assert.throws(() => readManifest(file), /no list of files/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
