import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPageRetries } from './page-retries.ts';

test('a page that dies is loaded three times, later each time, and then a person is asked', () => {
  let now = 0;
  const { next, forget } = createPageRetries(() => now);
  const kinds = () => [next(), next(), next(), next()].map((retry) => (retry.kind === 'again' ? retry.afterMs : 'ask'));
  assert.deepEqual(kinds(), [0, 1_000, 4_000, 'ask']);
  forget();
  assert.deepEqual(kinds(), [0, 1_000, 4_000, 'ask']);
  now = 61_000;
  assert.deepEqual(next(), { kind: 'again', afterMs: 0 }, 'one that lived for a while dies for the first time');
});
