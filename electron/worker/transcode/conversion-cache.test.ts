import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ownClock } from '../../core/kernel/testing/databases.ts';
import { playbackFolder, segmentPath } from '../../core/streaming/index.ts';
import { sweepCache } from './cache.ts';
import { processStart } from './process-watch.ts';
import { quiet } from './testing/conversions.ts';
import { convert, engine, lastMade, library, long, newPlayback, soon } from './testing/convert.ts';
import { fakeFfmpeg, isAlive, until } from './testing/processes.ts';

test('MED-05: an encoder nobody asks ends after 60 s; what it made goes after 30 minutes', async () => {
  const clock = ownClock();
  const conversions = convert({ clock });
  const id = newPlayback();
  await conversions.open(id, long());
  await conversions.want(id, 0, 0, soon());
  clock.advance(59_000);
  await conversions.tick();
  assert.equal(conversions.pids().length, 1);
  clock.advance(2_000);
  await conversions.tick();
  await until(() => conversions.pids().length === 0, 'it ended');
  for (const pid of conversions.started()) await until(() => !isAlive(pid), `${pid} is gone`);
  assert.ok(existsSync(segmentPath(conversions.cacheFolder, id, 0, 0)));
  clock.advance(29 * 60_000);
  await conversions.tick();
  assert.ok(!existsSync(playbackFolder(conversions.cacheFolder, id)));
});

test('MED-06: cleaning up takes what nobody watches and leaves what somebody does; who comes back has it made again', async () => {
  const clock = ownClock();
  const conversions = convert({ clock });
  const [left, watched] = [newPlayback(), newPlayback()];
  const here = (id: string) => existsSync(playbackFolder(conversions.cacheFolder, id));
  assert.ok((await conversions.open(left, long())).ok);
  await conversions.want(left, 0, 0, soon());
  clock.advance(61_000);
  assert.ok((await conversions.open(watched, long())).ok);
  await conversions.want(watched, 0, 0, soon());

  const { freedBytes, keptBytes } = await conversions.removeUnwatched();
  assert.ok(freedBytes > 0 && keptBytes > 0, `${freedBytes} and ${keptBytes}`);
  assert.deepEqual([here(left), here(watched)], [false, true]);
  assert.deepEqual(await conversions.want(watched, 0, 1, soon()), { kind: 'made' });
  assert.ok((await conversions.open(left, long())).ok);
  assert.deepEqual(await conversions.want(left, 0, 0, soon()), { kind: 'made' });
});

test('one that ended for want of viewers begins again with the next request', async () => {
  const clock = ownClock();
  const conversions = convert({ clock });
  const id = newPlayback();
  await conversions.open(id, long());
  await conversions.want(id, 0, 0, soon());
  clock.advance(61_000);
  await conversions.tick();
  await until(() => conversions.pids().length === 0, 'it ended');
  assert.deepEqual(await conversions.want(id, 0, 55, soon()), { kind: 'made' });
});

test('MED-10: what finds no place waits its turn, knows how many are before it, and gets it', async () => {
  const conversions = convert({ slots: 1 });
  const [first, second, third] = [newPlayback(), newPlayback(), newPlayback()];
  const places = [];
  for (const id of [first, second, third]) {
    const plan = await conversions.open(id, long());
    places.push(plan.ok && plan.value.waitingBehind);
  }
  assert.deepEqual(places, [0, 1, 2]);
  await until(() => conversions.pids().length === 1, 'the first runs');
  const waits = conversions.want(second, 0, 0, soon());
  await conversions.close(first);
  assert.deepEqual(await waits, { kind: 'made' });
  const again = await conversions.open(third, long());
  assert.equal(again.ok && again.value.waitingBehind, 1);
});

test('R-52: the cache keeps its budget: old playbacks go first, then what lies behind the viewer', async () => {
  const clock = ownClock();
  const conversions = convert({ clock, budgetBytes: 1_500_000 });
  const [old, now] = [newPlayback(), newPlayback()];
  await conversions.open(old, long());
  for (let index = 0; index < 10; index += 1) await conversions.want(old, 0, index, soon());
  clock.advance(61_000);
  await conversions.tick();
  await until(() => conversions.pids().length === 0, 'nobody watches the old one');
  const plan = await conversions.open(now, long());
  assert.ok(plan.ok);
  for (const index of plan.value.startsMs.keys()) {
    assert.deepEqual(await conversions.want(now, 0, index, soon()), { kind: 'made' }, `segment ${index}`);
    assert.ok(existsSync(segmentPath(conversions.cacheFolder, now, 0, index)));
  }
  await until(() => lastMade(conversions.cacheFolder, old) === -1, 'the old one is gone');
  assert.ok(!existsSync(segmentPath(conversions.cacheFolder, now, 0, 5)), 'what was seen is gone');
  const again = await conversions.want(now, 0, 5, soon());
  assert.deepEqual(again, { kind: 'made' }, 'and is made again when somebody goes back');
});

test('an encoder is written down before it makes anything, so that the next start finds it', async () => {
  const conversions = convert({ engine: { ...engine, ffmpeg: fakeFfmpeg(library.folder, 'hangs-early', 'exec sleep 1000') } });
  const id = newPlayback();
  await conversions.open(id, long());
  const note = join(playbackFolder(conversions.cacheFolder, id), 'encoder');
  await until(() => existsSync(note), 'it is written down');
  assert.equal(readFileSync(note, 'utf8').split(' ')[0], String(conversions.started()[0]));
}); // prettier-ignore

test('a start sweeps: encoders of a killed worker are ended by number and start time, everything made goes', async () => {
  const cacheFolder = join(library.folder, 'left-behind');
  const [leftover, stranger] = [spawn('sleep', ['1000']), spawn('sleep', ['1000'])];
  const put = (id: string, note: string) => {
    mkdirSync(join(playbackFolder(cacheFolder, id), '0'), { recursive: true });
    writeFileSync(join(playbackFolder(cacheFolder, id), 'encoder'), note);
    writeFileSync(segmentPath(cacheFolder, id, 0, 0), 'x');
  };
  put('a', `${leftover.pid} ${await processStart(leftover.pid!)}\n`);
  put('b', `${stranger.pid} started at another time\n`);
  put('c', 'nonsense');
  const gone = new Promise((resolve) => leftover.once('exit', (_, signal) => resolve(signal)));
  assert.equal(await sweepCache(cacheFolder, quiet), 1);
  assert.equal(await gone, 'SIGKILL');
  assert.ok(isAlive(stranger.pid!), 'a process that only has the number stays');
  stranger.kill();
  assert.ok(!existsSync(join(cacheFolder, 'playback')));
});
