import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { EncodingJob } from '../../../shared/control/encoding.ts';
import { chooseTracks, planPlayback, segmentPath, subtitlePath } from '../../core/streaming/index.ts';
import { parseJob } from './job-schema.ts';
import type { MediaEngine } from './media-engine.ts';
import { createSubtitleMaker } from './subtitles.ts';
import { clipFile, makeClip } from './testing/clips.ts';
import {
  createConversions,
  jobFor,
  openLibrary,
  quiet,
  systemEngine,
  type Conversions,
} from './testing/conversions.ts';
import { meanLuma, videoOf } from './testing/inspect.ts';

const library = openLibrary();
const NITS = 'Nits (2020).mkv';
const ROUND = 'Round (2021).mkv';
const STORM = 'Storm (2022).mkv';
const STILL = 'Still (2023).mkv';
let engine: MediaEngine;
let conversions: Conversions;
before(async () => {
  const make = (file: string, ...args: readonly string[]) =>
    execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args, join(library.films, file)]);
  // Four bars: black, 100, 400 and 1,000 cd/m², as PQ codes them in 10 bits (ITU-R BT.2100).
  const bars = "geq=lum='if(lt(X,80),64,if(lt(X,160),509,if(lt(X,240),637,723)))':cb=512:cr=512";
  make(NITS, '-f', 'lavfi', '-i', `color=s=320x180:r=12:d=4,format=yuv420p10le,${bars}`,
    ...['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc'],
    ...['-color_primaries', 'bt2020', '-color_trc', 'smpte2084', '-colorspace', 'bt2020nc']);
  // Two seconds each: centre alone, front left alone, both at the back, everything at once and loud.
  const tone = (level: number) => `${level}*sin(2*PI*1000*t)`;
  const at = (second: number, level: number) => `${tone(level)}*between(t,${second},${second + 2})`;
  const loud = at(6, 0.9);
  const channels = [`${at(2, 0.25)}+${loud}`, loud, `${at(0, 0.25)}+${loud}`, '0', `${at(4, 0.25)}+${loud}`, `${at(4, 0.25)}+${loud}`];
  make(ROUND, '-f', 'lavfi', '-i', 'testsrc2=s=64x36:r=12:d=8', '-f', 'lavfi', '-i', `aevalsrc='${channels.join('|')}':c=5.1:s=48000:d=8`,
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'ac3', '-b:a', '640k']);
  // Noise over everything, in HEVC that has far too few bits for it: any encoder would take more.
  make(STORM, '-f', 'lavfi', '-i', 'testsrc2=s=854x480:r=12:d=20,noise=alls=40:allf=t', '-f', 'lavfi', '-i', 'sine=d=20',
    ...['-c:v', 'libx265', '-preset', 'ultrafast', '-b:v', '600k', '-x265-params', 'log-level=none:vbv-maxrate=600:vbv-bufsize=600', '-c:a', 'ac3', '-b:a', '96k']);
  make(STILL, '-f', 'lavfi', '-i', 'color=c=navy:s=320x180:r=2:d=20', '-f', 'lavfi', '-i', 'anullsrc=d=20:r=48000', ...['-c:v', 'libx265', '-x265-params', 'log-level=none', '-c:a', 'libopus', '-b:a', '6k', '-t', '20']);
  await makeClip(library.films, 'hevc');
  await library.scan();
  engine = await systemEngine();
  conversions = createConversions(library, engine);
}); // prettier-ignore
after(async () => {
  await conversions.stop();
  library.close();
});

let ids = 0;
async function converted(job: EncodingJob, through: Conversions = conversions, variant = 0): Promise<string> {
  const id = (++ids).toString(16).padStart(32, '0');
  const plan = await through.open(id, job);
  assert.ok(plan.ok, JSON.stringify(plan));
  const parts: Buffer[] = [];
  for (const index of ['init', ...plan.value.startsMs.keys()] as const) {
    assert.deepEqual(await through.want(id, variant, index, AbortSignal.timeout(20_000)), { kind: 'made' });
    parts.push(readFileSync(segmentPath(through.cacheFolder, id, variant, index)));
  }
  const path = join(library.folder, `${id}.mp4`);
  writeFileSync(path, Buffer.concat(parts));
  return path;
}

test('HDR becomes standard range: black stays black, bright things stay apart from each other, and it says BT.709', async () => {
  assert.ok(engine.filters.toneMapping, 'these tests need an ffmpeg with zscale');
  const source = library.source(NITS);
  const path = await converted(jobFor(source));
  const bar = async (place: number) => (await meanLuma(path, `select='eq(n,5)',crop=24:60:${8 + place * 40}:10`))[0]!;
  const [black, paper, lamp, sun] = [await bar(0), await bar(1), await bar(2), await bar(3)];
  const levels = [black, paper, lamp, sun].join();
  assert.ok(black < 20, levels);
  // 100 cd/m² is what a standard picture's bright parts are; as its PQ code it would be grey, 127.
  assert.ok(paper > 140 && paper < 225, levels);
  assert.ok(lamp > paper + 8 && sun > lamp + 3 && sun <= 236, levels);
  const { pix_fmt: format, color_transfer: transfer } = await videoOf(path);
  assert.deepEqual([format, transfer], ['yuv420p', 'bt709']);
});

test('without zscale HDR is converted all the same, paler', async () => {
  const plain = createConversions(library, { ...engine, filters: { ...engine.filters, toneMapping: false } });
  const path = await converted(jobFor(library.source(NITS)), plain);
  assert.equal((await videoOf(path))['pix_fmt'], 'yuv420p');
  await plain.stop();
});

/** Root mean square of both channels between two moments, s. */
function levels(pcm: Buffer, fromS: number, toS: number): readonly [number, number, number] {
  let [left, right, peak, count] = [0, 0, 0, 0];
  for (let at = Math.round(fromS * 48_000) * 4; at < Math.round(toS * 48_000) * 4; at += 4) {
    const [l, r] = [pcm.readInt16LE(at) / 32_768, pcm.readInt16LE(at + 2) / 32_768];
    left += l * l;
    right += r * r;
    peak = Math.max(peak, Math.abs(l), Math.abs(r));
    count += 1;
  }
  return [Math.sqrt(left / count), Math.sqrt(right / count), peak];
}

test('5.1 becomes stereo with the dialogue clear: the centre in both channels, not below the front, the back at half', async () => {
  const path = await converted(jobFor(library.source(ROUND), { video: null }));
  const pcm = execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-i', path, '-f', 's16le', '-'], { maxBuffer: 64 * 1024 * 1024 });
  const [centreLeft, centreRight] = levels(pcm, 0.5, 1.5);
  assert.ok(centreLeft > 0.06, `the centre is heard: ${centreLeft}`);
  assert.ok(Math.abs(centreLeft / centreRight - 1) < 0.03, `in both: ${centreLeft}, ${centreRight}`);
  const [frontLeft, frontRight] = levels(pcm, 2.5, 3.5);
  assert.ok(frontRight < 0.1 * frontLeft, `the front stays at its side: ${frontLeft}, ${frontRight}`);
  assert.ok(centreLeft > 0.95 * frontLeft, `people talk as loud as the front: ${centreLeft}, ${frontLeft}`);
  const [backLeft] = levels(pcm, 4.5, 5.5);
  assert.ok(backLeft > 0.3 * centreLeft && backLeft < 0.6 * centreLeft, `the back at half: ${backLeft}, ${centreLeft}`);
  const [, , peak] = levels(pcm, 6.5, 7.5);
  assert.ok(peak < 1, `nothing is cut off: ${peak}`);
}); // prettier-ignore

test('text subtitles of both kinds become WebVTT, once; what is no text does not', async () => {
  const source = library.source(clipFile('hevc'));
  const events: string[] = [];
  const log = { ...quiet, warn: (event: string) => void events.push(event) };
  const { cacheFolder } = conversions;
  const maker = createSubtitleMaker({ read: library.read, cacheFolder, engine, signal: new AbortController().signal, log });
  const words = source.streams.filter(({ kind }) => kind === 'subtitle');
  assert.deepEqual(words.map(({ codec }) => codec), ['subrip', 'ass']);
  for (const { index } of words) {
    assert.deepEqual(await Promise.all([maker.want(source.fileId, index), maker.want(source.fileId, index)]), [true, true]);
    const text = readFileSync(subtitlePath(cacheFolder, source.contentId, { index }), 'utf8');
    assert.match(text, /^WEBVTT\n\n00:01\.000 --> 00:03\.000\nHello\n\n00:12\.000 --> 00:13\.000\nGoodbye\n$/);
  }
  assert.equal(await maker.want(source.fileId, 0), false);
  assert.equal(await maker.want('f'.repeat(32), 0), false);
  assert.deepEqual(events, []);
}); // prettier-ignore

test('a subtitle that ffmpeg fails on, or that is far too long, is not made, and leaves nothing behind', async () => {
  const source = library.source(clipFile('hevc'));
  const index = source.streams.find(({ kind }) => kind === 'subtitle')!.index;
  for (const program of ['/bin/false', '/bin/yes']) {
    const events: string[] = [];
    const log = { ...quiet, warn: (event: string) => void events.push(event) };
    const cacheFolder = join(library.folder, 'no-subtitles');
    const maker = createSubtitleMaker({
      read: library.read,
      cacheFolder,
      engine: { ...engine, ffmpeg: program },
      signal: new AbortController().signal,
      log,
    });
    assert.equal(await maker.want(source.fileId, index), false, program);
    assert.deepEqual(events, ['subtitles.failed']);
  }
});

/** What the server asks for, for a player of nothing but H.264 and AAC, and the bits/s of the file. */
function plannedFor(name: string): { readonly job: EncodingJob; readonly bitrateBps: number; readonly durationMs: number } {
  const { fileId, streams, sizeBytes, durationMs } = library.source(name);
  assert.ok(durationMs);
  const bitrateBps = Math.round((sizeBytes * 8_000) / durationMs);
  const video = streams.filter((stream) => stream.kind === 'video')[0]!;
  const source = { container: 'matroska', durationMs, bitrateBps, video, audio: streams.filter((stream) => stream.kind === 'audio'), subtitles: [] };
  const tracks = chooseTracks(source, {}, { audioLanguage: null, subtitles: null })!;
  const plan = planPlayback(source, tracks, { containers: ['mp4'], video: ['h264'], audio: ['aac'], hls: true });
  assert.equal(plan.kind, 'transcode');
  return { job: { fileId, ...plan.conversion, startMs: 0 }, bitrateBps, durationMs };
} // prettier-ignore

test('no size of a film in HEVC takes more bits than the film, however much its picture would like', async () => {
  const { job, bitrateBps, durationMs } = plannedFor(STORM);
  assert.ok(job.video?.kind === 'h264');
  assert.ok(bitrateBps > 400_000 && bitrateBps < 900_000, `a film in few bits: ${bitrateBps}`);
  const { variants } = job.video;
  assert.deepEqual(variants.map(({ height }) => height), [480, 358]);
  for (const [at, variant] of variants.entries()) {
    assert.ok(variant.bitrateBps <= bitrateBps, JSON.stringify({ variant, bitrateBps }));
    const madeBps = (statSync(await converted(job, conversions, at)).size * 8_000) / durationMs;
    // The encoder begins with two seconds of bits in hand, which are a tenth of so short a film.
    assert.ok(madeBps < variant.bitrateBps * 1.1, `${variant.height}p: ${madeBps}, not ${variant.bitrateBps}`);
    assert.ok(madeBps > variant.bitrateBps * 0.5, `${variant.height}p: ${madeBps} of ${variant.bitrateBps}: nothing was held back`);
  }
}); // prettier-ignore

test('a film of still pictures, in next to no bits, is converted too', async () => {
  const { job, bitrateBps } = plannedFor(STILL);
  assert.ok(bitrateBps < 20_000, `${bitrateBps}`);
  assert.deepEqual(parseJob(structuredClone(job)), job, 'the worker takes what the server asks for');
  assert.equal((await videoOf(await converted(job)))['height'], 180);
});
