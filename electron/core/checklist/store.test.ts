import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { managerMigrations, openWritable, type ManagerDb } from '../kernel/index.ts';
import { DAY_MS, type State } from './check.ts';
import { acceptedRisks, lastRun, listStates, noteResults, noteRun, storeAccepted } from './store.ts';

let folder: string;
let db: ManagerDb;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-checklist-'));
  const opened = openWritable<ManagerDb>(join(folder, 'manager.db'), managerMigrations, 'process-crash');
  assert.ok(opened.ok);
  db = opened.value;
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

const note = (at: number, state: State, evidence = 'Seen.', now = at) =>
  noteResults(db, [{ id: 'A-01', state, evidence, at, tookMs: 1 }], now).get('A-01');
const states = () => (listStates(db).get('A-01') ?? []).map(({ since, at, state }) => [state, since, at]);

test('the same state again is one span that grows; another begins a new one; each says what was before', () => {
  assert.deepEqual(
    [note(10, 'pass'), note(20, 'pass'), note(30, 'fail'), note(40, 'pass')],
    [null, 'pass', 'pass', 'fail'],
  );
  assert.deepEqual(states(), [
    ['pass', 40, 40],
    ['fail', 30, 30],
    ['pass', 10, 20],
  ]);
});

test('a long run that began before a newer look neither brings back what was mended nor hides what turned red', () => {
  note(100, 'fail');
  note(130, 'pass');
  assert.equal(note(120, 'fail', 'Seen.', 140), undefined);
  assert.equal(states()[0]?.[0], 'pass');
  note(150, 'fail');
  assert.equal(note(145, 'pass', 'Seen.', 160), undefined);
  assert.deepEqual(states()[0], ['fail', 150, 150]);
});

test('a clock that was set back leaves the newest word, in the place of the newest span', () => {
  note(100, 'pass');
  note(50, 'fail');
  assert.deepEqual(states(), [['fail', 100, 50]]);
});

test('the last twenty states are kept', () => {
  for (let at = 1; at <= 50; at += 1) note(at, at % 2 === 0 ? 'pass' : 'warn');
  assert.equal(states().length, 20);
  assert.deepEqual(states()[0], ['pass', 50, 50]);
});

test('a risk is accepted until its moment and no longer', () => {
  storeAccepted(db, 'A-01', { at: 10, until: 100, reason: 'Known' });
  assert.equal(acceptedRisks(db, 99).get('A-01')?.reason, 'Known');
  assert.equal(acceptedRisks(db, 100).size, 0);
  storeAccepted(db, 'A-01', { at: 400 * DAY_MS, until: 490 * DAY_MS, reason: 'The clock was ahead' });
  assert.equal(acceptedRisks(db, 50).size, 0);
  storeAccepted(db, 'A-01', null);
  assert.equal(acceptedRisks(db, 50).size, 0);
});

test('runs are kept for a year, so that the score can be compared with an earlier one', () => {
  noteRun(db, { at: DAY_MS, tookMs: 5, score: 70 });
  noteRun(db, { at: 10 * DAY_MS, tookMs: 5, score: 80 });
  assert.deepEqual([lastRun(db, 20 * DAY_MS)?.score, lastRun(db, 5 * DAY_MS)?.score, lastRun(db, 0)], [80, 70, null]);
  noteRun(db, { at: 500 * DAY_MS, tookMs: 5, score: 90 });
  assert.equal(lastRun(db, 5 * DAY_MS), null);
});
