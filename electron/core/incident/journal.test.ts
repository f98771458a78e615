import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fail, ok } from '../../../shared/result.ts';
import { createAccount } from '../accounts/index.ts';
import {
  isOpen,
  lendAuditKey,
  managerMigrations,
  openWritable,
  readHouse,
  writePermit,
  type ManagerDb,
} from '../kernel/index.ts';
import {
  opened,
  openDatabases,
  ownClock,
  START_MS,
  TEST_AUDIT_KEY,
  type Databases,
} from '../kernel/testing/databases.ts';
import { refuseToDelete } from '../kernel/testing/refusing-disk.ts';
import { watchSyncs } from '../kernel/testing/watch-syncs.ts';
import { createJournal, LATER_STEPS, type Effect, type Journal, type LaterStep } from './journal.ts';
import { lockDown, noteUnrecordedLock, type LockDeps } from './lock-down.ts';
import { readLockNote, writeLockNote } from './lock-note.ts';
import { MISTAKE_MS, takeBack } from './mistake.ts';
import { openForThisComputer, openTowardsHome, release } from './release.ts';
import { describeSteps } from './state.ts';
import { lastIncident, openIncident, stepProblems, stepsDone } from './store.ts';

let house: Databases;
let clock: ReturnType<typeof ownClock>;
let permit: string;
let lockNote: string;
/** What was asked to run later, soonest first. */
let timers: { at: number; run: () => void }[];
beforeEach(() => {
  house = openDatabases();
  clock = ownClock();
  permit = join(house.folder, 'open.permit');
  lockNote = join(house.folder, 'closing.json');
  timers = [];
  writePermit(permit, 'g');
});
afterEach(() => {
  for (const db of connections.splice(0)) db.close();
  house.close();
});
/** One for each process there was. */
const connections: ManagerDb[] = [];

const log = { info: () => {}, warn: () => {}, error: () => {} };
const after = (ms: number, run: () => void) => {
  const timer = { at: clock.now() + ms, run };
  timers.push(timer);
  return () => void timers.splice(timers.indexOf(timer) < 0 ? timers.length : timers.indexOf(timer), 1);
};

/**
 * A manager as one process has it, on a connection of its own; what it does happens in `world`, which outlives it.
 *
 * @param dieAt where it is killed: what waits for that never goes on, as nothing of a killed process does.
 */
function manager(world: string[], dieAt: string | null = null, failing: ReadonlySet<LaterStep> = new Set()) {
  const db = opened(openWritable<ManagerDb>(join(house.folder, 'manager.db'), managerMigrations, 'process-crash'));
  lendAuditKey(db, TEST_AUDIT_KEY);
  connections.push(db);
  const killed = Promise.withResolvers<void>();
  const reach = async (point: string) => {
    if (point !== dieAt) return;
    killed.resolve();
    await new Promise(() => {});
  };
  const effect =
    (step: LaterStep): Effect =>
    async () => {
      await reach(`before ${step}`);
      if (failing.has(step)) return fail('away', 'The keychain is locked.');
      world.push(step);
      await reach(`after ${step}`);
      return ok({ file: 'f', sizeBytes: 1, backup: null, keys: [] });
    };
  const deps: LockDeps = {
    db,
    clock,
    log,
    permit,
    lockNote,
    connected: () => [],
    cut: async () => {
      await reach('before cut');
      world.push('cut');
      await reach('after cut');
      return 'closed';
    },
  };
  const journal = createJournal({
    db,
    clock,
    log,
    after,
    changed: () => {},
    effects: Object.fromEntries(LATER_STEPS.map((step) => [step, effect(step)])) as Record<LaterStep, Effect>,
  });
  return { deps, journal, killed: killed.promise };
}

/** Let time pass from one timer to the next until none is left, or `stop` says so. */
async function passTime(journal: Journal, until = Number.POSITIVE_INFINITY): Promise<void> {
  for (let rounds = 0; rounds < 200; rounds += 1) {
    await quiet(journal);
    timers.sort((a, b) => a.at - b.at);
    const [next] = timers;
    if (next === undefined || next.at > until) return;
    timers.shift();
    clock.advance(Math.max(0, next.at - clock.now()));
    next.run();
  }
  throw new Error('it goes on for ever');
}
/** Wait until nothing runs in it any more. */
async function quiet(journal: Journal): Promise<void> {
  for (let turns = 0; turns < 50; turns += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    if (journal.running() === null && turns > 5) return;
  }
}

const doneSteps = () =>
  stepsDone(house.manager, openIncident(house.manager)!.id)
    .map(({ step }) => step)
    .toSorted();
const ALL = ['compare', 'cut', 'epoch', 'evidence', 'permit', 'record', 'report', 'rotate'];

describe('killed anywhere, the next start finishes (INC-01, ARCHITECTURE 5)', () => {
  const points = ['before cut', 'after cut', ...LATER_STEPS.flatMap((step) => [`before ${step}`, `after ${step}`])];
  for (const point of points)
    test(`killed ${point}`, async () => {
      const world: string[] = [];
      const first = manager(world, point);
      const epoch = readHouse(house.manager).globalEpoch;
      const running = lockDown(first.deps, 'a stranger', 'owner:window').then(() => {
        first.journal.resume();
        return passTime(first.journal);
      });
      await Promise.race([first.killed, running]);
      assert.equal(existsSync(permit), false, 'closed from the first step on');
      first.deps.db.close();
      timers = [];

      const second = manager(world);
      noteUnrecordedLock(second.deps);
      second.journal.resume();
      await passTime(second.journal);
      assert.deepEqual(doneSteps(), ALL);
      assert.ok(world.indexOf('evidence') < world.indexOf('rotate'), 'evidence is taken before anything is changed');
      for (const step of LATER_STEPS) {
        const times = world.filter((one) => one === step).length;
        assert.equal(times, point === `after ${step}` ? 2 : 1, `${step} was done ${times} times`);
      }
      assert.notEqual(readHouse(house.manager).globalEpoch, epoch);
      assert.equal(isOpen(permit, 'g'), false);
      const count = house.manager.prepare<[], number>('SELECT count(*) FROM incident').pluck().get();
      assert.equal(count, 1, 'one closing is one incident');
      const third = manager(world);
      third.journal.resume();
      await passTime(third.journal);
      assert.equal(world.filter((one) => one === 'rotate').length, point === 'after rotate' ? 2 : 1, 'finished is finished'); // prettier-ignore
    });

  test('between the deleted permit and its entry the reason is kept beside the database', async () => {
    writeLockNote(lockNote, { reason: 'a stranger', actor: 'owner:tray', lockedAt: START_MS - 5 });
    const { deps } = manager([]);
    noteUnrecordedLock(deps);
    const { reason, actor, openedAt } = openIncident(house.manager)!;
    assert.deepEqual([reason, actor, openedAt], ['a stranger', 'owner:tray', START_MS - 5]);
    assert.equal(existsSync(lockNote), false);
    writeFileSync(lockNote, '{"reason":"cut sho');
    assert.equal(readLockNote(lockNote), null, 'cut short by a full disk it is no note');
  });
});

test('a disk that does not let go of the permit keeps nobody connected, and is said (INC-01)', async () => {
  const world: string[] = [];
  const { deps } = manager(world);
  const disk = refuseToDelete(permit, 'EROFS');
  let outcome;
  try {
    outcome = await lockDown(deps, 'a stranger', 'owner:window');
  } finally {
    disk.relent();
  }
  assert.deepEqual([outcome.permitProblem, outcome.recorded, world], ['EROFS', true, ['cut']]);
  const { id } = openIncident(house.manager)!;
  assert.deepEqual(doneSteps(), ['cut', 'epoch', 'record']);
  assert.match(stepProblems(house.manager, id)[0]!.message, /does not let go of open\.permit \(EROFS\)/);
});

// NTFS journals names itself, and Windows opens no folder to sync it.
test(
  'a power cut takes back neither the closing nor its reason (INC-01)',
  { skip: process.platform === 'win32' },
  async () => {
    const watch = watchSyncs();
    try {
      const { deps } = manager([]);
      const lost = () => watch.lost(house.folder).filter((loss) => /open\.permit|closing\.json$/.test(loss));
      let atTheCut: string[] = ['not cut'];
      let whenNamed: string[] = ['not asked'];
      const closing = {
        ...deps,
        cut: async () => {
          atTheCut = lost();
          return 'closed' as const;
        },
        connected: () => {
          whenNamed = lost();
          return [];
        },
      };
      await lockDown(closing, 'a stranger', 'owner:window');
      assert.deepEqual([atTheCut, whenNamed], [[], []]);
      takeBack({ ...deps, generation: 'g' }, 'owner:window');
      assert.deepEqual(lost().filter((loss) => loss.includes('open.permit')), []); // prettier-ignore
    } finally {
      watch.end();
    }
  },
);

test('nothing is changed in the time in which it may be a mistake, and then at once', async () => {
  const world: string[] = [];
  const { deps, journal } = manager(world);
  await lockDown(deps, 'oops', 'owner:window');
  journal.resume();
  await quiet(journal);
  assert.deepEqual(world, ['cut', 'evidence']);
  assert.equal(journal.mistakeUntil(openIncident(house.manager)!), START_MS + MISTAKE_MS);
  await passTime(journal, START_MS + MISTAKE_MS - 1);
  assert.deepEqual(world, ['cut', 'evidence']);
  await passTime(journal);
  assert.deepEqual(world, ['cut', 'evidence', 'rotate', 'compare', 'report']);
  assert.equal(journal.mistakeUntil(openIncident(house.manager)!), null);
  assert.equal(clock.now(), START_MS + MISTAKE_MS);
});

test('a mistake puts the epoch back, so that every session lives; what was still to be done is over', async () => {
  const world: string[] = [];
  const { deps, journal } = manager(world);
  const before = readHouse(house.manager).globalEpoch;
  await lockDown(deps, 'oops', 'owner:window');
  journal.resume();
  await quiet(journal);
  await lockDown(deps, 'again', 'owner:tray'); // a second lock joins, and raises nothing anew
  await journal.pause();
  assert.equal(takeBack({ ...deps, generation: 'g' }, 'owner:window'), true);
  assert.equal(readHouse(house.manager).globalEpoch, before);
  assert.ok(isOpen(permit, 'g'));
  journal.resume();
  await passTime(journal);
  assert.deepEqual(
    world.filter((step) => step === 'rotate' || step === 'report'),
    [],
  );
  const events = house.manager.prepare('SELECT event, actor FROM audit ORDER BY seq').raw().all();
  assert.deepEqual(events, [
    ['incident.locked', 'owner:window'],
    ['incident.mistake', 'owner:window'],
  ]);
});

test('a mistake on the way back does not open the whole house: it is open on this computer alone, as before (INC-18)', async () => {
  const world: string[] = [];
  const { deps, journal } = manager(world);
  const member = await createAccount(deps, { name: 'theo', password: 'Purple lantern 42 sings', role: 'member', libraries: [] }, 'owner:window'); // prettier-ignore
  const isOut = () => house.manager.prepare('SELECT locked_out FROM account WHERE id = ?').pluck().get(opened(member).id) === 1; // prettier-ignore
  await lockDown(deps, 'a stranger', 'owner:window');
  const { id } = openIncident(house.manager)!;
  clock.advance(MISTAKE_MS);
  openForThisComputer({ ...deps, generation: 'g' }, 'owner:window', null);
  const before = readHouse(house.manager).globalEpoch;
  clock.advance(1);

  await lockDown(deps, 'to restore', 'owner:window');
  const again = openIncident(house.manager)!;
  assert.deepEqual([again.id === id, again.stage], [false, 'closed']);
  assert.equal(takeBack({ ...deps, generation: 'g' }, 'owner:window'), true);
  const now = openIncident(house.manager)!;
  assert.deepEqual([now.id, now.stage, now.mistakeAt], [id, 'computer', null]);
  assert.ok(isOut());
  assert.equal(readHouse(house.manager).globalEpoch, before);
  assert.ok(isOpen(permit, 'g'));
  assert.equal(journal.mistakeUntil(now), null, 'one click more takes nothing back');

  // Closed in the moment in which everybody was being let in.
  openTowardsHome({ ...deps, generation: 'g' });
  clock.advance(1);
  await lockDown(deps, 'once more', 'owner:window');
  takeBack({ ...deps, generation: 'g' }, 'owner:window');
  assert.deepEqual([openIncident(house.manager)!.id, isOut()], [id, true]);
  clock.advance(1);
  release({ ...deps, generation: 'g' }, 'owner:window', 'incident.reopened');
  assert.equal(lastIncident(house.manager)!.id, id, 'what is reported on');
});

test('who was signed out on purpose in the meantime stays so after a mistake', async () => {
  const { deps } = manager([]);
  await lockDown(deps, 'oops', 'owner:window');
  house.manager.prepare("UPDATE house SET global_epoch = 'raised on purpose'").run();
  assert.equal(takeBack({ ...deps, generation: 'g' }, 'owner:window'), false);
  assert.equal(readHouse(house.manager).globalEpoch, 'raised on purpose');
});

describe('a step that fails', () => {
  test('is said, tried again ever later, and holds up no other', async () => {
    const world: string[] = [];
    const failing = new Set<LaterStep>(['rotate']);
    const { deps, journal } = manager(world, null, failing);
    await lockDown(deps, 'a stranger', 'owner:window');
    journal.resume();
    await passTime(journal, START_MS + MISTAKE_MS);
    assert.deepEqual(world, ['cut', 'evidence', 'compare', 'report']);
    const { id } = openIncident(house.manager)!;
    const [problem] = stepProblems(house.manager, id);
    assert.deepEqual([problem!.step, problem!.tries, problem!.retryAt], ['rotate', 1, START_MS + MISTAKE_MS + 5_000]);
    const shown = describeSteps(stepsDone(house.manager, id), [problem!], null).find(({ step }) => step === 'rotate')!;
    assert.deepEqual([shown.state, shown.text], ['failed', 'The keychain is locked. It is tried again by itself.']);

    await passTime(journal, START_MS + MISTAKE_MS + 20_000);
    assert.equal(stepProblems(house.manager, id)[0]!.tries, 3);
    failing.clear();
    await passTime(journal);
    assert.deepEqual(stepProblems(house.manager, id), []);
    assert.deepEqual(doneSteps(), ALL);
  });

  test('is still tried after the house was reopened, also by the next process', async () => {
    const world: string[] = [];
    const first = manager(world, null, new Set(['rotate']));
    await lockDown(first.deps, 'a stranger', 'owner:window');
    first.journal.resume();
    await passTime(first.journal, START_MS + MISTAKE_MS);
    house.manager.prepare('UPDATE incident SET closed_at = ?').run(clock.now());
    await first.journal.pause();
    timers = [];
    const second = manager(world);
    second.journal.resume();
    await passTime(second.journal);
    assert.equal(world.filter((step) => step === 'rotate').length, 1);
  });

  test('that broke in a way nobody foresaw is kept like any other', async () => {
    const { deps } = manager([]);
    const broken = createJournal({
      db: deps.db,
      clock,
      log,
      after,
      changed: () => {},
      effects: {
        evidence: async () => Promise.reject(new Error('a bug')),
        rotate: async () => ok({}),
        compare: async () => ok({ backup: null }),
        report: async () => ok({ file: 'r' }),
      },
    });
    await lockDown(deps, 'a stranger', 'owner:window');
    broken.resume();
    await passTime(broken, START_MS + MISTAKE_MS);
    const [problem] = stepProblems(house.manager, openIncident(house.manager)!.id);
    assert.match(problem!.message, /in a way nobody foresaw/);
    assert.ok(doneSteps().includes('report'));
  });
});

test('who opens does not wait for the time of a mistake: evidence and keys first, then it resolves', async () => {
  const world: string[] = [];
  const { deps, journal } = manager(world);
  await lockDown(deps, 'a stranger', 'owner:window');
  journal.resume();
  await journal.hurry();
  assert.deepEqual(world.slice(0, 3), ['cut', 'evidence', 'rotate']);
  assert.equal(clock.now(), START_MS);
});

test('an incident from before the journal is left alone', async () => {
  house.manager
    .prepare("INSERT INTO incident (id, reason, actor, opened_at, closed_at) VALUES ('old', 'r', 'a', 1, 2)")
    .run();
  const world: string[] = [];
  const { journal } = manager(world);
  journal.resume();
  await passTime(journal);
  assert.deepEqual(world, []);
});
