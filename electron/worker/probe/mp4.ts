import { languageOfMdhd, normaliseLanguage } from './language.ts';
import { BoxWalk, TooManyBoxes, boxesIn } from './mp4-boxes.ts';
import type { Box } from './mp4-boxes.ts';
import { firstSampleEntry, readAudioEntry, readSubtitleEntry, readVideoEntry } from './mp4-sample-entry.ts';
import type { FileWindow } from './file-window.ts';
import type { Chapter, MediaInfo, MediaStream, Rotation, StreamIndex, VideoStream } from '../../core/library/index.ts';

/** What a header reader found; null of the whole is "do not know: ask ffprobe". */
export type HeaderReading = { readonly kind: 'info'; readonly info: MediaInfo } | { readonly kind: 'truncated' };

const MAX_TOP_BOXES = 2_000;
const MAX_TRACKS = 64;
const MAX_SAMPLE_DESCRIPTION_BYTES = 256 * 1024;
// One entry is 8 bytes; a film of constant rate has one, of variable rate as many as pictures: the first tell enough.
const MAX_STTS_ENTRIES = 4_096;
const MAX_CHAPTERS = 500;

/**
 * Read an ISO base media or QuickTime file (ISO/IEC 14496-12; QuickTime File Format): `moov` wherever it lies.
 *
 * @returns the file's contents, with `durationMs` null for a fragmented or unfinished file; `truncated` when the file
 *   ends before its `moov` is whole; null for what this reader does not know (another codec, a compressed `moov`,
 *   too many boxes).
 * @throws what `window` throws.
 */
export async function readMp4(window: FileWindow, container: 'mp4' | 'mov'): Promise<HeaderReading | null> {
  const walk = new BoxWalk(window);
  try {
    const moov = await findMoov(walk);
    if (moov === null || moov === 'truncated') return moov && { kind: 'truncated' };
    const info = await readMoov(walk, moov, container);
    return info && { kind: 'info', info };
  } catch (error) {
    if (error instanceof TooManyBoxes) return null;
    throw error;
  }
}

/** `moov` wherever it lies; null for what is no such file. */
export async function findMoov(walk: BoxWalk): Promise<Box | 'truncated' | null> {
  const end = walk.window.sizeBytes;
  let at = 0;
  for (let seen = 0; seen < MAX_TOP_BOXES; seen += 1) {
    const box = await walk.boxAt(at, end);
    if (box === null) return end - at < 16 ? 'truncated' : null;
    if (!/^[\x20-\x7e\xa9]{4}$/.test(box.type)) return null;
    if (box.isCut) return 'truncated';
    if (box.type === 'moov') return box;
    at = box.end;
    if (at >= end) return 'truncated';
  }
  return null;
}

type Track = {
  readonly id: number;
  readonly isEnabled: boolean;
  readonly rotation: Rotation;
  readonly handler: string;
  readonly language: string | null;
  readonly title: string | null;
  readonly frameRate: number | null;
  readonly stsd: Buffer | null;
  /** Ids of the tracks whose samples are this one's chapters (`tref` of type `chap`). */
  readonly chapterTracks: readonly number[];
};

type Extras = {
  readonly title: string | null;
  readonly pictures: readonly string[];
  readonly chapters: readonly Chapter[];
};

async function readMoov(walk: BoxWalk, moov: Box, container: 'mp4' | 'mov'): Promise<MediaInfo | null> {
  const boxes = await walk.children(moov);
  const mvhd = boxes.find((box) => box.type === 'mvhd');
  if (mvhd === undefined || boxes.some((box) => box.type === 'cmov')) return null;
  const isFragmented = boxes.some((box) => box.type === 'mvex');
  // ffmpeg numbers a track or a cover where it meets it, so the file's order decides.
  const slots: (Track | string)[] = [];
  let title: string | null = null;
  let chapters: readonly Chapter[] = [];
  for (const box of boxes) {
    if (box.type === 'trak') {
      const track = await readTrack(walk, box);
      if (track === null) return null;
      slots.push(track);
    } else if (box.type === 'udta' || box.type === 'meta') {
      const extras = await readUserData(walk, box);
      slots.push(...extras.pictures);
      title ??= extras.title;
      if (chapters.length === 0) chapters = extras.chapters;
    }
    if (slots.length > MAX_TRACKS) return null;
  }
  const chapterTracks = new Set(slots.flatMap((slot) => (typeof slot === 'string' ? [] : slot.chapterTracks)));
  const streams: MediaStream[] = [];
  for (const [at, slot] of slots.entries()) {
    const index = at as StreamIndex;
    const stream =
      typeof slot === 'string' ? coverStream(index, slot) : streamOf(index, slot, chapterTracks.has(slot.id));
    if (stream === null) return null;
    if (stream !== 'data') streams.push(stream);
  }
  const durationMs = isFragmented ? null : await readDuration(walk, mvhd);
  const bitrateBps = durationMs === null ? null : Math.round((walk.window.sizeBytes * 8000) / durationMs);
  return { container, demuxer: 'mov', durationMs, bitrateBps, streams, chapters, title };
}

/** `mvhd`, 8.2.2. Null when it says 0 or "unknown" (all ones). */
async function readDuration(walk: BoxWalk, mvhd: Box): Promise<number | null> {
  const payload = await walk.payload(mvhd, 64);
  const time = payload && readTime(payload);
  return time === null || time.duration === 0 ? null : Math.round((time.duration / time.timescale) * 1000) || null;
}

/** Timescale and duration as `mvhd` and `mdhd` both have them, in version 0 or 1. `next` is what follows. */
function readTime(
  payload: Buffer,
): { readonly timescale: number; readonly duration: number; readonly next: number } | null {
  const isLong = payload[0] === 1;
  if (payload.length < (isLong ? 32 : 20)) return null;
  const timescale = payload.readUInt32BE(isLong ? 20 : 12);
  const long = isLong ? payload.readBigUInt64BE(24) : BigInt(payload.readUInt32BE(16));
  const isUnknown = long === (isLong ? 0xffff_ffff_ffff_ffffn : 0xffff_ffffn) || long > BigInt(Number.MAX_SAFE_INTEGER);
  return timescale === 0 ? null : { timescale, duration: isUnknown ? 0 : Number(long), next: isLong ? 32 : 20 };
}

/** `trak`, 8.3.1. Null when a box that has to be there is missing or cut. */
async function readTrack(walk: BoxWalk, trak: Box): Promise<Track | null> {
  const boxes = await walk.children(trak);
  const child = (type: string): Box | undefined => boxes.find((box) => box.type === type);
  const tkhd = child('tkhd');
  const mdia = child('mdia');
  const header = tkhd && (await walk.payload(tkhd, 128));
  if (!header || header.length < 84 || !mdia) return null;
  const isLong = header[0] === 1;
  if (isLong && header.length < 96) return null;
  const inMedia = await walk.children(mdia);
  const mdhd = inMedia.find((box) => box.type === 'mdhd');
  const hdlr = inMedia.find((box) => box.type === 'hdlr');
  const mediaHeader = mdhd && (await walk.payload(mdhd, 64));
  const handlerBox = hdlr && (await walk.payload(hdlr, 12));
  const time = mediaHeader ? readTime(mediaHeader) : null;
  if (!mediaHeader || !handlerBox || handlerBox.length < 12 || time === null) return null;
  const elng = inMedia.find((box) => box.type === 'elng');
  const tag = elng && (await walk.payload(elng, 64));
  const packed = mediaHeader.length >= time.next + 2 ? languageOfMdhd(mediaHeader.readUInt16BE(time.next)) : null;
  const minf = inMedia.find((box) => box.type === 'minf');
  const stbl = minf ? await walk.find(minf, 'stbl') : null;
  const tables = stbl ? await walk.children(stbl) : [];
  const stsd = tables.find((box) => box.type === 'stsd');
  const stts = tables.find((box) => box.type === 'stts');
  const tref = child('tref');
  const references = tref && (await walk.payload(tref, 4096));
  const udta = child('udta');
  return {
    id: header.readUInt32BE(isLong ? 20 : 12),
    isEnabled: ((header[3] ?? 0) & 1) !== 0,
    rotation: rotationOf(header, isLong ? 52 : 40),
    handler: handlerBox.toString('latin1', 8, 12),
    language: (tag ? normaliseLanguage(tag.toString('latin1', 4).split('\0')[0] ?? '') : null) ?? packed,
    title: udta ? await readTrackName(walk, udta) : null,
    frameRate: stts ? await readFrameRate(walk, stts, time.timescale) : null,
    stsd:
      stsd && stsd.end - stsd.at <= MAX_SAMPLE_DESCRIPTION_BYTES
        ? await walk.payload(stsd, MAX_SAMPLE_DESCRIPTION_BYTES)
        : null,
    chapterTracks: references ? chapterReferences(references) : [],
  };
}

/** The matrix of `tkhd` maps (1, 0) to (a, b), y pointing down: its angle is the clockwise turn (8.3.2). */
function rotationOf(tkhd: Buffer, at: number): Rotation {
  const degrees = (Math.atan2(tkhd.readInt32BE(at + 4), tkhd.readInt32BE(at)) * 180) / Math.PI;
  const quarter = ((Math.round(degrees / 90) % 4) + 4) % 4;
  return ([0, 90, 180, 270] as const)[quarter] ?? 0;
}

function chapterReferences(tref: Buffer): number[] {
  return boxesIn(tref)
    .filter((box) => box.type === 'chap')
    .flatMap(({ data }) => Array.from({ length: data.length >> 2 }, (_, at) => data.readUInt32BE(at * 4)));
}

async function readTrackName(walk: BoxWalk, udta: Box): Promise<string | null> {
  const name = await walk.find(udta, 'name');
  const bytes = name && (await walk.payload(name, 1024));
  return bytes ? plainText(bytes.toString('utf8')) : null;
}

/** `stts`, 8.6.1.2: samples divided by the time they take. */
async function readFrameRate(walk: BoxWalk, stts: Box, timescale: number): Promise<number | null> {
  const table = await walk.payload(stts, 8 + MAX_STTS_ENTRIES * 8);
  if (table === null || table.length < 8) return null;
  const entries = Math.min(table.readUInt32BE(4), (table.length - 8) >> 3);
  let samples = 0;
  let ticks = 0;
  for (let entry = 0; entry < entries; entry += 1) {
    const count = table.readUInt32BE(8 + entry * 8);
    samples += count;
    ticks += count * table.readUInt32BE(12 + entry * 8);
  }
  if (samples < 2 || ticks === 0) return null;
  return Math.round((samples * timescale * 1000) / ticks) / 1000;
}

const SUBTITLE_HANDLERS = new Set(['text', 'sbtl', 'subt', 'subp', 'clcp']);

function streamOf(index: StreamIndex, track: Track, isChapters: boolean): MediaStream | 'data' | null {
  const { handler, language, title, isEnabled: isDefault } = track;
  const isSubtitle = SUBTITLE_HANDLERS.has(handler);
  if ((isSubtitle && isChapters) || (!isSubtitle && handler !== 'vide' && handler !== 'soun')) return 'data';
  const entry = track.stsd && firstSampleEntry(track.stsd);
  if (!entry) return null;
  if (handler === 'vide') {
    const video = readVideoEntry(entry);
    const { rotation } = track;
    const frameRate = isChapters ? null : track.frameRate;
    return video && { kind: 'video', index, ...video, rotation, frameRate, attachedPicture: isChapters, isDefault };
  }
  if (handler === 'soun') {
    const audio = readAudioEntry(entry);
    return audio && { kind: 'audio', index, ...audio, language, title, isDefault };
  }
  const subtitle = readSubtitleEntry(entry);
  return subtitle && { kind: 'subtitle', index, ...subtitle, language, title, isDefault };
}

function coverStream(index: StreamIndex, codec: string): VideoStream {
  return {
    kind: 'video', index, codec, profile: null, level: null, width: 0, height: 0, rotation: 0, frameRate: null,
    bitDepth: null, hdr: 'sdr', attachedPicture: true, isDefault: false,
  }; // prettier-ignore
}

/** iTunes metadata (`udta/meta/ilst`) and Nero's chapters (`udta/chpl`). */
async function readUserData(walk: BoxWalk, box: Box): Promise<Extras> {
  const boxes = box.type === 'meta' ? [box] : await walk.children(box);
  const meta = boxes.find((child) => child.type === 'meta');
  const chpl = boxes.find((child) => child.type === 'chpl');
  const list = meta ? await readItemList(walk, meta) : { title: null, pictures: [] };
  const chapterBytes = chpl && (await walk.payload(chpl, 128 * 1024));
  return { ...list, chapters: chapterBytes ? readNeroChapters(chapterBytes) : [] };
}

async function readItemList(walk: BoxWalk, meta: Box): Promise<Omit<Extras, 'chapters'>> {
  const start = await walk.payload(meta, 8);
  // QuickTime writes `meta` without version and flags: then the first child's type already stands here.
  const skip = start?.toString('latin1', 4, 8) === 'hdlr' ? 0 : 4;
  const ilst = await walk.find({ ...meta, at: Math.min(meta.at + skip, meta.end) }, 'ilst');
  let title: string | null = null;
  const pictures: string[] = [];
  for (const item of ilst ? await walk.children(ilst) : []) {
    if (item.type !== '\xa9nam' && item.type !== 'covr') continue;
    for (const data of await walk.children(item)) {
      const head = data.type === 'data' ? await walk.payload(data, 1024) : null;
      if (head === null || head.length < 9) continue;
      const kind = head.readUInt32BE(0);
      if (item.type === '\xa9nam') title ??= plainText(head.toString('utf8', 8));
      else if (pictures.length < MAX_TRACKS) pictures.push(kind === 14 ? 'png' : kind === 27 ? 'bmp' : 'mjpeg');
    }
  }
  return { title, pictures };
}

/** Nero's `chpl`: start in units of 100 ns, then a title with one byte of length. */
function readNeroChapters(chpl: Buffer): Chapter[] {
  const chapters: Chapter[] = [];
  let at = chpl[0] === 0 ? 5 : 9;
  while (at + 9 <= chpl.length && chapters.length < MAX_CHAPTERS) {
    const length = chpl[at + 8] ?? 0;
    if (at + 9 + length > chpl.length) break;
    const startMs = Number(chpl.readBigUInt64BE(at) / 10_000n);
    if (!Number.isSafeInteger(startMs)) break;
    chapters.push({ startMs, title: plainText(chpl.toString('utf8', at + 9, at + 9 + length)) ?? '' });
    at += 9 + length;
  }
  return chapters.sort((a, b) => a.startMs - b.startMs);
}

/** Text a file claims to hold: without controls, at most 500 characters, null when nothing is left. */
export function plainText(text: string): string | null {
  return text.replace(/[\p{Cc}]+/gu, ' ').slice(0, 500).toWellFormed().trim() || null; // prettier-ignore
}
