import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createMemory } from './memory.ts';

const silent = { info() {}, warn() {}, error() {} };

test('what is remembered about updates outlives the app; what cannot be written holds until it ends, and throws nothing', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-memory-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const kept = createMemory(join(folder, 'memory.json'), silent);
  assert.equal(kept.write({ takenBack: '1.2.0' }), true);
  assert.equal(createMemory(join(folder, 'memory.json'), silent).read().takenBack, '1.2.0');

  writeFileSync(join(folder, 'no-folder'), '');
  const place = join(folder, 'no-folder', 'memory.json');
  const lost = createMemory(place, silent);
  assert.equal(lost.write({ toTell: 'Nothing was updated.' }), false);
  assert.equal(lost.read().toTell, 'Nothing was updated.');
  assert.equal(createMemory(place, silent).read().toTell, null);
});
