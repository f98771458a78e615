import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { EncodingJob } from '../../../shared/control/encoding.ts';
import { segmentPath, subtitlePath } from '../../core/streaming/index.ts';
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
async function converted(job: EncodingJob, through: Conversions = conversions): Promise<string> {
  const id = (++ids).toString(16).padStart(32, '0');
  const plan = await through.open(id, job);
  assert.ok(plan.ok, JSON.stringify(plan));
  const parts: Buffer[] = [];
  for (const index of ['init', ...plan.value.startsMs.keys()] as const) {
    assert.deepEqual(await through.want(id, 0, index, AbortSignal.timeout(20_000)), { kind: 'made' });
    parts.push(readFileSync(segmentPath(through.cacheFolder, id, 0, index)));
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
