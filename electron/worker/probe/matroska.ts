import { EbmlWalk, Master } from './ebml.ts';
import type { Element } from './ebml.ts';
import { readTrackEntry } from './matroska-track.ts';
import { plainText } from './mp4.ts';
import type { HeaderReading } from './mp4.ts';
import type { FileWindow } from './file-window.ts';
import type { Chapter, MediaStream, StreamIndex } from '../../core/library/index.ts';

// Element ids of RFC 9559, section 5.1.
const ID = {
  ebml: 0x1a45dfa3, segment: 0x18538067, seekHead: 0x114d9b74, seek: 0x4dbb, seekId: 0x53ab, seekPosition: 0x53ac,
  info: 0x1549a966, timestampScale: 0x2ad7b1, duration: 0x4489, title: 0x7ba9, tracks: 0x1654ae6b, trackEntry: 0xae,
  cluster: 0x1f43b675, chapters: 0x1043a770, edition: 0x45b9, chapterAtom: 0xb6, chapterStart: 0x91, chapterHidden: 0x98,
  chapterDisplay: 0x80, chapterString: 0x85, attachments: 0x1941a469, attachedFile: 0x61a7, fileMediaType: 0x4660,
  fileName: 0x466e, fileData: 0x465c,
} as const; // prettier-ignore

const MAX_ELEMENTS = 4_000;
const MAX_TRACKS = 128;
const MAX_ATTACHMENTS = 200;
const MAX_CHAPTERS = 500;

/** Images ffmpeg makes an attached picture of, with its codec names. */
const PICTURES: Readonly<Record<string, string>> = {
  'image/jpeg': 'mjpeg', 'image/jpg': 'mjpeg', 'image/png': 'png', 'image/gif': 'gif', 'image/tiff': 'tiff',
}; // prettier-ignore

type Found = { info?: Element; tracks?: Element; chapters?: Element; attachments?: Element };

/**
 * Read a Matroska or WebM file's header (RFC 9559; EBML: RFC 8794): SeekHead, Info, Tracks, Chapters, attachments.
 * Clusters are never read: what lies behind the first is reached through the SeekHead or not at all.
 *
 * @returns the contents, with `durationMs` null when Info has no Duration (a live or unfinished recording);
 *   `truncated` when the file ends inside its Info or Tracks; null for what this reader does not know.
 * @throws what `window` throws.
 */
export async function readMatroska(window: FileWindow, container: 'matroska' | 'webm'): Promise<HeaderReading | null> {
  const walk = new EbmlWalk(window, MAX_ELEMENTS);
  const size = window.sizeBytes;
  const ebml = await walk.elementAt(0, size);
  if (ebml === null || ebml.id !== ID.ebml || ebml.end === null) return null;
  const segment = await walk.elementAt(ebml.end, size);
  if (segment === null || segment.id !== ID.segment) return ebml.end >= size ? { kind: 'truncated' } : null;
  const found = await findSections(walk, segment);
  if (found === 'truncated') return { kind: 'truncated' };
  if (found.info === undefined || found.tracks === undefined) return null;

  const infoData = await walk.data(found.info);
  const tracksData = await walk.data(found.tracks);
  if (infoData === null || tracksData === null) return null;
  const info = new Master(infoData);
  const streams: MediaStream[] = [];
  const entries = new Master(tracksData).masters(ID.trackEntry);
  if (entries.length === 0 || entries.length > MAX_TRACKS) return null;
  let next = 0;
  for (const entry of entries) {
    const stream = readTrackEntry(entry, next as StreamIndex);
    if (stream === null) return null;
    if (stream !== 'none') next += 1;
    if (stream !== 'none' && stream !== 'data') streams.push(stream);
  }
  if (found.attachments) streams.push(...(await readPictures(walk, found.attachments, next)));
  const chapterData = found.chapters ? await walk.data(found.chapters) : null;
  const durationMs = durationOf(info);
  return {
    kind: 'info',
    info: {
      container,
      demuxer: 'matroska',
      durationMs,
      bitrateBps: durationMs === null ? null : Math.round((size * 8000) / durationMs),
      streams,
      chapters: chapterData ? readChapters(new Master(chapterData)) : [],
      title: plainText(info.text(ID.title) ?? ''),
    },
  };
}

/** Duration counts in TimestampScale nanoseconds, by default a million (5.1.2.9 and 5.1.2.10). */
function durationOf(info: Master): number | null {
  const duration = info.float(ID.duration);
  if (duration === undefined || duration <= 0) return null;
  const ms = Math.round((duration * (info.uint(ID.timestampScale) ?? 1_000_000)) / 1e6);
  return ms > 0 && Number.isSafeInteger(ms) ? ms : null;
}

/** The Segment's sections up to the first Cluster, and those behind it that a SeekHead names. */
async function findSections(walk: EbmlWalk, segment: Element): Promise<Found | 'truncated'> {
  const size = walk.window.sizeBytes;
  const end = Math.min(segment.end ?? size, size);
  const found: Found = {};
  const seeks: { id: number; at: number }[] = [];
  let isCut = false;
  for (let at = segment.at; ;) {
    const element = await walk.elementAt(at, end);
    if (element === null) {
      isCut = end - at < 12 && at >= size - 12;
      break;
    }
    if (element.id === ID.cluster) break;
    if (element.id === ID.seekHead) seeks.push(...(await readSeekHead(walk, element, segment.at)));
    if (element.end === null) break;
    if (element.end > size) {
      isCut = true;
      break;
    }
    note(found, element);
    at = element.end;
  }
  for (const seek of seeks.slice(0, 64)) {
    const element = await walk.elementAt(seek.at, end);
    if (element?.id === seek.id && element.end !== null && element.end <= size) note(found, element);
  }
  return isCut && (found.info === undefined || found.tracks === undefined) ? 'truncated' : found;
}

function note(found: Found, element: Element): void {
  if (element.id === ID.info) found.info ??= element;
  else if (element.id === ID.tracks) found.tracks ??= element;
  else if (element.id === ID.chapters) found.chapters ??= element;
  else if (element.id === ID.attachments) found.attachments ??= element;
}

/** SeekPosition counts from the Segment's data (5.1.1.1.2). Entries that name other sections are not followed. */
async function readSeekHead(
  walk: EbmlWalk,
  seekHead: Element,
  segmentAt: number,
): Promise<{ id: number; at: number }[]> {
  const data = await walk.data(seekHead);
  if (data === null) return [];
  const wanted = new Set<number>([ID.info, ID.tracks, ID.chapters, ID.attachments]);
  return new Master(data).masters(ID.seek).flatMap((seek) => {
    const id = seek.uint(ID.seekId);
    const position = seek.uint(ID.seekPosition);
    return id !== undefined && wanted.has(id) && position !== undefined ? [{ id, at: segmentAt + position }] : [];
  });
}

/** The first edition's visible chapters, without those nested in others (5.1.7). */
function readChapters(data: Master): Chapter[] {
  const atoms = data.master(ID.edition)?.masters(ID.chapterAtom).slice(0, MAX_CHAPTERS) ?? [];
  return atoms
    .filter((atom) => atom.uint(ID.chapterHidden) !== 1)
    .flatMap((atom) => {
      const start = atom.uint(ID.chapterStart); // nanoseconds
      const title = atom.master(ID.chapterDisplay)?.text(ID.chapterString);
      return start === undefined ? [] : [{ startMs: Math.floor(start / 1e6), title: plainText(title ?? '') ?? '' }];
    })
    .sort((a, b) => a.startMs - b.startMs);
}

/** Cover art among the attachments (5.1.6). Fonts and other files take a stream number too, and are not listed. */
async function readPictures(walk: EbmlWalk, attachments: Element, firstIndex: number): Promise<MediaStream[]> {
  const pictures: MediaStream[] = [];
  const end = attachments.end ?? attachments.at;
  let index = firstIndex;
  let at = attachments.at;
  for (let seen = 0; seen < MAX_ATTACHMENTS; seen += 1) {
    const file = await walk.elementAt(at, end);
    if (file === null || file.end === null || file.end > end) break;
    at = file.end;
    if (file.id !== ID.attachedFile) continue;
    const mediaType = await attachedType(walk, file);
    if (mediaType === null) continue;
    const codec = PICTURES[mediaType];
    if (codec !== undefined) {
      pictures.push({
        kind: 'video', index: index as StreamIndex, codec, profile: null, level: null, width: 0, height: 0, rotation: 0,
        frameRate: null, bitDepth: null, hdr: 'sdr', attachedPicture: true, isDefault: false,
      }); // prettier-ignore
    }
    index += 1;
  }
  return pictures;
}

/** An attachment's media type, or null when it lacks what ffmpeg asks for: a name, a type and data. */
async function attachedType(walk: EbmlWalk, file: Element): Promise<string | null> {
  let mediaType: string | null = null;
  let [hasName, hasData] = [false, false];
  for (let at = file.at; ;) {
    const child = await walk.elementAt(at, file.end ?? file.at);
    if (child === null || child.end === null || child.end > (file.end ?? 0)) break;
    if (child.id === ID.fileMediaType)
      mediaType = (await walk.data(child))?.toString('latin1', 0, 100).replace(/\0.*$/s, '') ?? null;
    hasName ||= child.id === ID.fileName;
    hasData ||= child.id === ID.fileData && child.end > child.at;
    at = child.end;
  }
  return hasName && hasData ? mediaType : null;
}
