import assert from 'node:assert/strict';
import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import {
  commandLine,
  folderAt,
  isAlive,
  makeFilm,
  makeFolder,
  OWNER,
  processesNaming,
  startHouse,
  waitFor,
  type House,
} from '../fixtures/house.ts';

const PROMISED_MS = 5_000;

/** Everything of a test carries its folder in its command line: the data folder, and the folder of films for ffmpeg. */
let root: string;
beforeEach(() => {
  root = makeFolder();
});
afterEach(() => {
  for (const pid of processesNaming(root)) process.kill(pid, 'SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

/** A real ffmpeg that works on for two minutes and writes nothing, as a long seek in a damaged film does. */
function slowFfmpeg(films: string): string {
  const path = join(root, 'slow-ffmpeg');
  writeFileSync(
    path,
    `#!/bin/sh
case "$*" in *"${films}"*) ;; *) exec ffmpeg "$@" ;; esac
exec ffmpeg -nostdin -loglevel quiet -re -f lavfi -i testsrc2=s=16x16 -t 120 -metadata comment=${root} -f null -
`,
  );
  chmodSync(path, 0o755);
  return path;
}

const encoders = (): number[] => processesNaming(root).filter((pid) => /(^|\/)ffmpeg$/.test(commandLine(pid)[0] ?? ''));

async function houseMakingAPicture(): Promise<House> {
  const films = folderAt(root, 'films');
  await makeFilm(join(films, 'A Film (2001).mp4'));
  const house = await startHouse({
    dataDir: join(root, 'data'),
    libraries: [`film:${films}`],
    extraArgs: ['--ffmpeg', slowFfmpeg(films)],
    until: 'scanned',
  });
  const token = await house.login(OWNER.name, OWNER.password);
  const { items } = (await (await house.fetch('/api/v1/items', token)).json()) as {
    items: { poster: { id: string } }[];
  };
  house.fetch(`/media/img/${items[0]!.poster.id}/480`, token).catch(() => {}); // never answered: that is the point
  await waitFor('ffmpeg to run', 10_000, () => encoders().length > 0);
  return house;
}

async function goneWithin(pids: readonly number[], what: string): Promise<void> {
  await waitFor(`${what} to be gone`, PROMISED_MS, () => pids.every((pid) => !isAlive(pid)));
}

describe('nothing of ours outlives what it belongs to (DSK-08)', { skip: process.platform !== 'linux' }, () => {
  test('kill -9 of the manager: server, worker and ffmpeg are gone within 5 s', async () => {
    await using house = await houseMakingAPicture();
    const { server, worker } = await house.pids();
    const pids = [server, worker, ...encoders()];
    await house.kill9();
    await goneWithin(pids, 'server, worker and ffmpeg');
    assert.deepEqual(processesNaming(root), []);
  });

  test('kill -9 of the worker while it makes a picture: ffmpeg is gone within 5 s, and the house goes on', async () => {
    await using house = await houseMakingAPicture();
    const { server, worker } = await house.pids();
    const pids = encoders();
    process.kill(worker, 'SIGKILL');
    await goneWithin([worker, ...pids], 'worker and ffmpeg');
    const now = await waitFor('the worker to come back', 20_000, async () => {
      const { worker: state } = await house.status();
      return state.pid !== null && state.pid !== worker ? house.pids() : null;
    });
    assert.equal(now.server, server, 'the server was not touched');
  });

  test('a worker that hangs while it makes a picture is ended with its ffmpeg by a lock', async () => {
    await using house = await houseMakingAPicture();
    const { worker } = await house.pids();
    const pids = [worker, ...encoders()];
    process.kill(worker, 'SIGSTOP');
    assert.equal((await house.cli('lock')).code, 0);
    await goneWithin(pids, 'worker and ffmpeg');
  });

  for (const [what, stopped] of [
    ['in an ordinary run', []],
    ['with the server stopped in its tracks (SIGSTOP)', ['server']],
    ['with server and worker stopped in their tracks', ['server', 'worker']],
  ] as const) {
    test(`SIGTERM to the manager ends everything within 5 s with exit 0, ${what}`, async () => {
      await using house = await houseMakingAPicture();
      const pids = await house.pids();
      const all = [pids.server, pids.worker, ...encoders()];
      for (const name of stopped) process.kill(pids[name], 'SIGSTOP');
      const { code, ms } = await house.stop();
      assert.equal(code, 0, house.output());
      assert.ok(ms < PROMISED_MS, `took ${Math.round(ms)} ms`);
      assert.deepEqual(all.filter(isAlive), []);
      assert.deepEqual(processesNaming(root), []);
    });
  }

  test('with a long data folder, nothing stays in the folder for temporary files either', async () => {
    const temporary = folderAt(root, 'tmp');
    await using house = await startHouse({
      dataDir: folderAt(root, 'a-long-name-'.repeat(8), 'data'),
      env: { TMPDIR: temporary },
    });
    assert.equal(readdirSync(temporary).length, 2, 'the sockets of manager and worker, whose addresses must be short');
    assert.equal((await house.cli('status')).code, 0);
    assert.equal((await house.stop()).code, 0);
    assert.deepEqual(readdirSync(temporary), []);
  });

  test('SIGTERM in the very first moment ends it too, with exit 0', async () => {
    await using house = await startHouse({ dataDir: join(root, 'data') });
    assert.equal((await house.stop()).code, 0);
    await using again = await startHouse({ dataDir: join(root, 'data'), until: 'running' });
    const { code, ms } = await again.stop();
    assert.equal(code, 0, again.output());
    assert.ok(ms < PROMISED_MS, `took ${Math.round(ms)} ms`);
    assert.deepEqual(processesNaming(root), []);
  });
});
