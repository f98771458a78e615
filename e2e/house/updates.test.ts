import Sqlite from 'better-sqlite3';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  claimDataFolder,
  currentGeneration,
  dataFolder,
  generationFolder,
  isOpen,
  systemClock,
  writePermit,
} from '../../electron/core/kernel/index.ts';
import {
  installUpdate,
  beginStart,
  proveUpdate,
  undoFirstStart,
  type Programs,
} from '../../electron/main/updates/update.ts';
import { makeFolder, mountSmallDisk } from '../fixtures/house.ts';

/** How a new program behaves at its first start. */
type Behaviour = 'good' | 'migration-fails' | 'unhealthy' | 'never-listens' | 'dies';
/** Where the power goes. */
type Cut = 'keeping' | 'before-installing' | 'after-installing' | 'before-putting-back' | 'after-putting-back' | null;

const OLD = '1.0.0';
const NEW = '1.1.0';
const silent = { info() {}, warn() {}, error() {} };

/** A computer with Holdfast 1.0.0 on it: real files, a real database, programs that are a version in a file. */
function computer(folder: string, behaviour: Behaviour) {
  const root = join(folder, 'data');
  const claimed = claimDataFolder(root);
  if (!claimed.ok) throw new Error(claimed.failure.message);
  claimed.value.release();
  const data = dataFolder(root);
  mkdirSync(join(root, 'window'), { recursive: true });
  const journal = join(root, 'window', 'update.json');
  const database = () => new Sqlite(generationFolder(data, currentGeneration(data)).managerDb);
  const db = database();
  db.pragma('journal_mode = WAL');
  db.exec("CREATE TABLE film (title TEXT); INSERT INTO film VALUES ('Paper Herons'); PRAGMA user_version = 1");
  db.close();
  writePermit(data.permit, currentGeneration(data));

  const state = { installed: OLD, isKept: false, cut: null as Cut, restarts: 0 };
  /** What ran then goes on nowhere: it waits for ever, and whoever started it hears `went`. */
  let wentOut = Promise.withResolvers<'power cut'>();
  const powerGoes = async (at: Cut): Promise<void> => {
    if (state.cut !== at) return;
    state.cut = null;
    wentOut.resolve('power cut');
    await new Promise(() => {});
  };
  const untilPowerGoes = async <T>(run: Promise<T>): Promise<T | 'power cut'> => {
    const outcome = await Promise.race([run, wentOut.promise]);
    wentOut = Promise.withResolvers();
    return outcome;
  };
  const programs: Programs = {
    isSigned: ({ signature }) => signature === 'ours',
    keepOwn: async () => {
      await powerGoes('keeping');
      state.isKept = true;
    },
    install: async () => {
      await powerGoes('before-installing');
      state.installed = NEW;
      await powerGoes('after-installing');
    },
    putBack: async () => {
      await powerGoes('before-putting-back');
      assert.ok(state.isKept, 'only what was kept can be put back');
      state.installed = OLD;
      await powerGoes('after-putting-back');
    },
  };
  const depsOf = (own: string) => ({ data, journal, own, programs, clock: systemClock, log: silent });

  /** What each program does with the data. @returns why it does not serve, or null. */
  const serve = (own: string): string | null => {
    const opened = database();
    try {
      const version = opened.pragma('user_version', { simple: true }) as number;
      if (own === OLD) return version === 1 ? null : 'The data is newer than this Holdfast.';
      // A migration that damages before it fails: what the restore point is for.
      if (version === 1) opened.exec("UPDATE film SET title = 'half migrated'; PRAGMA user_version = 2");
      if (behaviour === 'migration-fails') return 'The migration failed.';
      if (behaviour === 'never-listens') return 'Nothing listens.';
      return behaviour === 'unhealthy' ? 'Its health answer is 500.' : null;
    } finally {
      opened.close();
    }
  };
  /** Start whatever is installed, as often as it asks for it; the power may go once on the way. */
  const boot = async (): Promise<string | null> => {
    for (state.restarts = 0; state.restarts < 5; state.restarts += 1) {
      const own = state.installed;
      const begun = await untilPowerGoes(beginStart(depsOf(own)));
      if (begun === 'restart' || begun === 'power cut') continue;
      const problem = serve(own);
      if (behaviour === 'dies' && own === NEW) continue; // and whoever started it starts it again
      if (begun === 'start') return problem;
      if ((await untilPowerGoes(proveUpdate(depsOf(own), problem))) === 'kept') return problem;
    }
    throw new Error('It restarts for ever.');
  };
  /** One start that dies after it had the data in its hands. */
  const startOnce = async (): Promise<void> => {
    await beginStart(depsOf(state.installed));
    serve(state.installed);
  };
  /** One start that a person ends before it touched the data: they had no keys for it. */
  const startWithoutKeys = async (): Promise<void> => {
    assert.equal(await beginStart(depsOf(state.installed)), 'prove');
    undoFirstStart(depsOf(state.installed));
  };
  const file = join(folder, 'holdfast-1.1.0.bin');
  const content = Buffer.alloc(100_000, 7);
  writeFileSync(file, content);
  const offer = {
    version: NEW,
    sizeBytes: content.length,
    sha512: createHash('sha512').update(content).digest('base64'),
    signature: 'ours',
  };
  return {
    data,
    journal,
    file,
    offer,
    state,
    boot,
    startOnce,
    startWithoutKeys,
    install: (path = file, what = offer) => untilPowerGoes(installUpdate(depsOf(state.installed), path, what)),
    titles: () => {
      const opened = database();
      const titles = opened.prepare('SELECT title FROM film').pluck().all();
      opened.close();
      return titles;
    },
    generations: () => readdirSync(data.generations),
    isOpen: () => isOpen(data.permit, currentGeneration(data)),
  };
}

async function onComputer(
  behaviour: Behaviour,
  use: (pc: ReturnType<typeof computer>, folder: string) => Promise<void>,
): Promise<void> {
  const folder = makeFolder();
  try {
    await use(computer(folder, behaviour), folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The house is as it was: old program, old data, serving, nothing of the update left to do. */
async function isAsBefore(pc: ReturnType<typeof computer>): Promise<void> {
  assert.equal(await pc.boot(), null, 'it serves');
  assert.equal(pc.state.installed, OLD);
  assert.deepEqual(pc.titles(), ['Paper Herons']);
  assert.equal(pc.isOpen(), true);
  assert.equal(existsSync(pc.journal), false);
}

test('UPD-01, UPD-07: an update that is well is kept, and its restore point goes', () =>
  onComputer('good', async (pc) => {
    assert.deepEqual(await pc.install(), { ok: true, value: null });
    assert.equal(pc.generations().length, 2, 'a restore point before the new program starts');
    assert.equal(await pc.boot(), null);
    assert.deepEqual([pc.state.installed, pc.generations().length, existsSync(pc.journal)], [NEW, 1, false]);
  }));

test('UPD-07: a first start that a person ended before it began is no fault of the update', () =>
  onComputer('good', async (pc) => {
    assert.deepEqual(await pc.install(), { ok: true, value: null });
    await pc.startWithoutKeys();
    assert.equal(await pc.boot(), null);
    assert.deepEqual([pc.state.installed, pc.generations().length], [NEW, 1]);
  }));

test('UPD-01: an update with another hash, without our signature, cut short, or older, changes nothing', () =>
  onComputer('good', async (pc) => {
    const refused = async (code: string, ...how: Parameters<typeof pc.install>) => {
      const done = await pc.install(...how);
      assert.ok(done !== 'power cut');
      assert.equal(done.ok ? 'installed' : done.failure.code, code);
      assert.equal(pc.generations().length, 1);
      await isAsBefore(pc);
    };
    await refused('changed', pc.file, { ...pc.offer, sha512: createHash('sha512').update('x').digest('base64') });
    await refused('not-signed', pc.file, { ...pc.offer, signature: 'theirs' });
    for (const version of ['0.9.9', OLD, '1.0.0-beta', 'newest'])
      await refused('not-newer', pc.file, { ...pc.offer, version });
    truncateSync(pc.file, 99_999);
    await refused('truncated');
  }));

for (const behaviour of ['migration-fails', 'unhealthy', 'never-listens', 'dies'] as const)
  test(`UPD-01, UPD-07: a new program whose first start ends as "${behaviour}" goes back, and its data with it`, () =>
    onComputer(behaviour, async (pc) => {
      assert.deepEqual(await pc.install(), { ok: true, value: null });
      await isAsBefore(pc);
    }));

test('UPD-07: whoever puts the old program back by hand, after the new one died, finds the old data', () =>
  onComputer('dies', async (pc) => {
    assert.deepEqual(await pc.install(), { ok: true, value: null });
    await pc.startOnce();
    assert.deepEqual(pc.titles(), ['half migrated']);
    pc.state.installed = OLD;
    await isAsBefore(pc);
  }));

test('UPD-07: a house that was closed meanwhile is not opened by going back', () =>
  onComputer('unhealthy', async (pc) => {
    assert.deepEqual(await pc.install(), { ok: true, value: null });
    rmSync(pc.data.permit);
    assert.equal(await pc.boot(), null);
    assert.deepEqual([pc.state.installed, pc.isOpen()], [OLD, false]);
  }));

test('UPD-07: whenever the power goes, what starts next is whole', async () => {
  for (const cut of ['keeping', 'before-installing'] as const)
    await onComputer('good', async (pc) => {
      pc.state.cut = cut;
      assert.equal(await pc.install(), 'power cut');
      await isAsBefore(pc);
      assert.equal(pc.generations().length, 1, cut);
    });
  await onComputer('good', async (pc) => {
    pc.state.cut = 'after-installing';
    assert.equal(await pc.install(), 'power cut');
    assert.deepEqual([await pc.boot(), pc.state.installed, pc.generations().length], [null, NEW, 1]);
  });
  for (const cut of ['before-putting-back', 'after-putting-back'] as const)
    await onComputer('unhealthy', async (pc) => {
      assert.deepEqual(await pc.install(), { ok: true, value: null });
      pc.state.cut = cut;
      await isAsBefore(pc);
    });
});

test('UPD-07: with a full disk nothing is updated, and nothing is half there', async (t) => {
  const disk = mountSmallDisk(8);
  if (disk === null) return t.skip('mounting is not permitted here');
  using _ = disk;
  const pc = computer(disk.folder, 'good');
  disk.fill();
  const done = await pc.install();
  assert.ok(done !== 'power cut');
  assert.equal(done.ok ? 'installed' : done.failure.code, 'no-restore-point');
  disk.free();
  assert.equal(pc.generations().length, 1);
  await isAsBefore(pc);
});
