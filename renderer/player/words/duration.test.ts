import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clock, length, spoken, timeIn } from './duration.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

test('a position reads as on a clock, cut to whole seconds', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, '0:00'],
    [999, '0:00'],
    [9 * SECOND, '0:09'],
    [24 * MINUTE + 10 * SECOND, '24:10'],
    [HOUR - 1, '59:59'],
    [HOUR, '1:00:00'],
    [HOUR + 2 * MINUTE + 3 * SECOND, '1:02:03'],
    [100 * HOUR, '100:00:00'],
  ];
  for (const [positionMs, text] of cases) assert.equal(clock(positionMs), text);
});

test('a length is rounded to minutes and never reads as none', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, 'under a minute'],
    [29_999, 'under a minute'],
    [30_000, '1 min'],
    [52 * MINUTE, '52 min'],
    [HOUR - 1, '1 h 00 min'],
    [HOUR + 58 * MINUTE, '1 h 58 min'],
    [2 * HOUR + 5 * MINUTE, '2 h 05 min'],
  ];
  for (const [durationMs, text] of cases) assert.equal(length(durationMs), text);
});

test('a position can be heard: only the parts there are, one of each in the singular', () => {
  assert.equal(spoken(0), '0 seconds');
  assert.equal(spoken(SECOND), '1 second');
  assert.equal(spoken(HOUR), '1 hour');
  assert.equal(spoken(HOUR + 2 * MINUTE + 3 * SECOND), '1 hour 2 minutes 3 seconds');
  assert.equal(spoken(2 * HOUR + MINUTE), '2 hours 1 minute');
});

test('the time in a while is this device’s time of day', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: new Date(2026, 2, 3, 12, 50) });
  assert.match(timeIn(15 * MINUTE), /^0?1:05\b|^13[:.]05\b/);
});
