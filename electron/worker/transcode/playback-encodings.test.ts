import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import type { EncodingJob } from '../../../shared/control/encoding.ts';
import { openReadOnly, type Log, type LogFields } from '../../core/kernel/index.ts';
import { ownClock } from '../../core/kernel/testing/databases.ts';
import { playbackFolder, segmentPath } from '../../core/streaming/index.ts';
import { seededRandom } from '../probe/testing/fixtures.ts';
import { sweepCache } from './cache.ts';
import { ENCODER_LIMITS, type EncoderLimits } from './encoder.ts';
import { createMediaEngine, type MediaEngine } from './media-engine.ts';
import { processStart } from './process-watch.ts';
import { clipFile, makeClip } from './testing/clips.ts';
import {
  createConversions,
  jobFor,
  openLibrary,
  quiet,
  systemEngine,
  type Conversions,
} from './testing/conversions.ts';
import { addImageSubtitle, BAR } from './testing/image-subtitle.ts';
import { complaints, meanLuma, videoOf } from './testing/inspect.ts';
import { fakeFfmpeg, isAlive, until } from './testing/processes.ts';

const library = openLibrary();
const LONG = 'Long (2010).mp4';
const LONG_S = 240;
let engine: MediaEngine;
const open: Conversions[] = [];
before(async () => {
  await makeClip(library.films, 'plain');
  await makeClip(library.films, 'plainMkv');
  const source = `testsrc2=s=160x90:r=12:d=${LONG_S}`;
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-f', 'lavfi', '-i', source, '-c:v', 'libx264', '-preset', 'ultrafast', join(library.films, LONG)]); // prettier-ignore
  await library.scan();
  engine = await systemEngine();
});
after(async () => {
  await Promise.all(open.map((conversions) => conversions.stop()));
  library.close();
});

type Event = { readonly event: string; readonly fields: LogFields };

/** Conversions with their log, ended after the test. */
function convert(changes: Parameters<typeof createConversions>[2] & { readonly engine?: MediaEngine } = {}) {
  const events: Event[] = [];
  const note = (event: string, fields: LogFields = {}) => void events.push({ event, fields });
  const log: Log = { info: note, warn: note, error: note };
  const conversions = createConversions(library, changes.engine ?? engine, { log, ...changes });
  open.push(conversions);
  const started = () => events.filter(({ event }) => event === 'transcode.started').map(({ fields }) => Number(fields['pid']));
  return { ...conversions, events, started, why: () => events.flatMap(({ fields }) => fields['why'] ?? []) };
} // prettier-ignore

let ids = 0;
const newPlayback = (): string => (++ids).toString(16).padStart(32, '0');
const soon = () => AbortSignal.timeout(20_000);
const job = (file: string, changes: Partial<EncodingJob> = {}) => jobFor(library.source(file), changes);
const small = { kind: 'h264', stream: 0, variants: [{ width: 160, height: 90, bitrateBps: 400_000 }], burnSubtitle: null } as const; // prettier-ignore
const long = (startMs = 0) => job(LONG, { video: small, startMs });
/** The init segment and some segments as one file, which decodes. */
async function joined(conversions: Conversions, id: string, variant: number, indexes: readonly number[]): Promise<string> {
  const path = join(library.folder, `${id}-${variant}-${indexes.join('-')}.mp4`);
  const parts: Buffer[] = [];
  for (const index of ['init', ...indexes] as const) {
    assert.deepEqual(await conversions.want(id, variant, index, soon()), { kind: 'made' }, String(index));
    parts.push(readFileSync(segmentPath(conversions.cacheFolder, id, variant, index)));
  }
  writeFileSync(path, Buffer.concat(parts));
  assert.equal(await complaints(path), '');
  return path;
} // prettier-ignore
/** A copy of the plain clip under a name of its own: failures are counted by file. */
async function another(name: string): Promise<string> {
  execFileSync('cp', [join(library.films, clipFile('plain')), join(library.films, name)]);
  await library.scan();
  return name;
}

/** A busy machine lets a program wait that long before its first word, so this is the limit wherever silence is not the fault. */
const LONG_SILENCE_MS = 20_000;
const HASTY: EncoderLimits = { noProgressMs: 300, memoryBytes: 100 * 1024 * 1024, lookAtMemoryEveryMs: 20 };
const FAULTS = [
  { name: 'hangs', script: 'exec sleep 1000', why: 'hung' },
  { name: 'closes its output and stays', script: 'exec >&-; exec sleep 1000', why: 'hung' },
  { name: 'crashes', script: 'echo broken >&2; exit 1', why: 'exit' },
  { name: 'floods its output', script: 'exec cat /dev/zero', why: 'flood' },
  { name: 'floods its messages', script: 'exec cat /dev/zero >&2', why: 'flood' },
  { name: 'eats memory', script: 'exec tail /dev/zero', why: 'memory' },
] as const;
for (const { name, script, why } of FAULTS) {
  test(`MED-09: an ffmpeg that ${name} is ended and its file set aside, not tried for ever`, async () => {
    const file = await another(`${name} (2011).mp4`);
    const ffmpeg = fakeFfmpeg(library.folder, name.replaceAll(' ', '-'), script);
    const limits = why === 'hung' ? HASTY : { ...HASTY, noProgressMs: LONG_SILENCE_MS };
    const conversions = convert({ engine: { ...engine, ffmpeg, prlimit: null, setpriv: null }, limits });
    const id = newPlayback();
    assert.ok((await conversions.open(id, job(file))).ok);
    const outcome = await conversions.want(id, 0, 0, soon());
    assert.equal(outcome.kind === 'refused' && outcome.refusal.code, 'unreadable');
    assert.deepEqual(conversions.why(), [why, why]);
    for (const pid of conversions.started()) await until(() => !isAlive(pid), `${pid} is gone`);
    const again = await conversions.open(newPlayback(), job(file));
    assert.equal(!again.ok && again.failure.code, 'unreadable');
    assert.equal(conversions.started().length, 2);
    // A file that changes is tried anew.
    utimesSync(join(library.films, file), 1_000_000, 1_000_000);
    await library.scan();
    assert.ok((await conversions.open(newPlayback(), job(file))).ok);
  });
}

for (const { what, count, made } of [
  { what: 'counts pictures is slow, and waited for', count: '$i', made: true },
  { what: 'says the same again and again hangs', count: '7', made: false },
]) {
  test(`MED-09: an ffmpeg that writes nothing for long but ${what}`, async () => {
    const file = await another(`Slow ${made ? 'Counting' : 'Stuck'} (2011).mp4`);
    const script = `for i in $(seq 20); do echo frame=${count} >&2; sleep 0.25; done; exec ffmpeg "$@"`;
    const ffmpeg = fakeFfmpeg(library.folder, `slow-${made ? 'counting' : 'stuck'}`, script);
    const conversions = convert({ engine: { ...engine, ffmpeg }, limits: { ...HASTY, noProgressMs: 2_000 } });
    const id = newPlayback();
    assert.ok((await conversions.open(id, job(file))).ok);
    const outcome = await conversions.want(id, 0, 0, soon());
    assert.equal(outcome.kind, made ? 'made' : 'refused');
    assert.deepEqual(conversions.why(), made ? [] : ['hung', 'hung']);
  });
}

test('MED-09: on Linux the system itself refuses more memory than twice the limit', { skip: process.platform !== 'linux' }, async () => {
  const file = await another('Limited (2011).mp4');
  const ffmpeg = fakeFfmpeg(library.folder, 'limited', 'exec tail /dev/zero');
  const limits = { ...ENCODER_LIMITS, memoryBytes: 50 * 1024 * 1024, lookAtMemoryEveryMs: 3_600_000 };
  const conversions = convert({ engine: { ...engine, ffmpeg }, limits });
  const id = newPlayback();
  await conversions.open(id, job(file));
  assert.equal((await conversions.want(id, 0, 0, soon())).kind, 'refused');
  assert.deepEqual(conversions.why(), ['exit', 'exit']);
}); // prettier-ignore

test('a chip that fails on a film gives way to the processor, and the film plays', async () => {
  const ffmpeg = fakeFfmpeg(library.folder, 'broken-chip', 'case "$*" in *h264_nvenc*) exit 1;; esac; exec ffmpeg "$@"');
  const report = { kind: 'usable', version: 'fake', filters: engine.filters, hardware: 'h264_nvenc' } as const;
  const chip = createMediaEngine(ffmpeg, report, quiet);
  assert.equal(chip.encoder(), 'h264_nvenc');
  const conversions = convert({ engine: chip });
  const id = newPlayback();
  await conversions.open(id, job(clipFile('plain')));
  assert.deepEqual(await conversions.want(id, 0, 0, soon()), { kind: 'made' });
  assert.equal(chip.encoder(), 'libx264');
  assert.equal(conversions.events.filter(({ event }) => event === 'transcode.set-aside').length, 0);
}); // prettier-ignore

test('segments of another encoder carry its parameter sets, so that they decode behind the first one’s init segment', async () => {
  // The "chip" is x264 with other headers; it breaks after the first three seconds.
  const program = join(library.folder, 'chip.mjs');
  writeFileSync(
    program,
    `import { spawnSync } from 'node:child_process';
     let args = process.argv.slice(2);
     if (args.includes('h264_nvenc')) {
       const at = args.indexOf('h264_nvenc');
       const end = args.indexOf('-bufsize');
       args = [...args.slice(0, at), 'libx264', '-bf', '0', '-refs', '3', '-sc_threshold', '0', '-b:v', '300k', ...args.slice(end + 2)];
       args.splice(args.indexOf('-i'), 0, '-t', '3.5');
       const { status } = spawnSync('/usr/bin/env', ['ffmpeg', ...args], { stdio: ['ignore', 'inherit', 'inherit', 3] });
       process.exit(1 + (status ?? 0));
     }
     const { status } = spawnSync('/usr/bin/env', ['ffmpeg', ...args], { stdio: ['ignore', 'inherit', 'inherit', 3] });
     process.exit(status ?? 1);`,
  );
  const ffmpeg = fakeFfmpeg(library.folder, 'half-a-chip', `exec ${process.execPath} ${program} "$@"`);
  const report = { kind: 'usable', version: 'fake', filters: engine.filters, hardware: 'h264_nvenc' } as const;
  const conversions = convert({
    engine: { ...createMediaEngine(ffmpeg, report, quiet), prlimit: null, setpriv: null },
  });
  const id = newPlayback();
  const plan = await conversions.open(id, job(clipFile('plain')));
  assert.ok(plan.ok);
  const parts: Buffer[] = [];
  for (const index of ['init', ...plan.value.startsMs.keys()] as const) {
    assert.deepEqual(await conversions.want(id, 0, index, soon()), { kind: 'made' }, String(index));
    parts.push(readFileSync(segmentPath(conversions.cacheFolder, id, 0, index)));
  }
  assert.ok(conversions.why().length > 0, 'the chip broke on the way');
  const path = join(library.folder, 'two-encoders.mp4');
  writeFileSync(path, Buffer.concat(parts));
  assert.equal(await complaints(path), '');
});

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

test('an ffmpeg that is gone, or a disk that takes nothing, is said and not tried in a circle', async () => {
  const away = convert({ engine: { ...engine, ffmpeg: join(library.folder, 'gone'), prlimit: null, setpriv: null } });
  const full = convert();
  const [healthy, healthyId] = [convert(), newPlayback()];
  assert.ok((await healthy.open(healthyId, long())).ok);
  let next = 0;
  mkdirSync(join(library.folder, 'cache', 'playback'), { recursive: true });
  writeFileSync(join(library.folder, 'cache', 'playback', 'f'.repeat(32)), 'in the way of its folder');
  for (const [conversions, id, code] of [
    [away, newPlayback(), 'no-ffmpeg'],
    [full, 'f'.repeat(32), 'busy'],
  ] as const) {
    await conversions.open(id, long());
    const outcome = await conversions.want(id, 0, 0, soon());
    assert.equal(outcome.kind === 'refused' && outcome.refusal.code, code);
    await joined(healthy, healthyId, 0, [Math.min(40, (next += 20))]); // a conversion's time
    assert.ok(conversions.started().length <= 2, `${conversions.started().length} starts`);
    assert.equal(conversions.events.filter(({ event }) => event === 'transcode.set-aside').length, 0);
  }
  rmSync(join(library.folder, 'cache', 'playback', 'f'.repeat(32)));
});

test('MED-09: whoever waits for a file when another playback has it set aside, is told', async () => {
  const file = await another('Shared (2011).mp4');
  const hangs = fakeFfmpeg(library.folder, 'hangs-for-one', 'case "$*" in *160000*) exec sleep 1000;; esac; exit 1');
  const conversions = convert({ engine: { ...engine, ffmpeg: hangs } });
  const [waits, fails] = [newPlayback(), newPlayback()];
  await conversions.open(waits, job(file));
  const told = conversions.want(waits, 0, 0, soon());
  await conversions.open(fails, job(file, { audio: null }));
  assert.equal((await conversions.want(fails, 0, 0, soon())).kind, 'refused');
  await conversions.tick();
  const outcome = await told;
  assert.equal(outcome.kind === 'refused' && outcome.refusal.code, 'unreadable');
});

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
  const conversions = createConversions({ ...library, read }, engine);
  open.push(conversions);
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

test('an encoder is written down before it makes anything, so that the next start finds it', async () => {
  const conversions = convert({ engine: { ...engine, ffmpeg: fakeFfmpeg(library.folder, 'hangs-early', 'exec sleep 1000') } });
  const id = newPlayback();
  await conversions.open(id, long());
  const note = join(playbackFolder(conversions.cacheFolder, id), 'encoder');
  await until(() => existsSync(note), 'it is written down');
  assert.equal(readFileSync(note, 'utf8').split(' ')[0], String(conversions.started()[0]));
}); // prettier-ignore

/** The last segment of a playback that lies in its place. */
const lastMade = (cacheFolder: string, id: string): number =>
  Math.max(-1, ...readdirSync(join(playbackFolder(cacheFolder, id), '0')).map((name) => (name.endsWith('.m4s') ? parseInt(name, 10) : -1))); // prettier-ignore

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

test('a file that is away, or holds other streams than the job names, is refused as away', async () => {
  const file = await another('Gone (2012).mp4');
  const wanted = job(file);
  const conversions = convert();
  for (const wrong of [
    { ...wanted, fileId: 'f'.repeat(32) },
    { ...wanted, video: { ...small, stream: 7 } },
    { ...wanted, audio: { kind: 'aac', stream: 0 } as const },
    { ...wanted, video: { ...small, burnSubtitle: 1 } },
  ]) {
    const answer = await conversions.open(newPlayback(), wrong);
    assert.equal(!answer.ok && answer.failure.code, 'file-away');
  }
  const id = newPlayback();
  execFileSync('rm', [join(library.films, file)]);
  assert.ok((await conversions.open(id, wanted)).ok);
  const outcome = await conversions.want(id, 0, 0, soon());
  assert.equal(outcome.kind === 'refused' && outcome.refusal.code, 'file-away');
});

test('a film whose file ends early plays as far as it goes, and then says so', async () => {
  const file = 'Cut (2013).mkv';
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-i', join(library.films, LONG), '-c', 'copy', join(library.films, file)]);
  const whole = readFileSync(join(library.films, file));
  writeFileSync(join(library.films, file), whole.subarray(0, Math.floor(whole.length / 2)));
  await library.scan();
  const conversions = convert();
  const id = newPlayback();
  const plan = await conversions.open(id, job(file, { video: small, startMs: 200_000 }));
  assert.ok(plan.ok);
  for (const index of [52, plan.value.startsMs.length - 1]) {
    const outcome = await conversions.want(id, 0, index, soon());
    assert.equal(outcome.kind === 'refused' && outcome.refusal.code, 'unreadable', `segment ${index}`);
  }
  assert.deepEqual(await conversions.want(id, 0, 3, soon()), { kind: 'made' });
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

for (const codec of ['pgs', 'dvdsub'] as const) {
  test(`a subtitle of pictures (${codec}) is drawn into the film, where and when it stands`, async () => {
    const file = `Words ${codec} (2014).mkv`;
    addImageSubtitle(join(library.films, clipFile('plainMkv')), join(library.films, file), codec);
    await library.scan();
    const source = library.source(file);
    const words = source.streams.find(({ kind }) => kind === 'subtitle');
    assert.ok(words);
    const conversions = convert();
    const luma: number[] = [];
    for (const burnSubtitle of [null, words.index]) {
      const id = newPlayback();
      const video = { ...small, variants: [{ width: 320, height: 180, bitrateBps: 2_000_000 }], burnSubtitle };
      assert.ok((await conversions.open(id, jobFor(source, { video }))).ok);
      const path = await joined(conversions, id, 0, [0, 1, 2]);
      const { width, height, x, y } = BAR;
      luma.push(...(await meanLuma(path, `select='between(t,0.4,0.6)+between(t,2.4,2.6)',crop=${width - 8}:${height - 8}:${x + 4}:${y + 4},select='not(mod(n,6))'`)));
    }
    const [plainBefore, plainDuring, burntBefore, burntDuring] = luma;
    assert.ok(Math.abs(plainBefore! - burntBefore!) < 8, `not there yet: ${luma.join()}`);
    assert.ok(plainDuring! < 200 && burntDuring! > 225, `white while it stands: ${luma.join()}`);

    const late = newPlayback();
    const video = { ...small, variants: [{ width: 320, height: 180, bitrateBps: 2_000_000 }], burnSubtitle: words.index };
    const plan = await conversions.open(late, jobFor(source, { video, startMs: 7_000 }));
    assert.ok(plan.ok);
    const at = plan.value.startsMs.indexOf(7_000);
    const path = await joined(conversions, late, 0, [at]);
    const lumas = await meanLuma(path, `crop=${BAR.width - 8}:${BAR.height - 8}:${BAR.x + 4}:${BAR.y + 4}`);
    assert.ok(lumas.length > 90 && Math.min(...lumas) > 225, `a jump to where it stands already: ${lumas.join()}`);
  }); // prettier-ignore
}
