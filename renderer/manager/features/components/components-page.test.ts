import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const UI = join(import.meta.dirname, '..', '..', '..', 'ui');
/** Around every page, this one too: drawn there, and nothing to look at until something happens. */
const AROUND = ['load-boundary.tsx', 'toast-layer.tsx'];

test('the page of components shows every component there is', () => {
  const sources = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.tsx'))
    .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
    .join('\n');
  const shown = new Set([...sources.matchAll(/ui\/([\w-]+\.tsx)'/g)].map(([, name]) => name!));
  const all = readdirSync(UI).filter((name) => name.endsWith('.tsx'));
  assert.ok(all.length > 40);
  const missing = all.filter((name) => !shown.has(name));
  assert.deepEqual(missing, AROUND);
});
