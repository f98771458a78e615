import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { Checklist } from '../../../shared/contract/checklist.ts';
import type { MaintenanceId } from '../../../shared/contract/maintenance.ts';
import type { SystemStatus } from '../../../shared/contract/system.ts';
import type { UsageSample } from '../../../shared/contract/usage.ts';
import { ok } from '../../../shared/result.ts';
import { record, type ChainVerdict } from '../../core/audit/index.ts';
import { addBackup, changeBackupSettings, listBackups, noteCopy, backupSettings } from '../../core/backups/index.ts';
import { lastRun, noteResults, noteRun } from '../../core/checklist/index.ts';
import { makeHouse, type TestHouse } from '../../core/backups/testing/house.ts';
import { ownClock, START_MS } from '../../core/kernel/testing/databases.ts';
import { maintenanceHandlers } from '../handlers/maintenance.ts';
import { createKeyFile } from '../key-file.ts';
import { createUsageHours, type UsageHours } from '../usage-hours.ts';
import { dayOf } from './finding.ts';
import { createMaintenance, type Maintenance } from './keeper.ts';

const DAY_MS = 24 * 60 * 60_000;

let house: TestHouse;
let clock: ReturnType<typeof ownClock>;
let tick: () => void | Promise<void>;
let changes: number;
let warnings: string[];
let maintenance: Maintenance;
let broken: ChainVerdict['broken'];
let samples: UsageSample[];
let looksForUpdates: boolean;
let hours: UsageHours;
beforeEach(async () => {
  house = await makeHouse();
  clock = ownClock();
  changes = 0;
  broken = null;
  samples = [];
  looksForUpdates = false;
  hours = createUsageHours({ db: house.manager, clock, cores: 8 });
  warnings = [];
  const running = { state: 'running' as const, pid: 1, problem: null };
  const status = (): SystemStatus => ({
    version: '0.1.0',
    house: 'open',
    isPaused: false,
    serverName: 'Test House',
    addresses: [],
    probe: { kind: 'asking' },
    server: running,
    worker: running,
    ffmpeg: null,
    warnings,
  });
  maintenance = createMaintenance({
    db: house.manager,
    clock,
    scheduler: {
      every(_expression, task) {
        tick = task;
        return () => {};
      },
    },
    changed: () => (changes += 1),
    sources: {
      db: house.manager,
      data: house.instance.data,
      files: house.instance.files,
      status,
      secrets: createKeyFile(house.folder, 'maintenance-test'),
      rotations: {},
      backups: { list: () => listBackups(house.manager), settings: () => backupSettings(house.manager) },
      usage: () => samples,
      usageWeek: hours.week,
      verifyAudit: async () => ({ entries: 12, first: 1, head: null, seals: 'checked', oldKeyThrough: null, broken }),
      get looksForUpdates() {
        return looksForUpdates;
      },
    },
  });
});
afterEach(() => house.close());

/** What runs and exports the checks; the checks themselves have their own tests. */
const checklist = {
  run: async () => {
    noteRun(house.manager, { at: clock.now(), tookMs: 1, score: 91 });
    return ok(emptyChecklist);
  },
  export: (format: 'markdown' | 'json') => ({
    fileName: 'x',
    text: `${format} of ${lastRun(house.manager, clock.now())?.score}`,
  }),
};
const emptyChecklist: Checklist = { checks: [], score: 91, scoreWeekAgo: null, checkedAt: null, tookMs: 1, running: false, changes: [] }; // prettier-ignore
const handlers = () =>
  maintenanceHandlers({ db: house.manager, clock, maintenance, checklist, changed: () => (changes += 1) });
function taskNow(id: MaintenanceId) {
  const listed = handlers()['maintenance.list']({}, 'me');
  assert.ok(!(listed instanceof Promise) && listed.ok);
  return listed.value.tasks.find((task) => task.id === id)!;
}
async function found(id: MaintenanceId) {
  const summary = await handlers()['maintenance.summary']({ id }, 'me');
  assert.ok(summary.ok);
  return summary.value;
}
const signIn = (event: 'sign-in.failed' | 'sign-in.succeeded', actor: string, address: string, at = clock.now()) =>
  record(house.manager, { at, actor, event, detail: { address, device: 'tv' } });
/** An hour of a day after the first, on the clock of whatever computer this is; ms since 1970. */
function localTime(days: number, hour: number): number {
  const start = new Date(START_MS);
  return new Date(start.getFullYear(), start.getMonth(), start.getDate() + days, hour).getTime();
}
/** A backup proved at that moment; nothing of it lies anywhere. */
const backedUp = (id: string, at: number) =>
  addBackup(
    house.manager,
    {
      fileName: `${id}.age`,
      sizeBytes: 1,
      sha256: '',
      manifest: {
        format: 1,
        id,
        holdfast: '0.1.0',
        madeAt: at,
        installationId: 'x',
        serverName: 'Test House',
        databases: { manager: { sizeBytes: 1, sha256: '', version: 1, counts: {} }, server: null, library: null },
        secrets: { sizeBytes: 1, sha256: '' },
        auditHead: null,
      },
    },
    at,
  );

test('failed sign-ins of the week are told by person and address, most often first (MNT-02)', async () => {
  signIn('sign-in.failed', 'stranger', '192.168.1.9', START_MS - 8 * DAY_MS);
  assert.equal((await found('MNT-02')).text, 'Nobody failed to sign in in the last 7 days.');
  signIn('sign-in.failed', 'account:a2', '192.168.1.7');
  for (let times = 0; times < 3; times += 1) signIn('sign-in.failed', 'stranger', '192.168.1.8');
  const { text, points, needsAttention } = await found('MNT-02');
  assert.equal(text, '4 sign-ins failed in the last 7 days, and 0 addresses were banned for it.');
  assert.deepEqual(points, [
    '3 times as a name that does not exist from 192.168.1.8',
    '1 time as Ben from 192.168.1.7',
  ]);
  assert.equal(needsAttention, false);
  record(house.manager, { at: clock.now(), actor: 'stranger', event: 'address.banned', detail: {} });
  assert.equal((await found('MNT-02')).needsAttention, true);
});

test('the day is told with its warnings (MNT-01)', async () => {
  warnings = ['There is no recovery kit.'];
  signIn('sign-in.failed', 'stranger', '192.168.1.8');
  const day = await found('MNT-01');
  assert.equal(day.text, 'There is 1 warning now. In the last day: 1 failed sign-in, 0 bans, 0 failed backups.');
  assert.deepEqual(day.points, warnings);
});

test('the last day is told once a day from eight on, not on the day of set-up, and stands on the record (MNT-01)', async () => {
  const digests = () =>
    house.manager.prepare<[], string>("SELECT detail ->> 'text' FROM audit WHERE event = 'maintenance.digest'").pluck().all(); // prettier-ignore
  const at = (days: number, hour: number) => clock.advance(localTime(days, hour) - clock.now());
  at(0, 23);
  await tick();
  at(1, 7);
  await tick();
  assert.deepEqual(digests(), []);
  signIn('sign-in.failed', 'stranger', '192.168.1.8');
  at(1, 8);
  await tick();
  at(1, 20);
  await tick();
  assert.deepEqual(digests(), [
    'There are 0 warnings now. In the last day: 1 failed sign-in, 0 bans, 0 failed backups.',
  ]);
  at(2, 9);
  await tick();
  assert.equal(digests().length, 2);
  // The clock is ahead for an evening.
  at(40, 9);
  signIn('sign-in.failed', 'stranger', '192.168.1.8');
  await tick();
  at(3, 9);
  await tick();
  assert.equal(digests().length, 4, 'what stands there of days to come silences nothing');
  assert.match(digests().at(-1)!, / 0 failed sign-ins,/);
});

test('what the checklist tries itself is nobody’s: neither its wrong sign-in (MNT-01, MNT-02) nor whom it makes up (MNT-08)', async () => {
  const { manager } = house;
  const probe = (event: string, actor: string, address: string) =>
    record(manager, { at: clock.now(), actor, event, detail: { address, device: 'Holdfast checklist' } });
  probe('sign-in.failed', 'stranger', '127.83.0.5');
  assert.match((await found('MNT-01')).text, / 0 failed sign-ins,/);
  assert.equal((await found('MNT-02')).text, 'Nobody failed to sign in in the last 7 days.');
  probe('sign-in.failed', 'account:a1', '127.83.0.5');
  probe('sign-in.failed', 'stranger', '192.168.1.8');
  assert.match((await found('MNT-01')).text, / 2 failed sign-ins,/);
  record(manager, {
    at: clock.now(),
    actor: 'holdfast',
    event: 'account.created',
    detail: { id: 'g1', role: 'guest' },
  });
  probe('sign-in.succeeded', 'account:g1', '127.83.0.6');
  assert.match((await found('MNT-08')).text, /^0 sign-ins .* 0 addresses/);
  probe('sign-in.succeeded', 'account:a1', '127.83.0.7');
  assert.deepEqual((await found('MNT-08')).points, [`127.83.0.7: Ada, ${dayOf(START_MS)}`]);
});

test('addresses never seen before the last month are told with who came from there (MNT-08)', async () => {
  signIn('sign-in.succeeded', 'account:a1', '192.168.1.2', START_MS - 40 * DAY_MS);
  signIn('sign-in.succeeded', 'account:a1', '192.168.1.2');
  signIn('sign-in.succeeded', 'account:a2', '192.168.1.77');
  const { text, points } = await found('MNT-08');
  assert.equal(text, '2 sign-ins in the last 30 days, from 1 address not seen before.');
  assert.deepEqual(points, [`192.168.1.77: Ben, ${dayOf(START_MS)}`]);
});

test('accounts nobody used for 90 days are told, and those who own (MNT-12)', async () => {
  assert.equal((await found('MNT-12')).needsAttention, false);
  clock.advance(90 * DAY_MS);
  house.server.prepare('UPDATE session SET last_seen_at = ?').run(clock.now());
  const { text, points } = await found('MNT-12');
  assert.equal(text, '2 accounts, 1 owner, 0 suspended ones. 1 was not used for 90 days.');
  assert.deepEqual(points, ['Ben: never used']);
  // As in AUTH-12, an owner's account may rest.
  house.server.prepare('UPDATE session SET last_seen_at = 1').run();
  assert.deepEqual((await found('MNT-12')).points, ['Ben: never used']);
});

test('passwords older than six months are told; in the half-yearly task all, by age (MNT-14, MNT-21, AUTH-20)', async () => {
  clock.advance(200 * DAY_MS);
  house.manager.prepare("UPDATE account SET password_changed_at = ? WHERE id = 'a2'").run(clock.now());
  assert.deepEqual((await found('MNT-14')).points, [`Ada: 200 days old, since ${dayOf(START_MS)}`]);
  assert.equal((await found('MNT-21')).points.length, 2);
  house.manager.prepare('UPDATE account SET password_changed_at = ?').run(clock.now());
  assert.equal((await found('MNT-14')).text, 'No password is older than six months.');
});

test('room and memory are told, with the peaks of the last hour (MNT-03)', async () => {
  assert.match(
    (await found('MNT-03')).text,
    /^\d+\.\d GB are free for data and backups, and \d+\.\d GB of \d+\.\d GB memory\.$/,
  );
  const at = new Date(START_MS).toISOString();
  samples = [
    { at, processor: null, memoryBytes: 2e9, sentBps: null },
    { at, processor: 0.4, memoryBytes: 1e9, sentBps: null },
  ];
  const { points } = await found('MNT-03');
  assert.equal(points[0], 'Holdfast took at most, in the last hour: 40 % of the processor, 2.0 GB memory');
  assert.match(points.at(-1)!, /^Films: not there now$/);

  const moment = localTime(1, 21);
  hours.take({ at: new Date(moment).toISOString(), processor: 0.31, memoryBytes: 1e9, sentBps: null });
  clock.advance(2 * DAY_MS);
  const done = await handlers()['maintenance.done']({ id: 'MNT-03' }, 'me');
  assert.ok(done.ok);
  const evidence =
    / The most Holdfast took in 7 days: 62 % of the processor it may take on Wednesday at 21:00, 1\.0 GB memory on Wednesday at 21:00\.$/;
  assert.match(done.value.evidence, evidence);
  assert.match(taskNow('MNT-03').lastDone!.evidence, evidence);
});

test('who is signed in is told with the last use (MNT-22)', async () => {
  house.server.prepare('UPDATE session SET last_seen_at = ?').run(START_MS);
  const now = await found('MNT-22');
  assert.deepEqual(
    [now.text, now.needsAttention],
    ['1 device is signed in. All were used in the last 30 days.', false],
  );
  clock.advance(31 * DAY_MS);
  assert.equal((await found('MNT-22')).needsAttention, true);
});

test('ranges nobody came from in 30 days are told (MNT-10)', async () => {
  assert.equal((await found('MNT-10')).text, 'Only your home network may connect.');
  const rule = { kind: 'custom', cidrs: ['127.0.0.0/8', '10.9.0.0/16'] };
  house.manager.prepare('UPDATE house SET access_rule = ?').run(JSON.stringify(rule));
  house.server.prepare('UPDATE session SET last_seen_at = ?').run(START_MS);
  const { text, points } = await found('MNT-10');
  assert.equal(text, '2 ranges may connect. Nobody came from 1 of them in 30 days.');
  assert.deepEqual(points, [`127.0.0.0/8: last used ${dayOf(START_MS)}`, '10.9.0.0/16: never used']);
});

test('settings that differ from how Holdfast comes are told (MNT-17)', async () => {
  changeBackupSettings(house.manager, { recoveryRecipient: 'age1x' });
  assert.equal((await found('MNT-17')).text, 'Every setting is as Holdfast comes.');
  changeBackupSettings(house.manager, { dailyAt: '05:00' });
  assert.deepEqual((await found('MNT-17')).points, ['Daily backup: at 05:00, instead of 03:00']);
});

test('the last run of the checks is told with what is open, beside that of a month before (MNT-15)', async () => {
  assert.equal((await found('MNT-15')).text, 'The checks did not run yet.');
  const result = (id: string, state: 'pass' | 'warn' | 'fail') => ({
    id,
    state,
    evidence: `Seen: ${state}.`,
    at: clock.now(),
    tookMs: 1,
  });
  noteRun(house.manager, { at: clock.now() - 40 * DAY_MS, tookMs: 1, score: 70 });
  noteRun(house.manager, { at: clock.now(), tookMs: 1, score: 88 });
  noteResults(house.manager, [result('DB-05', 'pass'), result('DB-07', 'warn'), result('DB-06', 'fail')], clock.now()); // prettier-ignore
  const { text, points, needsAttention } = await found('MNT-15');
  assert.equal(
    text,
    `The checks of ${dayOf(START_MS)} gave 88 of 100, after 70 on ${dayOf(START_MS - 40 * DAY_MS)}: 1 failed, 1 other is open.`,
  );
  assert.deepEqual(points, [
    'A backup is not sealed: others could open it. Seen: fail.',
    'No fresh backup lies on a second disk. Seen: warn.',
  ]);
  assert.equal(needsAttention, true);
});

test('a review that is ticked off runs the checks and keeps their report, the last of which can be opened (MNT-15, MNT-18)', async () => {
  const report = async (id: MaintenanceId, format: 'markdown' | 'json') => {
    const kept = await handlers()['maintenance.report']({ id, format }, 'me');
    return kept.ok ? [kept.value.fileName, kept.value.text] : kept.failure.code;
  };
  assert.equal(await report('MNT-15', 'markdown'), 'no-report');
  clock.advance(31 * DAY_MS);
  const done = await handlers()['maintenance.done']({ id: 'MNT-15' }, 'me');
  assert.ok(done.ok);
  assert.match(done.value.evidence, /gave 91 of 100/);
  const day = new Date(clock.now()).toISOString().slice(0, 10);
  assert.deepEqual(await report('MNT-15', 'markdown'), [`holdfast-MNT-15-${day}.md`, 'markdown of 91']);
  assert.deepEqual(await report('MNT-15', 'json'), [`holdfast-MNT-15-${day}.json`, 'json of 91']);
  assert.equal(await report('MNT-18', 'json'), 'no-report');
  assert.equal(taskNow('MNT-15').reportAt, new Date(clock.now()).toISOString());
  assert.equal(taskNow('MNT-02').reportAt, null);
});
test('what is said of updates is true where Holdfast looks for them, and where it does not (MNT-05)', async () => {
  assert.match((await found('MNT-05')).text, /does not look for updates by itself: see whether/);
  looksForUpdates = true;
  assert.match((await found('MNT-05')).text, /^This is Holdfast 0\.1\.0\. It looks for a newer one each day/);
});
test('records that were tampered with are told before all else (MNT-18)', async () => {
  broken = { seq: 7, problem: 'changed' };
  assert.match((await found('MNT-18')).text, /^The records were tampered with at entry 7\./);
  broken = null;
  assert.match((await found('MNT-18')).text, /^The records are whole: 12 entries\. The checks did not run yet\./);
});

test('what does not exist in this version has nothing to tell (MNT-07, MNT-11)', async () => {
  const summary = await handlers()['maintenance.summary']({ id: 'MNT-07' }, 'me');
  assert.deepEqual(summary.ok ? null : summary.failure.code, 'not-in-use');
});

test('a task that was done keeps what stood there then, with a note, and tells (LOG-02)', async () => {
  clock.advance(8 * DAY_MS);
  assert.equal(taskNow('MNT-02').state, 'due');
  const done = await handlers()['maintenance.done']({ id: 'MNT-02', note: 'Ben forgot his.' }, 'owner:window');
  assert.ok(done.ok);
  const { state, lastDone, dueAt } = taskNow('MNT-02');
  assert.deepEqual([state, dueAt], ['done', done.value.dueAt]);
  assert.deepEqual(lastDone, {
    at: new Date(clock.now()).toISOString(),
    actor: 'owner:window',
    evidence: 'Nobody failed to sign in in the last 7 days.',
    note: 'Ben forgot his.',
  });
  assert.equal(changes, 1);
});

describe('what Holdfast does by itself ticks its task off when that is due, and nothing else does', () => {
  test('a proved backup (MNT-04)', async () => {
    clock.advance(8 * DAY_MS);
    await tick();
    assert.equal(taskNow('MNT-04').state, 'due', 'no backup, no tick');
    backedUp('old', clock.now() - 3 * DAY_MS);
    await tick();
    assert.equal(taskNow('MNT-04').state, 'due', 'an old one is no proof that they work');
    backedUp('new', clock.now() - DAY_MS);
    changeBackupSettings(house.manager, { problem: 'The disk is full.' });
    await tick();
    assert.equal(taskNow('MNT-04').state, 'due', 'nor is one since which a try failed');
    changeBackupSettings(house.manager, { problem: null });
    await tick();
    const { state, lastDone } = taskNow('MNT-04');
    assert.deepEqual([state, lastDone?.actor], ['done', 'holdfast']);
  });

  test('the app looked for a newer version, and there was none (MNT-05, UPD-01)', () => {
    const say = () => maintenance.didByItself('MNT-05', 'Holdfast 0.1.0 is the newest.');
    say();
    const first = taskNow('MNT-05').lastDone?.at;
    assert.equal(first, new Date(clock.now()).toISOString(), 'the first time at once');
    clock.advance(DAY_MS);
    say();
    assert.equal(taskNow('MNT-05').lastDone?.at, first, 'not due yet');
    clock.advance(8 * DAY_MS);
    say();
    assert.notEqual(taskNow('MNT-05').lastDone?.at, first);
    const { state, lastDone } = taskNow('MNT-05');
    assert.deepEqual([state, lastDone?.actor, lastDone?.evidence], ['done', 'holdfast', 'Holdfast 0.1.0 is the newest.']); // prettier-ignore
  });

  test('a drill that passed (MNT-09)', async () => {
    clock.advance(32 * DAY_MS);
    changeBackupSettings(house.manager, { drilledAt: clock.now(), drillProblem: 'It showed nothing.' });
    await tick();
    assert.equal(taskNow('MNT-09').state, 'due');
    changeBackupSettings(house.manager, { drillProblem: null });
    await tick();
    assert.equal(taskNow('MNT-09').state, 'done');
  });

  test('all kept backups read through and sound (MNT-13)', async () => {
    backedUp('a', START_MS);
    clock.advance(32 * DAY_MS);
    backedUp('b', clock.now());
    await tick();
    assert.equal(taskNow('MNT-13').state, 'due', 'one was not read for longer than a month');
    noteCopy(house.manager, 'a', 'own', { provenAt: null, checkedAt: clock.now(), problem: 'It is damaged.' });
    await tick();
    assert.equal(taskNow('MNT-13').state, 'due', 'one is damaged');
    assert.match((await found('MNT-13')).points.join(), /It is damaged\./);
    noteCopy(house.manager, 'a', 'own', { provenAt: clock.now(), checkedAt: clock.now(), problem: null });
    await tick();
    assert.equal(taskNow('MNT-13').state, 'done');
    assert.equal(taskNow('MNT-13').lastDone?.evidence, '2 of 2 kept copies were read through and sound in the last 30 days.'); // prettier-ignore
  });

  test('a practice of closing that went well (MNT-19, INC-14)', async () => {
    const practise = (passed: boolean) => record(house.manager, { at: clock.now(), actor: 'me', event: 'incident.practised', detail: { passed } }); // prettier-ignore
    clock.advance(92 * DAY_MS);
    assert.equal((await found('MNT-19')).text, 'Closing the house was not practised yet.');
    practise(false);
    await tick();
    assert.equal(taskNow('MNT-19').state, 'due', 'one that failed is none');
    practise(true);
    await tick();
    assert.deepEqual([taskNow('MNT-19').state, taskNow('MNT-19').lastDone?.actor], ['done', 'holdfast']);
    assert.deepEqual((await found('MNT-19')).points, ['The house itself was never closed']);
  });
  test('and who watches is told when time alone changed something, once', async () => {
    await tick();
    assert.equal(changes, 0);
    // Before the hour of the digest, which is news of its own.
    clock.advance(localTime(2, 6) - clock.now());
    await tick();
    await tick();
    assert.equal(changes, 1);
  });
});
