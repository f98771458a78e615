import type { EncodingSource } from '../../core/library/index.ts';
import { EbmlWalk, Master, type Element } from '../probe/ebml.ts';
import type { FileWindow } from '../probe/file-window.ts';
import { readTrackEntry } from '../probe/matroska-track.ts';
import { BoxWalk, TooManyBoxes, type Box } from '../probe/mp4-boxes.ts';
import type { StreamIndex } from '../../core/library/index.ts';

/**
 * When the key frames of a picture stream are shown, ms (not rounded), ascending, from the file's own index; nothing of
 * the film is read.
 *
 * @param stream its number in the file.
 * @returns null when the file has no such index, or one this reader does not know.
 * @throws what `window` throws.
 */
export async function readKeyFrames(
  window: FileWindow,
  demuxer: EncodingSource['demuxer'],
  stream: number,
): Promise<number[] | null> {
  if (demuxer === 'mov') return mp4KeyFrames(window, stream);
  return demuxer === 'matroska' ? matroskaKeyFrames(window, stream) : null;
}

/** A film of 20 hours with a key frame a second has 72,000. */
const MAX_KEY_FRAMES = 500_000;

// ISO/IEC 14496-12: stss 8.6.2, stts 8.6.1.2, ctts 8.6.1.3, elst 8.6.6.
async function mp4KeyFrames(window: FileWindow, stream: number): Promise<number[] | null> {
  const walk = new BoxWalk(window);
  try {
    const moov = await topBox(walk, 'moov');
    if (moov === null) return null;
    const boxes = await walk.children(moov);
    const mvhd = boxes.find((box) => box.type === 'mvhd');
    const trak = boxes.filter((box) => box.type === 'trak')[stream];
    if (mvhd === undefined || trak === undefined || boxes.some((box) => box.type === 'mvex')) return null;
    const hdlr = await walk.find(trak, 'mdia', 'hdlr');
    if ((await walk.payload(hdlr ?? trak, 12))?.toString('latin1', 8, 12) !== 'vide') return null; // covers counted before it
    const movieScale = await timescale(walk, mvhd);
    const mdhd = await walk.find(trak, 'mdia', 'mdhd');
    const scale = mdhd && (await timescale(walk, mdhd));
    const stbl = await walk.find(trak, 'mdia', 'minf', 'stbl');
    if (!movieScale || !scale || stbl === null) return null;
    const tables = await walk.children(stbl);
    const table = (type: string) => tables.find((box) => box.type === type);
    const [stss, stts] = [table('stss'), table('stts')];
    if (stss === undefined || stts === undefined) return null;
    const shift = await editShift(walk, trak, movieScale, scale);
    if (shift === null) return null;

    const times: number[] = [];
    const decodeTimes = runs(rows(window, stts, 2));
    const offsets = runs(rows(window, table('ctts') ?? null, 2));
    let dts = 0;
    for await (const [number] of rows(window, stss, 1)) {
      if (times.length >= MAX_KEY_FRAMES || number === undefined || number === 0) return null;
      const elapsed = await decodeTimes.sumBefore(number - 1);
      const offset = await offsets.valueAt(number - 1);
      if (elapsed === null) return null;
      dts = elapsed;
      times.push(((dts + (offset | 0) + shift) * 1000) / scale);
    }
    return times.toSorted((a, b) => a - b);
  } catch (error) {
    if (error instanceof TooManyBoxes) return null;
    throw error;
  }
}

async function topBox(walk: BoxWalk, type: string): Promise<Box | null> {
  const end = walk.window.sizeBytes;
  for (let at = 0; at < end;) {
    const box = await walk.boxAt(at, end);
    if (box === null || box.isCut) return null;
    if (box.type === type) return box;
    at = box.end;
  }
  return null;
}

/** Of mvhd or mdhd, version 0 or 1. */
async function timescale(walk: BoxWalk, header: Box): Promise<number | null> {
  const bytes = await walk.payload(header, 24);
  if (bytes === null || bytes.length < 24) return null;
  return bytes.readUInt32BE(bytes[0] === 1 ? 20 : 12) || null;
}

/** What an edit list adds to every time of a track, in its ticks; null for edits that are more than a late start. */
async function editShift(walk: BoxWalk, trak: Box, movieScale: number, scale: number): Promise<number | null> {
  const elst = await walk.find(trak, 'edts', 'elst');
  if (elst === null) return 0;
  const bytes = await walk.payload(elst, 8 + 20 * 8);
  if (bytes === null || bytes.length < 8) return null;
  const isLong = bytes[0] === 1;
  const count = bytes.readUInt32BE(4);
  let shift = 0;
  for (let entry = 0; entry < count; entry += 1) {
    const at = 8 + entry * (isLong ? 20 : 12);
    if (at + (isLong ? 20 : 12) > bytes.length) return null;
    const duration = isLong ? Number(bytes.readBigUInt64BE(at)) : bytes.readUInt32BE(at);
    const mediaTime = isLong ? Number(bytes.readBigInt64BE(at + 8)) : bytes.readInt32BE(at + 4);
    if (mediaTime === -1) shift += Math.round((duration * scale) / movieScale);
    else return entry === count - 1 ? shift - mediaTime : null;
  }
  return null;
}

/** Rows of `columns` 32-bit numbers of a table with a count, read in pieces. */
async function* rows(window: FileWindow, table: Box | null, columns: 1 | 2): AsyncGenerator<number[]> {
  if (table === null) return;
  const rowBytes = columns * 4;
  const head = await window.read(table.at, 8);
  if (head === null) return;
  const count = Math.min(head.readUInt32BE(4), Math.floor((table.end - table.at - 8) / rowBytes));
  const perPiece = 65_536 / rowBytes;
  for (let done = 0; done < count; done += perPiece) {
    const take = Math.min(perPiece, count - done);
    const bytes = await window.read(table.at + 8 + done * rowBytes, take * rowBytes);
    if (bytes === null) return;
    for (let at = 0; at < bytes.length; at += rowBytes)
      yield columns === 1 ? [bytes.readUInt32BE(at)] : [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)];
  }
}

/** A run-length table (count, value) that is asked with ascending sample numbers only. */
function runs(table: AsyncGenerator<number[]>) {
  let [start, count, value, sum] = [0, 0, 0, 0];
  let isOver = false;
  const seek = async (sample: number) => {
    while (!isOver && sample >= start + count) {
      sum += count * value;
      start += count;
      const next = await table.next();
      if (next.done === true) isOver = true;
      else [count, value] = [next.value[0]!, next.value[1]!];
    }
  };
  return {
    /** The values of all samples before this one; null when the table ends earlier. */
    async sumBefore(sample: number): Promise<number | null> {
      await seek(sample);
      return isOver ? null : sum + (sample - start) * value;
    },
    /** This sample's value; 0 when the table ends earlier. */
    async valueAt(sample: number): Promise<number> {
      await seek(sample);
      return isOver ? 0 : value;
    },
  };
}

// RFC 9559, 5.1: Segment, SeekHead, Info, Tracks, Cues.
const ID = {
  ebml: 0x1a45dfa3, segment: 0x18538067, seekHead: 0x114d9b74, seek: 0x4dbb, seekId: 0x53ab, seekPosition: 0x53ac,
  info: 0x1549a966, timestampScale: 0x2ad7b1, tracks: 0x1654ae6b, trackEntry: 0xae, trackNumber: 0xd7,
  cluster: 0x1f43b675, cues: 0x1c53bb6b, cuePoint: 0xbb, cueTime: 0xb3, cueTrackPositions: 0xb7, cueTrack: 0xf7,
} as const; // prettier-ignore
const MAX_ELEMENTS = 1_000;

async function matroskaKeyFrames(window: FileWindow, stream: number): Promise<number[] | null> {
  const walk = new EbmlWalk(window, MAX_ELEMENTS);
  const ebml = await walk.elementAt(0, window.sizeBytes);
  if (ebml?.id !== ID.ebml || ebml.end === null) return null;
  const segment = await walk.elementAt(ebml.end, window.sizeBytes);
  if (segment?.id !== ID.segment) return null;
  const sections = await findSections(walk, segment);
  const data = async (id: number): Promise<Master | null> => {
    const element = sections.get(id);
    const bytes = element ? await walk.data(element) : null;
    return bytes && new Master(bytes);
  };
  const [info, tracks, cues] = [await data(ID.info), await data(ID.tracks), await data(ID.cues)];
  const number = tracks && trackNumber(tracks, stream);
  if (info === null || cues === null || number === null) return null;
  const scale = info.uint(ID.timestampScale) ?? 1_000_000; // nanoseconds a tick
  const times = cues
    .masters(ID.cuePoint)
    .filter((point) => point.masters(ID.cueTrackPositions).some((position) => position.uint(ID.cueTrack) === number))
    .flatMap((point) => point.uint(ID.cueTime) ?? []);
  return times.length === 0 ? null : times.map((time) => (time * scale) / 1e6).toSorted((a, b) => a - b);
}

async function findSections(walk: EbmlWalk, segment: Element): Promise<Map<number, Element>> {
  const end = Math.min(segment.end ?? walk.window.sizeBytes, walk.window.sizeBytes);
  const found = new Map<number, Element>();
  const note = (element: Element | null) => {
    if (element !== null && element.end !== null && element.end <= end && !found.has(element.id))
      found.set(element.id, element);
  };
  for (let at = segment.at; ;) {
    const element = await walk.elementAt(at, end);
    if (element === null || element.id === ID.cluster || element.end === null) break;
    note(element);
    at = element.end;
  }
  const seekHead = found.get(ID.seekHead);
  const seeks = seekHead ? await walk.data(seekHead) : null;
  for (const seek of seeks ? new Master(seeks).masters(ID.seek) : []) {
    const position = seek.uint(ID.seekPosition);
    if (position === undefined) continue;
    const element = await walk.elementAt(segment.at + position, end);
    if (element?.id === seek.uint(ID.seekId)) note(element);
  }
  return found;
}

/** The TrackNumber of a stream, counted as the header reader counts them. */
function trackNumber(tracks: Master, stream: number): number | null {
  let next = 0;
  for (const entry of tracks.masters(ID.trackEntry)) {
    const read = readTrackEntry(entry, next as StreamIndex);
    if (read === null) return null;
    if (read === 'none') continue;
    if (next === stream) return entry.uint(ID.trackNumber) ?? null;
    next += 1;
  }
  return null;
}
