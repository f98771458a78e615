import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { RELEASED } from './released.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (file: string) => JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as unknown;

test('the dates of publication belong to the versions that are pinned (UPD-03)', () => {
  assert.equal(RELEASED.node.version, (read('build/node-runtime.json') as { version: string }).version);
  const { devDependencies } = read('package.json') as { devDependencies: Record<string, string> };
  assert.equal(RELEASED.electron.version, devDependencies['electron']);
  for (const { on } of Object.values(RELEASED)) assert.equal(new Date(on).toISOString().slice(0, 10), on);
});
