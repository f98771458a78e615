import assert from 'node:assert/strict';
import { test } from 'node:test';
import { peaksOf, weekWords } from './usage-words.ts';

const HOUR_MS = 3_600_000;
/** A Monday at midnight on the clock of whatever computer this is. */
const MONDAY = new Date(2026, 10, 16).getTime();
const week = (given: Readonly<Record<number, number>>) =>
  Array.from({ length: 168 }, (_, place) => {
    const peak = given[place];
    const peakAt = new Date(MONDAY + place * HOUR_MS).toISOString();
    return peak === undefined ? null : { average: peak / 2, peak, peakAt };
  });
const percent = (value: number) => `${Math.round(value)} %`;

test('the three highest hours are marked, one for each mountain; a gap is none (MNT-03)', () => {
  const values = week({ 45: 62, 46: 61, 57: 40, 100: 10, 101: 8, 130: 5 });
  assert.deepEqual(
    peaksOf(values).map(({ place }) => place),
    [45, 57, 100],
  );
  assert.deepEqual(peaksOf(week({})), []);
});

test('the graph is told in a sentence, with its gaps', () => {
  assert.equal(
    weekWords('Processor', week({ 45: 62, 100: 10 }), percent),
    'Processor, last 7 days: 18 % on average; highest 62 % on Tuesday at 21:00, 10 % on Friday at 04:00; not measured in 166 of 168 hours',
  );
  assert.equal(weekWords('Memory', week({}), percent), 'Memory, last 7 days: nothing was measured yet');
});
