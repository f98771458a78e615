import assert from 'node:assert/strict';
import { test } from 'node:test';
import { steadyLevel, type Seen } from './steady-level.ts';

const SIZES = [1_000_000, 2_000_000, 4_000_000];
const CALM: Seen = { lineBps: null, dryTimes: 0, sinceChangeMs: 0 };
const at = (current: number, seen: Partial<Seen>, ceiling = 2) =>
  steadyLevel(SIZES, current, ceiling, { ...CALM, ...seen });

test('a segment that took long to make says nothing of the line: the size stays', () => {
  assert.equal(at(2, {}), 2);
  assert.equal(at(2, { lineBps: 4_000_000 }), 2);
  assert.equal(at(2, { dryTimes: 1 }), 2, 'once is a hiccup');
});

test('a line that does not carry the size gets one it carries, with something to spare', () => {
  assert.equal(at(2, { lineBps: 3_900_000 }), 1);
  assert.equal(at(2, { lineBps: 2_400_000 }), 0);
  assert.equal(at(2, { lineBps: 100_000 }), 0);
});

test('a film that keeps stopping goes one size down, whatever the line says', () => {
  assert.equal(at(2, { dryTimes: 2, lineBps: 90_000_000 }), 1);
  assert.equal(at(0, { dryTimes: 5 }), 0);
});

test('up only after a minute, over a line with twice what it takes, and never to where it kept stopping', () => {
  const fast = { lineBps: 8_000_000, sinceChangeMs: 60_000 };
  assert.equal(at(1, fast), 2);
  assert.equal(at(1, { ...fast, sinceChangeMs: 59_999 }), 1);
  assert.equal(at(1, { ...fast, lineBps: 7_999_999 }), 1);
  assert.equal(at(1, fast, 1), 1);
  assert.equal(at(2, fast), 2);
});
