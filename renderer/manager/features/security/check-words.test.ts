import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckEntry } from '../../../../shared/contract/checklist.ts';
import {
  changeWords,
  direction,
  headline,
  ringCenter,
  ringSentence,
  scoreWords,
  toDo,
  worstFirst,
} from './check-words.ts';

const entry = (id: string, more: Partial<CheckEntry> = {}): CheckEntry => ({
  id,
  group: 'network',
  title: `Title of ${id}`,
  severity: 'medium',
  why: 'Why.',
  state: 'pass',
  evidence: 'Seen.',
  checkedAt: '2026-11-21T12:00:00.000Z',
  since: '2026-11-21T12:00:00.000Z',
  history: [],
  fix: null,
  mendedAt: null,
  accepted: null,
  ...more,
});
const accepted = { until: '2026-12-21T12:00:00.000Z', reason: 'Known', acceptedAt: '2026-11-21T12:00:00.000Z' };
const checks = [
  entry('A-01'),
  entry('B-02', { state: 'warn', severity: 'critical' }),
  entry('C-03', { state: 'fail', severity: 'low' }),
  entry('D-04', { state: 'fail', severity: 'critical' }),
  entry('E-05', { state: 'fail', severity: 'high', accepted }),
  entry('F-06', { state: 'unknown' }),
];

test('what is to be done: red and not accepted, the most severe first, failed before warned', () => {
  assert.deepEqual(
    toDo(checks).map(({ id }) => id),
    ['D-04', 'B-02', 'C-03'],
  );
});

test('the headline says how much there is to do, and never that all is well when something did not run', () => {
  const checkedAt = '2026-11-21T12:00:00.000Z';
  assert.equal(headline({ checks, checkedAt: null }), 'Nobody has looked yet');
  assert.equal(headline({ checks, checkedAt }), '3 things to do');
  assert.equal(headline({ checks: [checks[2]!], checkedAt }), 'One thing to do');
  assert.equal(headline({ checks: [checks[0]!], checkedAt }), 'Nothing to do');
  assert.equal(headline({ checks: [checks[0]!, checks[5]!], checkedAt }), 'Nothing to do, but not all was seen');
});

test('the ring says the number of the headline; a tick only when all was seen and nothing is to be done', () => {
  const checkedAt = '2026-11-21T12:00:00.000Z';
  assert.equal(ringCenter({ checks, checkedAt: null }), '?');
  assert.equal(ringCenter({ checks, checkedAt }), '3');
  assert.equal(ringCenter({ checks: [checks[0]!, checks[4]!], checkedAt }), null);
  assert.equal(ringCenter({ checks: [checks[0]!, checks[5]!], checkedAt }), '0');
});

test('in a group what failed stands before what passed', () => {
  assert.deepEqual(
    worstFirst(checks).map(({ id }) => id),
    ['C-03', 'D-04', 'E-05', 'B-02', 'F-06', 'A-01'],
  );
});

test('the ring in a sentence counts every state', () => {
  assert.equal(ringSentence(checks), '1 of 6 checks passed, 3 failed, 1 to look at, 1 did not run');
});

test('the score is compared with the week before, when there is one', () => {
  assert.equal(scoreWords({ score: null, scoreWeekAgo: null }), null);
  assert.equal(scoreWords({ score: 91, scoreWeekAgo: null }), 'Score 91 of 100');
  assert.equal(scoreWords({ score: 91, scoreWeekAgo: 88 }), 'Score 91, up 3 in a week');
  assert.equal(scoreWords({ score: 80, scoreWeekAgo: 88 }), 'Score 80, down 8 in a week');
});

test('a change is said as better, worse or neither', () => {
  assert.deepEqual([direction({ from: 'fail', to: 'pass' }), changeWords({ from: 'fail', to: 'pass' })], [1, 'again']);
  assert.deepEqual([direction({ from: 'pass', to: 'warn' }), changeWords({ from: 'pass', to: 'warn' })], [-1, 'new']); // prettier-ignore
  assert.deepEqual(
    [direction({ from: 'warn', to: 'fail' }), changeWords({ from: 'warn', to: 'fail' })],
    [-1, 'got worse'],
  );
});
