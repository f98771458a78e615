import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { commandLine, folderAt, makeFilm, startHouse, type House } from '../fixtures/house.ts';

const SQLITE = createRequire(import.meta.url).resolve('better-sqlite3');

/** Tries everything that would start a process or change a folder; prints what came of each. */
const PROBE = `
import fs from 'node:fs';
import { spawnSync, fork } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
const { media, own, sqlite } = JSON.parse(process.argv[2]);
const film = join(media, 'film.mp4');
const attempts = {
  ownFolder: () => fs.writeFileSync(join(own, 'probe.txt'), 'x'),
  startProcess: () => { const { error } = spawnSync(process.execPath, ['--version']); if (error) throw error; },
  forkNode: () => fork(join(media, 'none.js')),
  thread: () => new Worker('0', { eval: true }),
  writeFile: () => fs.writeFileSync(join(media, 'new.txt'), 'x'),
  writeFilePromise: () => fs.promises.writeFile(join(media, 'new2.txt'), 'x'),
  append: () => fs.appendFileSync(film, 'x'),
  truncate: () => fs.truncateSync(film, 0),
  rename: () => fs.renameSync(film, join(media, 'other.mp4')),
  renameAway: () => fs.renameSync(film, join(own, 'stolen.mp4')),
  renameInto: () => { fs.writeFileSync(join(own, 'in.txt'), 'x'); fs.renameSync(join(own, 'in.txt'), join(media, 'in.txt')); },
  unlink: () => fs.unlinkSync(film),
  rmPromise: () => fs.promises.rm(film),
  symlink: () => fs.symlinkSync(film, join(media, 'link.mp4')),
  symlinkFromOwn: () => fs.symlinkSync(media, join(own, 'way-in')),
  hardLink: () => fs.linkSync(film, join(own, 'hard.mp4')),
  mkdir: () => fs.mkdirSync(join(media, 'folder')),
  chmod: () => fs.chmodSync(film, 0o600),
  utimes: () => fs.utimesSync(film, 0, 0),
  copy: () => fs.copyFileSync(film, join(media, 'copy.mp4')),
  throughDots: () => fs.writeFileSync(own + '/../../../../' + basename(media) + '/dots.txt', 'x'),
  addon: () => {
    const db = new (createRequire(import.meta.url)(sqlite))(join(media, 'addon.db'));
    db.exec('CREATE TABLE t (a)');
    db.close();
  },
};
const outcome = {};
for (const [name, run] of Object.entries(attempts)) {
  try { await run(); outcome[name] = 'done'; } catch (error) { outcome[name] = error.code ?? String(error); }
}
process.stdout.write(JSON.stringify(outcome));
process.exit(0);
`;

const CHANGES = [
  ...['writeFile', 'writeFilePromise', 'append', 'truncate', 'rename', 'renameAway', 'renameInto', 'unlink'],
  ...['rmPromise', 'symlink', 'symlinkFromOwn', 'hardLink', 'mkdir', 'chmod', 'utimes', 'copy', 'throughDots'],
];

describe('the flags that the running server and worker really have (ARCHITECTURE 1)', () => {
  let house: House;
  let probes = 0;
  before(async () => {
    house = await startHouse();
  });
  after(() => house[Symbol.asyncDispose]());

  /** Runs the probe with the flags of the child as the system shows them, and its entry file replaced. */
  async function probe(name: 'server' | 'worker') {
    const media = folderAt(house.folder, `media-${name}-${(probes += 1)}`);
    await makeFilm(join(media, 'film.mp4'));
    const film = readFileSync(join(media, 'film.mp4'));
    const [node, ...rest] = commandLine((await house.pids())[name]);
    const flags = rest.slice(0, -1);
    assert.match(rest.at(-1)!, new RegExp(`${name}.index\\.[jt]s$`));
    const own = flags.find((flag) => flag.startsWith('--allow-fs-write='))!.slice('--allow-fs-write='.length);
    const script = join(house.folder, 'probe.mjs');
    writeFileSync(script, PROBE);
    const { stdout, stderr } = spawnSync(node!, [...flags, script, JSON.stringify({ media, own, sqlite: SQLITE })], {
      encoding: 'utf8',
      timeout: 30_000,
    });
    assert.notEqual(stdout, '', stderr);
    return {
      flags,
      outcome: JSON.parse(stdout) as Record<string, string>,
      isFilmWhole: readFileSync(join(media, 'film.mp4')).equals(film),
      names: readdirSync(media).sort(),
    };
  }

  for (const name of ['server', 'worker'] as const) {
    test(`the ${name} cannot change a media folder through Node, and an addon still could (MED-01)`, async () => {
      const { outcome, isFilmWhole, names } = await probe(name);
      assert.equal(outcome['ownFolder'], 'done', 'the probe must be able to write somewhere, or it shows nothing');
      for (const change of CHANGES) assert.equal(outcome[change], 'ERR_ACCESS_DENIED', change);
      assert.ok(isFilmWhole);
      // The honest half: native code asks no permission. The checklist says so to the owner.
      assert.equal(outcome['addon'], 'done');
      assert.deepEqual(names, ['addon.db', 'film.mp4']);
    });
  }

  test('the server can start neither a process nor a thread', async () => {
    const { outcome, flags } = await probe('server');
    for (const way of ['startProcess', 'forkNode', 'thread']) assert.equal(outcome[way], 'ERR_ACCESS_DENIED', way);
    assert.deepEqual(
      flags.filter((flag) => flag.startsWith('--allow') && !flag.startsWith('--allow-fs')),
      ['--allow-addons'],
    );
  });

  test('the server may write one folder, its own; the worker three, none of them media', async () => {
    const writable = async (name: 'server' | 'worker') =>
      commandLine((await house.pids())[name]).flatMap((flag) => /^--allow-fs-write=(.*)$/.exec(flag)?.[1] ?? []);
    const generation = join(house.dataDir, 'generations', readFileSync(join(house.dataDir, 'current'), 'utf8').trim());
    assert.deepEqual(await writable('server'), [join(generation, 'server')]);
    assert.deepEqual(await writable('worker'), [
      join(generation, 'library'),
      join(house.dataDir, 'cache'),
      join(house.dataDir, 'run'),
    ]);
  });

  test('no secret stands in the command line or the environment of a child (SEC-09)', async () => {
    const keys = readFileSync(
      join(house.configDir, 'holdfast', readdirSync(join(house.configDir, 'holdfast'))[0]!),
      'utf8',
    );
    const key = (JSON.parse(keys) as Record<string, string>)['signing-key']!.split(' ').at(-1)!;
    for (const pid of [...Object.values(await house.pids()), house.pid]) {
      const seen = commandLine(pid).join(' ') + readFileSync(`/proc/${pid}/environ`, 'utf8');
      assert.ok(!seen.includes(key));
      assert.ok(!seen.includes('Correct horse'));
    }
  });
});
