import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { segmentPath } from '../../core/streaming/index.ts';
import { ENCODER_LIMITS, type EncoderLimits } from './encoder.ts';
import { createMediaEngine } from './media-engine.ts';
import { clipFile } from './testing/clips.ts';
import { quiet } from './testing/conversions.ts';
import {
  another,
  convert,
  engine,
  job,
  joined,
  library,
  LONG,
  long,
  newPlayback,
  small,
  soon,
} from './testing/convert.ts';
import { complaints } from './testing/inspect.ts';
import { fakeFfmpeg, isAlive, until } from './testing/processes.ts';

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
