import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sweepWorkFolders, workFolder } from './work-folder.ts';

test('copies of the house that killed work left behind are removed, and nothing else of the cache', () => {
  const cache = mkdtempSync(join(tmpdir(), 'holdfast-cache-'));
  try {
    const left = (['practice', 'evidence', 'compare', 'vault'] as const).map((kind) => workFolder({ cache }, kind));
    for (const folder of [...left, join(cache, 'art'), join(cache, 'playback')]) {
      mkdirSync(folder);
      writeFileSync(join(folder, 'manager.db'), 'unsealed');
    }
    assert.equal(sweepWorkFolders({ cache }), 4);
    assert.deepEqual(left.filter(existsSync), []);
    assert.ok(existsSync(join(cache, 'art', 'manager.db')) && existsSync(join(cache, 'playback')));
    assert.equal(sweepWorkFolders({ cache: join(cache, 'none') }), 0);
  } finally {
    rmSync(cache, { recursive: true });
  }
});
