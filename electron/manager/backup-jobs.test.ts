import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { makeHouse, type TestHouse } from '../core/backups/testing/house.ts';
import { START_MS } from '../core/kernel/testing/databases.ts';
import { SecretsUnavailable, type Log, type SecretStore } from '../core/kernel/index.ts';
import { createBackupJobs, type BackupJobs } from './backup-jobs.ts';

const DAY_MS = 24 * 60 * 60_000;
const quietLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

let house: TestHouse;
let now: number;
let tick: () => Promise<void>;
let jobs: BackupJobs;

const start = (secrets: SecretStore = house.secrets) =>
  createBackupJobs({
    db: house.manager,
    instance: house.instance,
    clock: { now: () => now, monotonic: () => now },
    log: quietLog,
    secrets,
    scheduler: {
      every(_expression, task) {
        tick = async () => task();
        return () => {};
      },
    },
    node: process.execPath,
    version: '0.1.0',
    generations: { stop: async () => {}, start: async () => ({ ok: true, value: null }) },
    changed: () => {},
  });

beforeEach(async () => {
  house = await makeHouse();
  now = START_MS;
  jobs = start();
});
afterEach(() => {
  jobs.stop();
  house.close();
});

const made = () => jobs.list().map(({ madeAt }) => madeAt);
const events = () =>
  house.manager.prepare("SELECT event FROM audit WHERE event LIKE 'backup.%' ORDER BY seq").pluck().all();

describe('the daily backup (DB-05)', () => {
  test('is made at the first look, then once a day, and once after a week of sleep', async () => {
    await tick();
    assert.deepEqual(made(), [START_MS]);
    assert.ok(jobs.list()[0]!.copies[0]!.provenAt);
    now += 60_000;
    await tick();
    assert.equal(made().length, 1);
    now = START_MS + DAY_MS;
    await tick();
    assert.equal(made().length, 2);
    now += 7 * DAY_MS;
    await tick();
    await tick();
    assert.equal(made().length, 3, 'what was missed is made up for once');
    assert.deepEqual(readdirSync(house.instance.data.backups).sort(), jobs.list().map(({ fileName }) => fileName).sort()); // prettier-ignore
    assert.ok(events().includes('backup.created'));
  });

  test('is not made before there is an owner', async () => {
    house.manager.exec('UPDATE house SET set_up_at = NULL');
    await tick();
    assert.deepEqual(made(), []);
  });

  test('that fails is said, tried again after a quarter of an hour and not before, and no new key is made (SEC-01)', async () => {
    jobs.stop();
    const refuse = async () => Promise.reject(new SecretsUnavailable('The keychain is locked.'));
    let isLocked = true;
    const { get } = house.secrets;
    const locked: SecretStore = { ...house.secrets, get: (name) => (isLocked ? refuse() : get(name)) };
    jobs = start(locked);
    await tick();
    assert.match(jobs.warnings().join(), /The last backup was not made\. The keychain is locked\./);
    assert.equal(await house.secrets.get('backup-identity'), null);
    isLocked = false;
    now += 14 * 60_000;
    await tick();
    assert.deepEqual(made(), []);
    now += 60_000;
    await tick();
    assert.equal(made().length, 1);
    assert.doesNotMatch(jobs.warnings().join(), /was not made/);
  });

  test('goes to the second folder too; while that is away it is said and made up for later (DB-07, DB-12)', async () => {
    const second = join(house.folder, 'second');
    mkdirSync(second);
    assert.deepEqual(jobs.setSecondFolder(second, 'me'), { ok: true, value: { isSameDisk: true } });
    renameSync(second, `${second}-unplugged`);
    await tick();
    assert.equal(made().length, 1);
    assert.match(jobs.warnings().join(), /The second folder for backups is not there/);
    renameSync(`${second}-unplugged`, second);
    await tick();
    assert.deepEqual(readdirSync(second), [jobs.list()[0]!.fileName]);
    assert.match(jobs.warnings().join(), /on the same disk/);
    if (process.platform !== 'win32')
      assert.equal(statSync(join(second, jobs.list()[0]!.fileName)).mode & 0o777, 0o600);
  });

  test('old ones go by the plan, in both places', async () => {
    const second = join(house.folder, 'second');
    mkdirSync(second);
    jobs.setSecondFolder(second, 'me');
    for (let day = 0; day < 10; day += 1) {
      now = START_MS + day * DAY_MS;
      assert.ok((await jobs.create('test')).ok);
    }
    // Seven days; their weeks' and month's newest are among them.
    const days = made().map((at) => new Date(at).getUTCDate());
    assert.deepEqual(days, [12, 11, 10, 9, 8, 7, 6]);
    const files = jobs.list().map(({ fileName }) => fileName);
    assert.deepEqual(readdirSync(house.instance.data.backups).sort(), files.toSorted());
    assert.deepEqual(readdirSync(second).sort(), files.toSorted());
  });
});

test('closing the house ends a running backup at once, and nothing of it is left (ARCHITECTURE 5)', async () => {
  const running = jobs.create('test');
  while (jobs.running() === null) await new Promise((resolve) => setImmediate(resolve));
  jobs.abort();
  const outcome = await running;
  assert.ok(!outcome.ok && outcome.failure.code === 'stopped');
  assert.deepEqual(readdirSync(house.instance.data.backups), []);
  assert.deepEqual(readdirSync(house.instance.data.cache), []);
  assert.ok((await jobs.create('test')).ok, 'and the next one is made');
});

test('a proof that fails is noted with its copy, and warns nobody falsely afterwards (DB-09)', async () => {
  const first = await jobs.create('test');
  assert.ok(first.ok);
  const { path } = first.value;
  rmSync(path);
  const found = await jobs.verify({ file: path });
  assert.ok(!found.ok && found.failure.code === 'no-such-file');
  assert.equal(jobs.list()[0]!.copies[0]!.provenAt, null);
  assert.match(jobs.list()[0]!.copies[0]!.problem!, /cannot be opened \(ENOENT\)/);
});

test('the kit: asked for by a warning, confirmed by one group, its key kept nowhere (SEC-08)', async () => {
  assert.match(jobs.warnings().join(), /There is no recovery kit/);
  const kit = await jobs.issueKit('me');
  assert.doesNotMatch(jobs.warnings().join(), /recovery kit/);
  assert.equal(jobs.confirmKit('something else', 'me'), 'wrong-group');
  assert.equal(jobs.confirmKit(kit.groupHash, 'me'), 'confirmed');
  assert.ok(jobs.settings().kitConfirmedAt);
  assert.equal(JSON.stringify(house.manager.serialize().toString('latin1')).includes(kit.identity), false);
  const first = await jobs.create('test');
  assert.ok(first.ok);
  assert.ok((await jobs.verify({ file: first.value.path, identity: kit.identity })).ok);
  const again = await jobs.issueKit('me');
  assert.equal(jobs.settings().kitConfirmedAt, null, 'a new kit is to be confirmed anew');
  assert.ok(
    !(await jobs.verify({ file: first.value.path, identity: again.identity })).ok,
    'it opens future ones alone',
  );
  assert.ok(existsSync(first.value.path));
});
