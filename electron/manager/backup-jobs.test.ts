import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { changeBackupSettings } from '../core/backups/index.ts';
import { makeHouse, type TestHouse } from '../core/backups/testing/house.ts';
import { START_MS } from '../core/kernel/testing/databases.ts';
import { SecretsUnavailable, type Log, type SecretStore } from '../core/kernel/index.ts';
import { fail } from '../../shared/result.ts';
import { createBackupJobs, type BackupJobs } from './backup-jobs.ts';
import { createVault, type Vault } from './vault-thread.ts';

const DAY_MS = 24 * 60 * 60_000;
const quietLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

let house: TestHouse;
let now: number;
let tick: () => Promise<void>;
let jobs: BackupJobs;

const start = (secrets: SecretStore = house.secrets, more: Partial<Parameters<typeof createBackupJobs>[0]> = {}) =>
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
    ...more,
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
    assert.deepEqual(await jobs.setSecondFolder(second, 'me'), { ok: true, value: { isSameDisk: true } });
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

  test('a second folder that is chosen has the newest backup at once; one chosen instead meanwhile has its own (DB-07)', async () => {
    jobs.stop();
    let filled = Promise.withResolvers<void>();
    const soundIn = () => jobs.list()[0]?.copies.find(({ place }) => place === 'second')?.provenAt ?? null;
    jobs = start(house.secrets, { changed: () => (soundIn() === null ? null : filled.resolve()) });
    assert.ok((await jobs.create('test')).ok);
    const [first, other] = ['first', 'other'].map((name) => join(house.folder, name)) as [string, string];
    for (const folder of [first, other]) mkdirSync(folder);
    await jobs.setSecondFolder(first, 'me');
    await jobs.setSecondFolder(other, 'me');
    await filled.promise;
    assert.deepEqual(readdirSync(other), [jobs.list()[0]!.fileName]);
    filled = Promise.withResolvers();
    rmSync(first, { recursive: true });
    mkdirSync(first);
    await jobs.setSecondFolder(first, 'me');
    await filled.promise;
    assert.deepEqual(readdirSync(first), [jobs.list()[0]!.fileName]);
  });

  test('two copies that are asked for at once do not run into each other, and leave no false word (DB-12)', async () => {
    assert.ok((await jobs.create('test')).ok);
    const second = join(house.folder, 'second');
    mkdirSync(second);
    await jobs.setSecondFolder(second, 'me');
    await tick();
    assert.deepEqual(readdirSync(second), [jobs.list()[0]!.fileName]);
    assert.equal(jobs.settings().secondProblem, null);
  });

  test('an evening with the clock ahead silences neither backups nor copies nor drills until that day comes (DB-05, DB-07, DB-10)', async () => {
    now = START_MS + 400 * DAY_MS;
    assert.ok((await jobs.create('test')).ok);
    assert.ok((await jobs.drill('test')).ok);
    now = START_MS;
    await tick();
    const second = join(house.folder, 'second');
    mkdirSync(second);
    await jobs.setSecondFolder(second, 'me');
    for (let looks = 0; looks < 4; looks += 1) {
      now += 15 * 60_000;
      await tick();
    }
    const [ahead, ofToday, ...others] = jobs.list();
    assert.deepEqual([ahead!.madeAt, ofToday!.madeAt, others.length], [START_MS + 400 * DAY_MS, START_MS, 0]);
    assert.deepEqual(readdirSync(second), [ofToday!.fileName]);
    assert.equal(jobs.newestProven()?.id, ofToday!.id);
    now = START_MS + 1.5 * DAY_MS;
    await tick(); // its backup
    await tick(); // its drill
    assert.equal(jobs.settings().drilledAt, now);
  });

  test('a disk that was taken out and left its empty folder behind is away; nothing is written there (DB-07, DB-12)', async () => {
    const second = join(house.folder, 'mounted');
    mkdirSync(second);
    assert.ok((await jobs.setSecondFolder(second, 'me')).ok);
    // As it was chosen the folder was on another disk; what is there now is on ours.
    changeBackupSettings(house.manager, { secondSameDisk: 0 });
    await tick();
    assert.equal(jobs.secondState(), 'away');
    assert.deepEqual(readdirSync(second), []);
    assert.match(jobs.warnings().join(), /The second folder for backups is not there/);
  });

  test('a second folder must be a whole path outside the data folder (DB-07)', async () => {
    for (const path of ['copies', house.instance.data.backups, house.instance.data.root, join(house.folder, 'none')]) {
      const set = await jobs.setSecondFolder(path, 'me');
      assert.ok(!set.ok && set.failure.code === 'bad-folder', path);
    }
    assert.equal(jobs.settings().secondFolder, null);
  });

  test('one whose file is gone or damaged counts as none: it is said and made anew (DB-05, DB-09)', async () => {
    await tick();
    const [first] = jobs.list();
    rmSync(jobs.pathOf(first!.fileName, 'own')!);
    now += 15 * 60_000;
    await tick();
    assert.deepEqual(made(), [now], 'anew, and not only tomorrow');
    assert.notEqual(jobs.list()[0]!.id, first!.id);
  });

  test('one that lies there unknown, because the process was killed before it was noted, is proved and known', async () => {
    await house.secrets.set('backup-identity', house.here.identity);
    const file = await house.backUp({ folder: house.instance.data.backups });
    const stranger = join(house.instance.data.backups, 'holdfast-2020-01-01T00-00-00Z-00000000.age');
    writeFileSync(stranger, 'no backup');
    await tick();
    assert.deepEqual(
      jobs.list().map(({ fileName, copies }) => [fileName, copies[0]!.provenAt]),
      [[basename(file), now]],
    );
    assert.ok(existsSync(stranger), 'what is not ours is left alone');
  });

  test('a failure nobody foresaw is said like any other, and is on the record (DB-12)', async () => {
    jobs.stop();
    const dies = { run: async () => Promise.reject(new Error('a bug')), running: () => null, abort: () => {} };
    jobs = start(house.secrets, { vault: dies });
    await assert.rejects(jobs.create('me'), /a bug/);
    assert.match(jobs.warnings().join(), /The last backup was not made\. It ended in a way nobody foresaw/);
    assert.deepEqual(events(), ['backup.failed']);
  });

  test('the second disk keeps its last proved copy, however old, while it takes no new ones', async () => {
    const second = join(house.folder, 'second');
    mkdirSync(second);
    await jobs.setSecondFolder(second, 'me');
    assert.ok((await jobs.create('test')).ok);
    const [first] = jobs.list();
    jobs.stop();
    const vault = createVault(() => {});
    const isFull = fail('disk-full' as const, 'The disk is full. Free some space.');
    const takesNothing: Vault = {
      ...vault,
      run: async (job, input) => (job === 'copy' ? isFull : vault.run(job, input)),
    };
    jobs = start(house.secrets, { vault: takesNothing });
    for (let day = 1; day <= 9; day += 1) {
      now = START_MS + day * DAY_MS;
      assert.ok((await jobs.create('test')).ok);
    }
    assert.deepEqual(readdirSync(second), [first!.fileName]);
    assert.ok(jobs.list().some(({ id }) => id === first!.id));
    assert.match(jobs.warnings().join(), /The last copy was not made\. The disk is full/);
  });

  test('old ones go by the plan, in both places', async () => {
    const second = join(house.folder, 'second');
    mkdirSync(second);
    await jobs.setSecondFolder(second, 'me');
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

describe('kept backups are proved again each month (MNT-13)', () => {
  const MONTH_MS = 30 * DAY_MS;
  const checks = () => jobs.list().flatMap(({ copies }) => copies.map(({ checkedAt }) => checkedAt));
  const proofs = () =>
    house.manager
      .prepare<[], string>("SELECT detail FROM audit WHERE event = 'backup.verified' ORDER BY seq")
      .pluck()
      .all()
      .map((detail) => (JSON.parse(detail) as { id: string }).id);
  /** Nothing else is due: neither a backup nor a drill. */
  const onlyProofs = () => {
    house.manager.prepare('UPDATE backup SET made_at = made_at + ? - (SELECT max(made_at) FROM backup)').run(now);
    changeBackupSettings(house.manager, { drilledAt: now });
  };

  test('the one that waits longest first, one a look, and each by itself; also after months of sleep', async () => {
    assert.ok((await jobs.create('test')).ok);
    now += DAY_MS;
    assert.ok((await jobs.create('test')).ok);
    const [second, first] = jobs.list().map(({ id }) => id);
    now = START_MS + MONTH_MS - 1;
    onlyProofs();
    await tick();
    assert.deepEqual(proofs(), [], 'not before a month has passed');
    now += 3 * MONTH_MS;
    onlyProofs();
    await tick();
    assert.deepEqual(proofs(), [first]);
    await tick();
    await tick();
    assert.deepEqual(proofs(), [first, second], 'what was missed is made up for once');
    assert.deepEqual(checks(), [now, now]);
  });

  test('in the second place too; a disk that is away is passed over', async () => {
    const folder = join(house.folder, 'second');
    mkdirSync(folder);
    await jobs.setSecondFolder(folder, 'me');
    assert.ok((await jobs.create('test')).ok);
    now += 2 * MONTH_MS;
    onlyProofs();
    renameSync(folder, `${folder}-unplugged`);
    await tick();
    await tick();
    assert.deepEqual(checks(), [now, START_MS]);
    renameSync(`${folder}-unplugged`, folder);
    await tick();
    assert.deepEqual(checks(), [now, now]);
  });

  test('one that rotted is said, kept as it is, and not read again at each look', async () => {
    const made = await jobs.create('test');
    assert.ok(made.ok);
    const bytes = readFileSync(made.value.path);
    bytes[bytes.length >> 1]! ^= 4;
    writeFileSync(made.value.path, bytes);
    now += MONTH_MS;
    onlyProofs();
    await tick();
    assert.match(jobs.warnings().join(), new RegExp(`The backup ${made.value.path} failed its check`));
    assert.equal(jobs.list().at(-1)!.copies[0]!.provenAt, null);
    assert.equal(jobs.list().at(-1)!.copies[0]!.checkedAt, now);
    await tick();
    assert.equal(proofs().length, 1);
    rmSync(made.value.path);
    await tick();
    assert.doesNotMatch(jobs.warnings().join(), /failed its check/);
  });

  test('what keeps this computer from looking is not held against the file', async () => {
    assert.ok((await jobs.create('test')).ok);
    jobs.stop();
    const vault = createVault(() => {});
    let asked = 0;
    const isFull = fail('disk-full' as const, 'The disk is full. Free some space.');
    const run: Vault['run'] = async (job, input) => {
      if (job !== 'verify') return vault.run(job, input);
      asked += 1;
      return isFull;
    };
    jobs = start(house.secrets, { vault: { ...vault, run } });
    now += MONTH_MS;
    onlyProofs();
    await tick();
    await tick();
    assert.equal(asked, 1, 'tried again after a while, and not at each look');
    assert.equal(jobs.list()[0]!.copies[0]!.provenAt, START_MS);
    assert.doesNotMatch(jobs.warnings().join(), /failed its check/);
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

test('without a backup there is nothing to drill with, and that is said (DB-10)', async () => {
  const none = await jobs.drill('me');
  assert.ok(!none.ok && none.failure.code === 'no-backup');
  assert.match(none.failure.message, /^There is no backup to drill with yet/);
});

test('a proof that fails is noted with its copy, and warns nobody falsely afterwards (DB-09)', async () => {
  const first = await jobs.create('test');
  assert.ok(first.ok);
  const { path } = first.value;
  rmSync(path);
  const found = await jobs.verify({ file: path }, 'me');
  assert.ok(!found.ok && found.failure.code === 'no-such-file');
  assert.equal(jobs.list()[0]!.copies[0]!.provenAt, null);
  assert.match(jobs.list()[0]!.copies[0]!.problem!, /cannot be opened \(ENOENT\)/);
  assert.deepEqual(events(), ['backup.created', 'backup.verified']);
});

test('the kit: asked for by a warning, confirmed by one group, its key kept nowhere (SEC-08)', async () => {
  assert.match(jobs.warnings().join(), /There is no recovery kit/);
  const kit = await jobs.issueKit('me');
  assert.match(jobs.warnings().join(), /Nobody has shown yet that the recovery kit was kept/);
  assert.equal(jobs.confirmKit('something else', 'me'), 'wrong-group');
  assert.equal(jobs.confirmKit(kit.groupHash, 'me'), 'confirmed');
  assert.ok(jobs.settings().kitConfirmedAt);
  assert.doesNotMatch(jobs.warnings().join(), /recovery kit/);
  assert.equal(JSON.stringify(house.manager.serialize().toString('latin1')).includes(kit.identity), false);
  const first = await jobs.create('test');
  assert.ok(first.ok);
  assert.ok((await jobs.verify({ file: first.value.path, identity: kit.identity }, 'me')).ok);
  const again = await jobs.issueKit('me');
  assert.equal(jobs.settings().kitConfirmedAt, null, 'a new kit is to be confirmed anew');
  assert.ok(
    !(await jobs.verify({ file: first.value.path, identity: again.identity }, 'me')).ok,
    'it opens future ones alone',
  );
  assert.ok(existsSync(first.value.path));
});
