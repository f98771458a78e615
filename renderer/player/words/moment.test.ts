import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ago, day, longDay, monthOf, takenWords } from './moment.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('how long ago it was, in words that stay true for a while; after a day its date', (t) => {
  const now = new Date(2026, 10, 15, 12).getTime();
  t.mock.timers.enable({ apis: ['Date'], now });
  const before = (ms: number) => ago(new Date(now - ms).toISOString());
  assert.equal(before(0), 'just now');
  assert.equal(before(2 * MINUTE - 1), 'just now');
  assert.equal(before(2 * MINUTE), '2 min ago');
  assert.equal(before(HOUR - 1), '59 min ago');
  assert.equal(before(HOUR), '1 h ago');
  assert.equal(before(24 * HOUR - 1), '23 h ago');
  assert.equal(before(24 * HOUR), '14 Nov');
  assert.equal(before(-HOUR), 'just now', 'a clock that was set back');
});

test('a day is written day first, without its year', () => {
  assert.equal(day(new Date(2025, 0, 3, 12).toISOString()), '3 Jan');
});

test('the clock of a photo is told as it was, wherever this device is', () => {
  assert.equal(takenWords('2024-12-31T23:59:58'), '31 December 2024, 23:59');
  assert.equal(monthOf('2024-12-31T23:59:58'), 'December 2024');
  assert.equal(longDay('2024-01-01'), '1 January 2024');
});
