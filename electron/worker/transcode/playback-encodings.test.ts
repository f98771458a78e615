import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { openReadOnly } from '../../core/kernel/index.ts';
import { playbackFolder, segmentPath } from '../../core/streaming/index.ts';
import { seededRandom } from '../probe/testing/fixtures.ts';
import { clipFile } from './testing/clips.ts';
import { convert, engine, job, joined, lastMade, library, long, newPlayback, small, soon } from './testing/convert.ts';
import { complaints, videoOf } from './testing/inspect.ts';
import { fakeFfmpeg, isAlive, until } from './testing/processes.ts';

test('however fast a viewer jumps, one encoder is left, and the last jump is the one that counts', async () => {
  const conversions = convert();
  const id = newPlayback();
  const plan = await conversions.open(id, long());
  assert.ok(plan.ok);
  const random = seededRandom(7);
  let left = new AbortController();
  for (let jump = 0; jump < 40; jump += 1) {
    left.abort();
    left = new AbortController();
    void conversions.want(id, 0, Math.floor(random() * plan.value.startsMs.length), left.signal);
    if (jump % 5 === 0) await new Promise(setImmediate);
  }
  const last = plan.value.startsMs.length - 2;
  assert.deepEqual(await conversions.want(id, 0, last, soon()), { kind: 'made' });
  assert.ok(conversions.started().length > 1, 'it jumped');
  const running = conversions.pids();
  assert.ok(running.length <= 1, `${running.length} encoders`);
  await until(
    () =>
      conversions
        .started()
        .filter(isAlive)
        .every((pid) => running.includes(pid)),
    'the others are gone',
  );
  left.abort();
});

test('asked again with the same job, a playback goes on as it was; with another picture size it is made anew', async () => {
  const conversions = convert();
  const id = newPlayback();
  const sized = (width: number, height: number) => job(clipFile('plain'), { video: { ...small, variants: [{ width, height, bitrateBps: 900_000 }] } });
  const first = await conversions.open(id, sized(320, 180));
  assert.ok(first.ok);
  const large = await videoOf(await joined(conversions, id, 0, [0, 1]));
  assert.deepEqual([large['width'], large['height']], [320, 180]);
  const runs = conversions.started().length;
  const again = await conversions.open(id, { ...sized(320, 180), startMs: 4_000 });
  assert.deepEqual(again.ok && again.value, first.value);
  assert.ok(existsSync(segmentPath(conversions.cacheFolder, id, 0, 1)), 'what was made stays');
  await joined(conversions, id, 0, [0, 1]);
  assert.ok(conversions.started().length <= runs + 1, 'nothing is made twice'); // one more may be the better preset
  const smaller = await conversions.open(id, sized(160, 90));
  assert.deepEqual(smaller.ok && smaller.value.variants, [{ width: 160, height: 90, bitrateBps: 900_000 }]);
  for (const indexes of [[0, 1], [2, 3]]) {
    const { width, height } = await videoOf(await joined(conversions, id, 0, indexes));
    assert.deepEqual([width, height], [160, 90]);
  }
}); // prettier-ignore

test('two who ask for another size at once get one conversion, of the size asked for last', async () => {
  const conversions = convert();
  const id = newPlayback();
  const sized = (height: number) => job(clipFile('plain'), { video: { ...small, variants: [{ width: 160, height, bitrateBps: 900_000 }] } });
  const plans = await Promise.all([conversions.open(id, sized(80)), conversions.open(id, sized(90)), conversions.open(id, sized(100))]);
  assert.deepEqual(plans.map((plan) => plan.ok && plan.value.variants[0]?.height), [80, 90, 100]);
  assert.equal((await videoOf(await joined(conversions, id, 0, [0])))['height'], 100);
  await until(() => conversions.started().filter(isAlive).length <= 1, 'one encoder is left');
}); // prettier-ignore

test('stopping does not forget a playback whose opening is under way', async () => {
  const conversions = convert();
  const id = newPlayback();
  const opening = conversions.open(id, long());
  await conversions.stop();
  assert.ok((await opening).ok);
  assert.deepEqual(await conversions.want(id, 0, 0, soon()), { kind: 'none' });
  assert.equal(existsSync(playbackFolder(conversions.cacheFolder, id)), false);
});

test('stopping ends every playback, also when the opening of another fails', async () => {
  const files = { manager: join(library.folder, 'manager.db'), server: join(library.folder, 'server.db') };
  const read = openReadOnly(join(library.folder, 'library.db'), files);
  const conversions = convert({ library: { ...library, read } });
  const id = newPlayback();
  assert.ok((await conversions.open(id, long())).ok);
  assert.deepEqual(await conversions.want(id, 0, 0, soon()), { kind: 'made' });
  const pids = conversions.pids();
  assert.equal(pids.length, 1);
  read.close();
  const failing = assert.rejects(conversions.open(newPlayback(), long()), /not open/);
  await conversions.stop();
  await failing;
  assert.deepEqual(pids.filter(isAlive), []);
  assert.equal(existsSync(playbackFolder(conversions.cacheFolder, id)), false);
});

test('R-53: when the server is gone, encoders end, and what they made stays for the next one', async () => {
  const conversions = convert();
  const id = newPlayback();
  await conversions.open(id, long());
  await conversions.want(id, 0, 1, soon());
  conversions.pause();
  await until(() => !conversions.started().some(isAlive), 'the encoder is gone', 5_000);
  assert.ok(existsSync(segmentPath(conversions.cacheFolder, id, 0, 1)));
  assert.deepEqual(await conversions.want(id, 0, 55, soon()), { kind: 'made' });
});

const cpuTicks = (pid: number): string => {
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) ? readFileSync(stat, 'utf8').split(' ').slice(13, 15).join() : `gone ${performance.now()}`;
};

/** The encoder does nothing any more: no processor time over many looks. */
async function standsStill(pid: () => number): Promise<void> {
  let [before, looks] = ['', 0];
  await until(() => {
    const now = `${pid()} ${cpuTicks(pid())}`;
    looks = now === before ? looks + 1 : 0;
    before = now;
    return looks >= 15;
  }, 'the encoder waits');
}

test('the encoder keeps 60 s ahead of the viewer, waits, and goes on when the viewer does', { skip: process.platform !== 'linux' }, async () => {
  const conversions = convert();
  const id = newPlayback();
  const plan = await conversions.open(id, long());
  assert.ok(plan.ok);
  const { startsMs } = plan.value;
  assert.deepEqual(await conversions.want(id, 0, 1, soon()), { kind: 'made' });
  const ahead = () => startsMs[lastMade(conversions.cacheFolder, id)]! - startsMs[1]!;
  await until(() => ahead() >= 56_000, 'a minute is made');
  await standsStill(() => conversions.pids()[0] ?? 0);
  assert.ok(ahead() <= 64_000, `${ahead()} ms ahead`);
  const pid = conversions.pids()[0]!;
  const later = startsMs.findIndex((ms) => ms >= 50_000);
  assert.deepEqual(await conversions.want(id, 0, later, soon()), { kind: 'made' });
  await until(() => startsMs[lastMade(conversions.cacheFolder, id)]! >= 100_000, 'it went on');
  assert.equal(conversions.pids()[0], pid, 'the same encoder');
}); // prettier-ignore

for (const { what, script } of [
  { what: 'waits for the viewer', script: null },
  { what: 'hangs and writes nothing', script: 'exec sleep 1000' },
]) {
  test(`R-53: a worker that is killed takes an encoder that ${what} with it within 5 s`, { skip: process.platform !== 'linux' }, async () => {
    const program = join(import.meta.dirname, 'testing', 'killable-worker.ts');
    const fake = script === null ? [] : [fakeFfmpeg(library.folder, 'hangs-on', script)];
    const worker = spawn(process.execPath, [program, ...fake], { stdio: ['ignore', 'pipe', 'inherit'] });
    const said: string[] = [];
    createInterface(worker.stdout).on('line', (line) => said.push(line));
    try {
      await until(() => said.length > 1, 'its encoder runs', 60_000);
      if (script === null) await standsStill(() => Number(said.at(-1)));
      assert.ok(isAlive(Number(said.at(-1))));
      worker.kill('SIGKILL');
      for (const pid of said.slice(1)) await until(() => !isAlive(Number(pid)), `encoder ${pid} is gone`, 5_000);
    } finally {
      worker.kill('SIGKILL');
      rmSync(said[0]!, { recursive: true });
    }
  }); // prettier-ignore
}

test('a client that leaves ends its wait; a segment or variant that is not in the plan is none', async () => {
  const ffmpeg = fakeFfmpeg(library.folder, 'slow', 'exec sleep 1000');
  const conversions = convert({ engine: { ...engine, ffmpeg } });
  const id = newPlayback();
  await conversions.open(id, long());
  const left = new AbortController();
  const waits = conversions.want(id, 0, 3, left.signal);
  left.abort();
  assert.deepEqual(await waits, { kind: 'ended' });
  for (const [variant, index] of [[1, 0], [0, 10_000]] as const)
    assert.deepEqual(await conversions.want(id, variant, index, soon()), { kind: 'none' });
  assert.deepEqual(await conversions.want(newPlayback(), 0, 0, soon()), { kind: 'none' });
  const open = conversions.want(id, 0, 3, soon());
  await conversions.close(id);
  assert.deepEqual(await open, { kind: 'none' });
  assert.ok(!existsSync(playbackFolder(conversions.cacheFolder, id)));
}); // prettier-ignore

test('a viewer’s other size goes on where the first one was, of the size that was asked for', async () => {
  const conversions = convert();
  const id = newPlayback();
  const variants = [{ width: 320, height: 180, bitrateBps: 900_000 }, { width: 160, height: 90, bitrateBps: 400_000 }];
  await conversions.open(id, job(clipFile('plain'), { video: { ...small, variants } }));
  await conversions.want(id, 0, 2, soon());
  const parts: Buffer[] = [];
  for (const index of ['init', 3] as const) {
    assert.deepEqual(await conversions.want(id, 1, index, soon()), { kind: 'made' });
    parts.push(readFileSync(segmentPath(conversions.cacheFolder, id, 1, index)));
  }
  const path = join(library.folder, 'other-size.mp4');
  writeFileSync(path, Buffer.concat(parts));
  assert.equal(await complaints(path), '');
  const { width, height } = await videoOf(path);
  assert.deepEqual([width, height], [160, 90]);
}); // prettier-ignore
