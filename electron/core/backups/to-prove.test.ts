import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toProve } from './to-prove.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const NOW = Date.UTC(2026, 10, 21, 12);
const ago = (days: number) => NOW - days * DAY_MS;

const CASES: readonly [what: string, checkedAt: readonly (number | null)[], expected: number | null][] = [
  ['nothing is kept', [], null],
  ['all looked at within the month', [ago(1), ago(29)], null],
  ['a month to the day', [ago(1), ago(30)], 1],
  ['the one that waits longest', [ago(40), ago(90), ago(31)], 1],
  ['one nobody ever looked at', [ago(90), null], 1],
  ['a clock set back a little puts nothing off by much', [NOW + DAY_MS / 2], null],
  ['a clock set back by years', [ago(-800), ago(2)], 0],
];

test('each kept backup is due a month after it was last read, the longest wait first (MNT-13)', () => {
  for (const [what, moments, expected] of CASES) {
    const copies = moments.map((checkedAt, at) => ({ at, checkedAt }));
    assert.equal(toProve(copies, NOW)?.at ?? null, expected, what);
  }
});
