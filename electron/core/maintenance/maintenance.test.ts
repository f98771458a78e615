import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { MaintenanceId } from '../../../shared/contract/maintenance.ts';
import { openDatabases, ownClock, START_MS, type Databases } from '../kernel/testing/databases.ts';
import { markDone, noteAutomatic, openTasks, snooze, taskStanding, taskStandings } from './index.ts';

const DAY_MS = 24 * 60 * 60_000;

let dbs: Databases;
let clock: ReturnType<typeof ownClock>;
beforeEach(() => {
  dbs = openDatabases();
  clock = ownClock();
  dbs.manager.prepare('UPDATE house SET set_up_at = ?').run(START_MS);
});
afterEach(() => dbs.close());

const deps = () => ({ db: dbs.manager, clock });
const stateOf = (id: MaintenanceId) => taskStanding(dbs.manager, id, clock.now()).standing?.state ?? 'not-in-use';
const overdue = () => openTasks(dbs.manager, clock.now()).flatMap(({ id, isOverdue }) => (isOverdue ? [id] : []));
const done = (id: MaintenanceId, note: string | null = null) =>
  markDone(deps(), { id, evidence: 'All is well.', note }, 'owner:window');
const recorded = () =>
  dbs.manager.prepare("SELECT event || ' ' || actor || ' ' || detail FROM audit WHERE event LIKE 'maintenance.%' ORDER BY seq").pluck().all(); // prettier-ignore

test('the calendar holds the twenty-two tasks of REQUIREMENTS 13, each once (MNT-01 to MNT-22)', () => {
  const ids = taskStandings(dbs.manager, clock.now()).map(({ id }) => id);
  assert.deepEqual(
    ids,
    MaintenanceId.anyOf.map((one) => one.const),
  );
  assert.equal(ids.length, 22);
});

test('a fresh house has nothing due; what does not exist in this version is never due', () => {
  const states = taskStandings(dbs.manager, clock.now()).map(({ standing }) => standing?.state ?? 'not-in-use');
  assert.deepEqual([...new Set(states)].sort(), ['done', 'not-in-use']);
  assert.deepEqual(overdue(), []);
  clock.advance(400 * DAY_MS);
  assert.equal(stateOf('MNT-07'), 'not-in-use');
  assert.equal(stateOf('MNT-11'), 'not-in-use');
  assert.equal(overdue().length, 20);
});

test('every task in use becomes due when its time comes; done, it is on the record and due again later (MNT-01 to MNT-22)', () => {
  const inUse = taskStandings(dbs.manager, clock.now()).filter(({ standing }) => standing !== null);
  for (const { id, standing } of inUse) {
    const now = clock.now();
    clock.advance(standing!.dueAt - now);
    assert.equal(stateOf(id), 'due', id);
    clock.advance(standing!.overdueAt - clock.now());
    assert.equal(stateOf(id), 'overdue', id);
    assert.ok(overdue().includes(id));
    const marked = done(id, 'looked at everything');
    const after = taskStanding(dbs.manager, id, clock.now());
    assert.ok(marked.ok && marked.value.dueAt > clock.now() && marked.value.dueAt === after.standing?.dueAt, id);
    assert.equal(after.standing?.state === 'done' || after.standing?.state === 'soon', true, id);
    assert.deepEqual(after.lastDone, {
      at: clock.now(),
      actor: 'owner:window',
      evidence: 'All is well.',
      note: 'looked at everything',
    });
    clock.advance(now - clock.now());
    dbs.manager.exec('DELETE FROM maintenance_done');
  }
  assert.equal(recorded().length, inUse.length);
});

test('who did what is in the audit (LOG-02)', () => {
  clock.advance(8 * DAY_MS);
  done('MNT-02');
  snooze(deps(), { id: 'MNT-03', until: clock.now() + DAY_MS }, 'owner:window');
  assert.deepEqual(recorded(), [
    'maintenance.done owner:window {"task":"MNT-02","note":null}',
    `maintenance.put-off owner:window {"task":"MNT-03","until":${clock.now() + DAY_MS}}`,
  ]);
});

describe('putting off', () => {
  const putOff = (days: number) => {
    const put = snooze(deps(), { id: 'MNT-03', until: clock.now() + days * DAY_MS }, 'me');
    return put.ok ? 'put off' : put.failure.code;
  };

  test('by seven days in all, and only what is due', () => {
    assert.equal(putOff(1), 'not-due');
    clock.advance(8 * DAY_MS);
    assert.equal(putOff(8), 'too-long');
    assert.equal(putOff(0), 'too-long');
    assert.equal(putOff(3), 'put off');
    assert.equal(stateOf('MNT-03'), 'snoozed');
    clock.advance(2 * DAY_MS);
    assert.equal(putOff(6), 'too-long');
    assert.equal(putOff(5), 'put off', 'longer, to the end of the seven days');
    clock.advance(5 * DAY_MS);
    assert.equal(putOff(1), 'too-long');
    assert.equal(taskStanding(dbs.manager, 'MNT-03', clock.now()).snoozableUntil, null);
    clock.advance(DAY_MS);
    assert.deepEqual(overdue().includes('MNT-03'), true);
    done('MNT-03');
    clock.advance(8 * DAY_MS);
    assert.equal(putOff(7), 'put off', 'the next time it may be put off again');
  });

  test('a thing that does not exist is refused, also as done', () => {
    const put = snooze(deps(), { id: 'MNT-07', until: clock.now() + DAY_MS }, 'me');
    assert.equal(put.ok ? '' : put.failure.code, 'not-in-use');
    const marked = done('MNT-07');
    assert.equal(marked.ok ? '' : marked.failure.code, 'not-in-use');
  });
});

describe('what Holdfast does by itself', () => {
  const tick = (at: number) => noteAutomatic(deps(), { id: 'MNT-04', at, evidence: 'Proved.' });

  test('ticks a task off once it comes due, and once for each time', () => {
    assert.equal(tick(clock.now()), false, 'nothing is due yet');
    clock.advance(7 * DAY_MS);
    assert.equal(tick(clock.now() - DAY_MS), true);
    assert.equal(stateOf('MNT-04'), 'done');
    assert.deepEqual(taskStanding(dbs.manager, 'MNT-04', clock.now()).lastDone, {
      at: clock.now() - DAY_MS,
      actor: 'holdfast',
      evidence: 'Proved.',
      note: null,
    });
    clock.advance(7 * DAY_MS);
    assert.equal(tick(clock.now() - 8 * DAY_MS), false, 'the same proof does not stand for two weeks');
    assert.equal(tick(clock.now()), true);
  });

  test('one that happened when the clock was ahead does not keep a later one from counting', () => {
    clock.advance(300 * DAY_MS);
    assert.equal(tick(clock.now()), true);
    clock.advance(-290 * DAY_MS);
    assert.equal(tick(clock.now()), true);
    assert.equal(stateOf('MNT-04'), 'done');
  });
});
