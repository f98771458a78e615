import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import type { EncodingJob, EncodingPlan } from '../../../shared/control/encoding.ts';
import { segmentPath } from '../../core/streaming/index.ts';
import { seededRandom } from '../probe/testing/fixtures.ts';
import type { MediaEngine } from './media-engine.ts';
import { clipFile, makeClip, type ClipName } from './testing/clips.ts';
import {
  copyJobFor,
  createConversions,
  jobFor,
  openLibrary,
  systemEngine,
  type Conversions,
} from './testing/conversions.ts';
import { beepsIn, beginningOf, decodeEach, flashesIn, packetsOf, videoOf, type Packet } from './testing/inspect.ts'; // prettier-ignore

const ENCODED: readonly ClipName[] = ['plain', 'hevc', 'hdr', 'vp9', 'vfr', 'interlaced', 'silent', 'rotated', 'odd'];
const COPIED: readonly ClipName[] = ['plain', 'plainMkv', 'hevc', 'vfr', 'silent'];
/** Enough segments, also where a copy's key frames make longer ones. */
const CLIP_SECONDS = 60;
const JUMPS = 20;
const FEWEST_PLACES = 15;
/** Printed with each clip: put it here to see the same jumps again. */
const SEED = randomInt(2 ** 31);

const library = openLibrary();
let engine: MediaEngine;
let conversions: Conversions;
let next = 0;
before(async () => {
  await Promise.all([...new Set([...ENCODED, ...COPIED])].map((name) => makeClip(library.films, name, CLIP_SECONDS)));
  await library.scan();
  engine = await systemEngine();
  conversions = createConversions(library, engine);
});
after(async () => {
  await conversions.stop();
  library.close();
});

type Clip = {
  readonly name: string;
  /** When each picture of it is shown, s, from 0. */
  readonly shownAt: readonly number[];
  readonly hasSound: boolean;
  /** By how much each beep is heard after its flash is seen, s. */
  readonly beepsLate: readonly number[]; // none without sound
};

/** A copy keeps the file's own clock; made anew, a film begins at 0. */
async function clipCalled(name: ClipName, clock: 'from 0' | 'its own'): Promise<Clip> {
  let reading = readClips.get(name);
  if (!reading) readClips.set(name, (reading = readClip(name)));
  const clip = await reading;
  const zero = clock === 'from 0' ? await beginningOf(join(library.films, clipFile(name))) : 0;
  return { ...clip, shownAt: clip.shownAt.map((time) => time - zero) };
}

/** Some are made anew and copied, and read once for both. */
const readClips = new Map<ClipName, Promise<Clip>>();

async function readClip(name: ClipName): Promise<Clip> {
  const path = join(library.films, clipFile(name));
  const packets = await packetsOf(path);
  const hasSound = packets.some(({ kind }) => kind === 'audio');
  assert.equal(hasSound, name !== 'silent' && name !== 'hdr', `${name} has sound`);
  const clip = { name, shownAt: shownAt(packets), hasSound, beepsLate: hasSound ? await beepsLate(path, await flashesIn(path)) : [] };
  assert.ok(clip.shownAt.length > 8 * CLIP_SECONDS, `${name} has pictures`);
  return clip;
} // prettier-ignore

/** By how much each beep is heard after its flash is seen, s. */
async function beepsLate(path: string, flashes: readonly number[]): Promise<number[]> {
  const beeps = await beepsIn(path);
  assert.equal(flashes.length, CLIP_SECONDS / 2, `${path}: every flash is there`);
  assert.equal(beeps.length, CLIP_SECONDS / 2, `${path}: every beep is there`);
  return beeps.map((beep, at) => beep - flashes[at]!);
}

type Playback = { readonly id: string; readonly plan: EncodingPlan };

async function open(job: EncodingJob): Promise<Playback> {
  next += 1;
  const id = next.toString(16).padStart(32, '0');
  const plan = await conversions.open(id, job);
  assert.ok(plan.ok, JSON.stringify(plan));
  return { id, plan: plan.value };
}

async function fetchSegment({ id }: Playback, index: number | 'init'): Promise<Buffer> {
  const outcome = await conversions.want(id, 0, index, AbortSignal.timeout(30_000));
  assert.deepEqual(outcome, { kind: 'made' }, `segment ${index}`);
  return readFileSync(segmentPath(conversions.cacheFolder, id, 0, index));
}

/** The init segment and some segments as one file. @returns its path. */
async function joined(playback: Playback, indexes: readonly number[]): Promise<string> {
  const path = join(library.folder, `${playback.id}-${indexes.join('-')}.mp4`);
  const parts = [await fetchSegment(playback, 'init')];
  for (const index of indexes) parts.push(await fetchSegment(playback, index));
  writeFileSync(path, Buffer.concat(parts));
  return path;
}

/** What is in each of these files, which a decoder takes without a word. */
async function decoded(paths: readonly string[]): Promise<Packet[][]> {
  const { complaints, packets } = await decodeEach(paths);
  assert.equal(complaints, '', `${paths.join(', ')} decode`);
  return packets;
}

const FRAME_S = 0.045;
/** One AAC frame at 48 kHz. */
const AUDIO_S = 1024 / 48_000;

/** Sound follows on sound: no gap and no overlap of more than `toleranceS`. */
function assertSound(packets: readonly Packet[], toleranceS: number, what: string): void {
  const own = packets.filter(({ kind }) => kind === 'audio');
  for (const [at, packet] of own.entries()) {
    const before = own[at - 1];
    if (before)
      assert.ok(Math.abs(packet.pts - before.pts - AUDIO_S) < toleranceS, `${what}: sound breaks at ${packet.pts}`);
  }
}

const shownAt = (packets: readonly Packet[]): number[] =>
  packets
    .filter(({ kind }) => kind === 'video')
    .map(({ pts }) => pts)
    .toSorted((a, b) => a - b);

/** The picture a start's segment opens on. */
const keyAt = (whole: readonly Packet[], start: number): number =>
  whole.find(({ kind, isKey, pts }) => kind === 'video' && isKey && pts > start - 0.0205)!.pts;

/** Every picture of the source, once, when it was; from `fromS` up to `toS`. */
function assertPictures(packets: readonly Packet[], clip: Clip, what: string, fromS = 0, toS = Infinity): void {
  const expected = clip.shownAt.filter((time) => time > fromS - 0.0015 && time < toS - 0.0015);
  const found = shownAt(packets);
  const missing = expected.filter((time) => !found.some((one) => Math.abs(one - time) < 0.0015));
  assert.deepEqual(missing, [], `${what}: pictures that are missing`);
  assert.equal(found.length, expected.length, `${what}: number of pictures`);
  for (const [at, time] of found.entries())
    assert.ok(Math.abs(time - expected[at]!) < 0.0015, `${what}: a picture at ${time}, not at ${expected[at]}`);
}

/** A segment on its own: opens on a key frame at its start, holds its stretch and nothing else. */
function assertSegment(packets: readonly Packet[], whole: readonly Packet[], clip: Clip, plan: EncodingPlan, index: number, what: string): void {
  const start = plan.startsMs[index]! / 1000;
  const end = (plan.startsMs[index + 1] ?? plan.durationMs) / 1000;
  const video = packets.filter(({ kind }) => kind === 'video');
  const audio = packets.filter(({ kind }) => kind === 'audio');
  assert.ok(video[0]?.isKey, `${what}: opens on a key frame`);
  assert.ok(Math.abs(video[0].pts - start) < 0.11, `${what}: picture starts at ${video[0].pts}, not ${start}`);
  assert.ok(Math.abs(video[0].pts - Math.min(...video.map(({ pts }) => pts))) < FRAME_S, `${what}: its key frame is shown first`);
  assertPictures(packets, clip, what, keyAt(whole, start), index + 1 < plan.startsMs.length ? keyAt(whole, end) : Infinity);
  assert.equal(audio.length > 0, clip.hasSound, `${what}: sound`);
  if (audio.length === 0) return;
  assert.ok(audio[0]!.pts >= start - 0.001 && audio[0]!.pts - start < 0.04, `${what}: sound starts at ${audio[0]!.pts}`);
} // prettier-ignore

async function proveWholePlay(playback: Playback, clip: Clip): Promise<Packet[]> {
  const { plan } = playback;
  const { name } = clip;
  const path = await joined(playback, [...plan.startsMs.keys()]);
  const [packets] = (await decoded([path])) as [Packet[]];
  assertPictures(packets, clip, name);
  assertSound(packets, 0.001, name);
  const audio = packets.filter(({ kind }) => kind === 'audio');
  const flashes = await flashesIn(path);
  assert.equal(flashes.length, CLIP_SECONDS / 2, `${name}: every flash is there`);
  for (const [at, flash] of flashes.entries())
    assert.ok(Math.abs(flash - at * 2) < 0.07, `${name}: flash ${at} at ${flash}`);
  const times = shownAt(packets);
  const lastsS = times.at(-1)! - times[0]! + (times.at(-1)! - times[0]!) / (times.length - 1);
  const { width, height } = await videoOf(path);
  assert.deepEqual([width, height], [plan.variants[0]?.width, plan.variants[0]?.height], `${name}: size`);
  assert.ok(Math.abs(lastsS - CLIP_SECONDS) < 0.1, `${name}: ${lastsS} s of pictures`);
  assert.equal(audio.length > 0, clip.hasSound, `${name}: sound`);
  if (audio.length === 0) return packets;
  assert.ok(Math.abs(audio.length * AUDIO_S - CLIP_SECONDS) < 0.1, `${name}: ${audio.length * AUDIO_S} s of sound`);
  for (const [at, late] of (await beepsLate(path, flashes)).entries())
    assert.ok(Math.abs(late - clip.beepsLate[at]!) < 0.04, `${name}: beep ${at} comes ${late} s after its flash, not ${clip.beepsLate[at]}`);
  return packets;
} // prettier-ignore

type Proof = { readonly job: EncodingJob; readonly whole: readonly Packet[]; readonly clip: Clip };

/** A start of the film as a viewer who begins there gets it, and beside what a whole play made of it. */
async function proveBeginning({ job, whole, clip }: Proof, index: number, startMs: number): Promise<void> {
  const playback = await open({ ...job, startMs });
  const [packets] = (await decoded([await joined(playback, [index])])) as [Packet[]];
  const what = `${clip.name}, begun at segment ${index}`;
  assertSegment(packets, whole, clip, playback.plan, index, what);
  assertSound(packets, 0.001, what);
  const first = packets.find(({ kind }) => kind === 'video')!;
  const same = whole.find(({ kind, pts }) => kind === 'video' && Math.abs(pts - first.pts) < 0.0005);
  assert.ok(same?.isKey, `${what}: the same picture as in a whole play`);
  await conversions.close(playback.id);
}

/** Jumps within one playback, then all it has in one file: segments of many runs on one timeline. */
async function proveJumps({ job, whole, clip }: Proof, jumps: readonly number[]): Promise<void> {
  const playback = await open(job);
  for (const index of jumps) await fetchSegment(playback, index);
  const places = [...new Set(jumps)];
  const alone = await Promise.all(places.map((index) => joined(playback, [index])));
  const all = await joined(playback, [...playback.plan.startsMs.keys()]);
  const [packets, ...ofEach] = (await decoded([all, ...alone])) as [Packet[], ...Packet[][]];
  for (const [at, index] of places.entries())
    assertSegment(ofEach[at]!, whole, clip, playback.plan, index, `${clip.name}, segment ${index} after jumps`);
  assertPictures(packets, clip, clip.name);
  assertSound(packets, AUDIO_S, clip.name);
  await conversions.close(playback.id);
}

/** All of them in another order, the same for the same `random`. */
function shuffled<T>(all: Iterable<T>, random: () => number): T[] {
  const left = [...all];
  return Array.from({ length: left.length }, () => left.splice(Math.floor(random() * left.length), 1)[0]!);
}

/** Every place is jumped to in turn, then some again; at two others of them, and at the film's beginning, a playback begins. */
async function prove(t: TestContext, clip: Clip, job: EncodingJob): Promise<void> {
  const playback = await open(job);
  const { startsMs } = playback.plan;
  const random = seededRandom(SEED);
  const jumps = [...shuffled(startsMs.keys(), random), ...shuffled(startsMs.keys(), random)].slice(0, JUMPS);
  const places = new Set(jumps).size;
  assert.ok(places >= FEWEST_PLACES, `${clip.name}: jumps to ${places} places`);
  t.diagnostic(`seed ${SEED}, jumps to ${places} of ${startsMs.length} segments`);
  const whole = await proveWholePlay(playback, clip);
  await conversions.close(playback.id);
  await proveJumps({ job, whole, clip }, jumps);
  for (const index of new Set([0, ...jumps.slice(0, 2)])) await proveBeginning({ job, whole, clip }, index, startsMs[index]!);
} // prettier-ignore

// Most of the time is spent in programs of one thread.
describe('every segment decodes alone, opens on a key frame and follows on its neighbour', { concurrency: 2 }, () => {
  for (const name of ENCODED) {
    test(`${name}, made anew: of a whole play, of twenty jumps and of beginnings`, async (t) => {
      await prove(t, await clipCalled(name, 'from 0'), jobFor(library.source(clipFile(name))));
    });
  }
  for (const name of COPIED) {
    test(`${name}, copied: of a whole play, of twenty jumps and of beginnings`, async (t) => {
      await prove(t, await clipCalled(name, 'its own'), copyJobFor(library.source(clipFile(name))));
    });
  }
});
