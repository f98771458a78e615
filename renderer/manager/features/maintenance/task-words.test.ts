import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MaintenanceTask } from '../../../../shared/contract/maintenance.ts';
import { dueWords, groupTasks, headline, snoozeChoices } from './task-words.ts';

const NOW = new Date(2026, 10, 21, 12).getTime();
const onDay = (days: number): number => new Date(2026, 10, 21 + days).getTime();

test('when a task is due is said as people say it', () => {
  const CASES: readonly [days: number, words: string][] = [
    [0, 'due today'],
    [1, 'due tomorrow'],
    [3, 'due in 3 days'],
    [13, 'due on 4 December'],
    [-1, 'due since yesterday'],
    [-12, 'due for 12 days'],
    // Over the days on which clocks change in many places.
    [130, 'due on 31 March 2027'],
  ];
  for (const [days, words] of CASES) assert.equal(dueWords(onDay(days), NOW), words);
});

const task = (id: MaintenanceTask['id'], state: MaintenanceTask['state'], days: number): MaintenanceTask => ({
  id,
  every: 'week',
  title: `Look at ${id}`,
  what: 'Look.',
  page: '/',
  automatic: 'Nothing.',
  state,
  dueAt: state === 'not-in-use' ? null : new Date(onDay(days)).toISOString(),
  snoozedUntil: null,
  snoozableUntil: null,
  notInUse: null,
  lastDone: null,
  reportAt: null,
});

test('tasks stand in groups, the longest due first, and the headline says what matters (MNT-01 to MNT-22)', () => {
  const tasks = [
    task('MNT-01', 'due', 0),
    task('MNT-02', 'overdue', -9),
    task('MNT-03', 'soon', 1),
    task('MNT-04', 'snoozed', -1),
    task('MNT-05', 'done', 5),
    task('MNT-06', 'done', 3),
    task('MNT-07', 'not-in-use', 0),
  ];
  const groups = groupTasks(tasks);
  assert.deepEqual(
    Object.values(groups).map((group) => group.map(({ id }) => id)),
    [['MNT-02', 'MNT-01'], ['MNT-03'], ['MNT-04'], ['MNT-06', 'MNT-05'], ['MNT-07']],
  );
  assert.equal(headline(groups, NOW), '1 of 2 tasks to do is overdue');
  assert.equal(headline(groupTasks(tasks.slice(0, 1)), NOW), '1 task is due');
  assert.equal(headline(groupTasks(tasks.slice(2, 3)), NOW), 'Nothing is due. Next: look at MNT-03, due tomorrow');
  assert.equal(headline(groupTasks([]), NOW), 'Nothing is due');
});

test('putting off is offered up to what the manager takes, and no further', () => {
  const day = 24 * 60 * 60_000;
  assert.deepEqual(
    snoozeChoices(NOW + 7 * day, NOW).map(({ untilMs }) => (untilMs - NOW) / day),
    [1, 3, 7],
  );
  assert.deepEqual(
    snoozeChoices(NOW + 2 * day, NOW).map(({ untilMs }) => (untilMs - NOW) / day),
    [1, 2],
  );
});
