import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import {
  childrenOf,
  folderAt,
  isAlive,
  makeFolder,
  OWNER,
  processesNaming,
  startHouse,
  waitFor,
  type House,
} from '../fixtures/house.ts';

const PROMISED_MS = 5_000;

let root: string;
beforeEach(() => {
  root = makeFolder();
});
afterEach(() => {
  for (const pid of processesNaming(root)) process.kill(pid, 'SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

/** ffmpeg as it is, but what converts films hangs and writes nothing. */
function hangingFfmpeg(): string {
  const path = join(root, 'hanging-ffmpeg');
  writeFileSync(path, '#!/bin/sh\ncase "$*" in *pipe:1*) exec sleep 600;; esac\nexec ffmpeg "$@"\n');
  chmodSync(path, 0o755);
  return path;
}

/** Five minutes that no browser takes as they are. */
function makeLongFilm(): string {
  const films = folderAt(root, 'films');
  const args = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=12:d=300', '-c:v', 'mpeg4', '-g', '24'];
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', ...args, join(films, 'Long (2001).mkv')]);
  return films;
}

const CLIENT = { containers: ['mp4'], video: ['h264'], audio: ['aac'], hls: true };

/** A house whose worker converts a film. */
async function converting(hangs: boolean) {
  const films = makeLongFilm();
  const house = await startHouse({
    dataDir: join(root, 'data'),
    libraries: [`film:${films}`],
    extraArgs: hangs ? ['--ffmpeg', hangingFfmpeg()] : [],
    until: 'scanned',
  });
  const token = await house.login(OWNER.name, OWNER.password);
  const { items } = (await (await house.fetch('/api/v1/items', token)).json()) as { items: { id: string }[] };
  const response = await house.fetch(`/api/v1/items/${items[0]!.id}/playback`, token, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ capabilities: CLIENT }),
  });
  assert.equal(response.status, 200, await response.clone().text());
  const { url, mode } = (await response.json()) as { url: string; mode: string };
  assert.equal(mode, 'transcode');
  const base = url.replace(/\/[^/]+$/, '');
  const { server, worker } = await house.pids();
  const segment = async (index: number) => (await house.fetch(`${base}/0/${index}.m4s`)).status;
  if (!hangs) assert.equal(await segment(0), 200);
  const encoders = await waitFor('ffmpeg to convert', 10_000, () => {
    const now = childrenOf(worker);
    return now.length > 0 ? now : null;
  });
  return { house, token, segment, server, worker, encoders };
}

async function killed(pid: number, encoders: readonly number[]): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await waitFor('ffmpeg to be gone', PROMISED_MS, () => !encoders.some(isAlive));
}

const made = (): string[] => {
  const folder = join(root, 'data', 'cache', 'playback');
  return existsSync(folder) ? readdirSync(folder) : [];
};
const workerIsBack = (house: House, before: number) =>
  waitFor('the worker to come back', 20_000, async () => {
    const { worker } = await house.status();
    return worker.state === 'running' && worker.pid !== null && worker.pid !== before;
  });

test('MED-06: the owner cleans up while somebody watches, who goes on watching', async () => {
  const { house, segment } = await converting(false);
  await using _ = house;
  const { keptBytes } = await house.call<{ freedBytes: number; keptBytes: number }>('conversions.clean');
  assert.ok(keptBytes > 0);
  assert.equal(made().length, 1);
  assert.deepEqual([await segment(0), await segment(1)], [200, 200]);
});

describe('R-53: no ffmpeg outlives what it converts for by 5 s', { skip: process.platform !== 'linux' }, () => {
  for (const hangs of [false, true]) {
    const doing = hangs ? 'ffmpeg hangs' : 'it converts';

    test(`kill -9 of the manager while ${doing}; the next start finds the cache empty (MED-05)`, async () => {
      const { house, encoders } = await converting(hangs);
      await using _ = house;
      assert.equal(made().length, 1);
      await killed(house.pid, encoders);
      await waitFor('everything to be gone', PROMISED_MS, () => processesNaming(root).length === 0);
      await using again = await startHouse({ dataDir: join(root, 'data'), setUp: false });
      await waitFor('the cache to be empty', 10_000, () => made().length === 0);
      assert.equal((await again.stop()).code, 0);
    });

    test(`kill -9 of the worker while ${doing}; the next worker finds the cache empty`, async () => {
      const { house, encoders, worker } = await converting(hangs);
      await using _ = house;
      await killed(worker, encoders);
      await workerIsBack(house, worker);
      await waitFor('the cache to be empty', 10_000, () => made().length === 0);
    });

    test(`kill -9 of the server while ${doing}; the next server's viewers go on`, async () => {
      const { house, encoders, server, worker, segment } = await converting(hangs);
      await using _ = house;
      await killed(server, encoders);
      await waitFor('the server to serve again', 20_000, async () => {
        const now = await house.status();
        return now.server.pid !== server && now.addresses.length > 0;
      });
      assert.equal((await house.pids()).worker, worker, 'the worker was not touched');
      if (hangs) return;
      assert.equal(await segment(0), 200);
      assert.equal(await segment(60), 200, 'an encoder starts again');
    });
  }
});
