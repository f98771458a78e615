import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageWords } from './age-words.ts';

test('an age is told in days, and in months once they are many', () => {
  const on = (day: string) => ageWords('2026-09-10', Date.parse(day));
  assert.equal(on('2026-09-09T22:00:00Z'), '0 days old', 'a clock that goes wrong');
  assert.deepEqual([on('2026-09-11T01:00:00Z'), on('2026-10-10')], ['1 day old', '30 days old']);
  assert.deepEqual([on('2026-11-22'), on('2027-09-10')], ['2 months old', '11 months old']);
});
