import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countPlaywright, countTap, weigh } from './test.js';

const TAP = `TAP version 13
# pass 99
ok 1 - a promise
1..1
# tests 5
# suites 0
# pass 2
# fail 1
# cancelled 1
# skipped 1
# todo 0
# duration_ms 12.5
`;

test("the unit tests' counts are those of the summary, not of what a test printed", () => {
  assert.deepEqual(countTap(TAP), { passed: 2, failed: 2, skipped: 1 });
});

test('counts that are cut off, absent or zero are no counts', () => {
  assert.equal(countTap(TAP.slice(0, 60)), null);
  assert.equal(countTap(''), null);
  assert.equal(countTap(TAP.replace('# tests 5', '# tests 0')), null);
  assert.equal(countPlaywright(''), null);
  assert.equal(countPlaywright('{"stats":{}}'), null);
  const none = { stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }, errors: [] };
  assert.equal(countPlaywright(JSON.stringify(none)), null);
});

test('an end-to-end suite that does not load counts as failed', () => {
  const report = { stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{ message: 'no such file' }] };
  assert.deepEqual(countPlaywright(JSON.stringify(report)), { passed: 4, failed: 2, skipped: 2 });
});

test('a step never passes by its counts when its program failed', () => {
  assert.deepEqual(weigh(false, { passed: 4, failed: 0, skipped: 0 }), { passed: 4, failed: 1, skipped: 0 });
  assert.deepEqual(weigh(true, null), { passed: 0, failed: 1, skipped: 0 });
  assert.deepEqual(weigh(true, undefined), { passed: 1, failed: 0, skipped: 0 });
  assert.deepEqual(weigh(false, undefined), { passed: 0, failed: 1, skipped: 0 });
});
