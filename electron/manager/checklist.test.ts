import assert from 'node:assert/strict';
import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { removeAccount } from '../core/accounts/index.ts';
import { makeHouse, type TestHouse } from '../core/backups/testing/house.ts';
import { DAY_MS, lastRun } from '../core/checklist/index.ts';
import { ownClock } from '../core/kernel/testing/databases.ts';
import { createGuests } from './checklist-guest.ts';
import { createChecklist, type Checklist } from './checklist.ts';
import { createKeyFile } from './key-file.ts';

const MINUTE_MS = 60_000;
const notAsked = (): never => {
  throw new Error('not asked by looking');
};

let house: TestHouse;
let clock: ReturnType<typeof ownClock>;
let checklist: Checklist;
let tick: () => void;
let looks: number;
let ended: PromiseWithResolvers<void>;
beforeEach(async () => {
  house = await makeHouse();
  clock = ownClock();
  looks = 0;
  ended = Promise.withResolvers();
  checklist = createChecklist({
    db: house.manager,
    instance: house.instance,
    clock,
    log: { info: () => {}, warn: () => {}, error: notAsked },
    secrets: createKeyFile(house.folder, 'checklist-test'),
    rotations: {},
    backups: { create: notAsked, drill: notAsked },
    sessionsChanged: notAsked,
    banLifted: notAsked,
    cleanConversions: notAsked,
    pruneRecords: notAsked,
    storeAccessRule: notAsked,
    storeHostNames: notAsked,
    version: '0.1.0',
    scheduler: {
      every(_expression, task) {
        tick = () => void task();
        return () => {};
      },
    },
    // Nothing runs there: all that asks the server is unknown, and the rest is looked at.
    house: () => {
      looks += 1;
      return {
        addresses: [],
        pids: { manager: process.pid, server: null, worker: null },
        data: house.instance.data,
        files: house.instance.files,
        secrets: createKeyFile(house.folder, 'checklist-test'),
        keyFile: `${house.folder}/none.json`,
        programFolder: house.folder,
        ffmpeg: null,
        changedFiles: null,
        integrityProblems: () => Promise.resolve([]),
      };
    },
    changed: () => {
      if (checklist.list().running) return;
      ended.resolve();
      ended = Promise.withResolvers();
    },
    mended: () => {},
  });
});
afterEach(() => {
  checklist.stop();
  mock.timers.reset();
  house.close();
});

/** What starts a look, and that look to its end. */
async function looksAfter(start: () => void): Promise<number> {
  const before = looks;
  const { promise } = ended;
  start();
  if (looks > before) await promise;
  return looks - before;
}

describe('when the checklist looks', () => {
  test('first an hour after set-up, then once a day, and what was missed at the next chance', async () => {
    clock.advance(59 * MINUTE_MS);
    assert.equal(await looksAfter(tick), 0);
    clock.advance(MINUTE_MS);
    assert.equal(await looksAfter(tick), 1);
    assert.equal(lastRun(house.manager)?.at, clock.now());
    clock.advance(DAY_MS - MINUTE_MS);
    assert.equal(await looksAfter(tick), 0);
    clock.advance(MINUTE_MS);
    assert.equal(await looksAfter(tick), 1);
    clock.advance(9 * DAY_MS);
    assert.equal(await looksAfter(tick), 1);
    assert.equal(await looksAfter(tick), 0);
  });

  test('a clock that was set back does not silence it', async () => {
    clock.advance(400 * DAY_MS);
    await looksAfter(tick);
    clock.advance(-300 * DAY_MS);
    assert.equal(await looksAfter(tick), 1);
  });

  test('20 s after the last of several changes, and not twice within five minutes', async () => {
    checklist.noteChange();
    clock.advance(10 * MINUTE_MS);
    await checklist.run();
    clock.advance(10 * MINUTE_MS);
    mock.timers.enable({ apis: ['setTimeout'] });
    checklist.noteChange();
    mock.timers.tick(19_000);
    checklist.noteChange();
    assert.equal(await looksAfter(() => mock.timers.tick(19_999)), 0);
    assert.equal(await looksAfter(() => mock.timers.tick(1)), 1);
    clock.advance(MINUTE_MS);
    checklist.noteChange();
    assert.equal(await looksAfter(() => mock.timers.tick(4 * MINUTE_MS - 1)), 0);
    assert.equal(await looksAfter(() => mock.timers.tick(1)), 1);
  });

  test('on waking, at once; before anybody looked, nothing is done', async () => {
    assert.equal(await looksAfter(() => checklist.woke()), 0);
    await checklist.run();
    assert.equal(await looksAfter(() => checklist.woke()), 1);
  });

  test('two who ask at once get one look', async () => {
    await Promise.all([checklist.run(), checklist.run()]);
    assert.equal(looks, 1);
  });
});

test('what keeps a closed house closed is every critical check that is not green, also one that could not look', async () => {
  const problems = await checklist.criticalProblems();
  assert.ok(problems.some((problem) => problem.startsWith('Not known: Without signing in, nothing of yours is shown. The house is closed'))); // prettier-ignore
});

test('an undo brings back also what an earlier press changed, which nobody undid (MED-03)', async () => {
  // Nothing else of the house of this test is to be closed.
  const files = ['one.log', 'two.log'].map((name) => join(house.instance.data.root, name));
  const modes = () => files.map((path) => statSync(path).mode & 0o777);
  for (const path of files) {
    writeFileSync(path, '');
    chmodSync(path, 0o644);
    await checklist.fix('MED-03', 'me');
  }
  assert.deepEqual(modes(), [0o600, 0o600]);
  await checklist.undo('MED-03', 'me');
  assert.deepEqual(modes(), [0o644, 0o644]);
});

describe('somebody made up for the checklist', () => {
  const guests = () => createGuests({ db: house.manager, clock });
  const names = () => house.manager.prepare<[], string>('SELECT name FROM account ORDER BY name').pluck().all();

  test('is a guest who was granted nothing, and gone after, also when the visit failed', async () => {
    const before = names();
    const seen = await guests().lend(
      async ({ name }) =>
      house.manager.prepare("SELECT role, (SELECT count(*) FROM library_grant g WHERE g.account_id = a.id) AS grants FROM account a WHERE name = ?").get(name), // prettier-ignore
    );
    assert.deepEqual(seen, { role: 'guest', grants: 0 });
    await assert.rejects(guests().lend(() => Promise.reject(new Error('cut off'))));
    assert.deepEqual(names(), before);
  });

  test('left behind by a crash, goes at the next start; whoever a person called so stays', async () => {
    const before = names();
    const left = Promise.withResolvers<void>();
    const visit = guests().lend(() => left.promise);
    while (names().length === before.length) await new Promise((resolve) => setImmediate(resolve));
    house.manager
      .prepare(
        "INSERT INTO account (id, name, name_key, role, password_hash, password_changed_at, epoch, created_at) VALUES ('mine', 'Holdfast checklist mine', 'x', 'guest', 'h', 1, 'e', 1)",
      ) // prettier-ignore
      .run();
    guests().removeLeft();
    assert.deepEqual(names(), [...before, 'Holdfast checklist mine'].toSorted());
    left.resolve();
    await visit;
    removeAccount({ db: house.manager, clock }, 'mine', 'owner:window');
    assert.deepEqual(names(), before);
  });
});

test('nobody is made up for a house that is closed', async () => {
  await checklist.run();
  const made = house.manager.prepare(
    "SELECT count(*) FROM audit WHERE event = 'account.created' AND actor = 'holdfast'",
  );
  assert.equal(made.pluck().get(), 0);
  const visit = checklist.list().checks.filter(({ id }) => ['SESS-03', 'SESS-07', 'AUTH-21'].includes(id));
  assert.deepEqual(new Set(visit.map(({ state }) => state)), new Set(['unknown']));
});
