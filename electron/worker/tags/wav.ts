import type { FileWindow } from '../probe/file-window.ts';
import type { TaggedSound } from './flac.ts';
import { readId3v2 } from './id3.ts';
import type { Sound } from './sound.ts';
import { NO_TAGS, tagsOf, tagsOr, type TagName, type TagTexts } from './tag-texts.ts';

const NAMES: Readonly<Record<string, TagName>> = {
  INAM: 'title', IART: 'artist', IPRD: 'album', ICRD: 'date', IPRT: 'track', ITRK: 'track', IGNR: 'genre',
}; // prettier-ignore
const MAX_CHUNKS = 200;
const MAX_LIST_BYTES = 64 * 1024;

/** The chunks of a RIFF WAVE file: format, length of the data, INFO list, an ID3 tag; null when it has no format. */
export async function readWav(window: FileWindow): Promise<TaggedSound | null> {
  let format: Buffer | null = null;
  let dataBytes = 0;
  let tags = NO_TAGS;
  let hasPicture = false;
  let at = 12;
  for (let seen = 0; seen < MAX_CHUNKS; seen += 1) {
    const head = await window.read(at, 8);
    if (head === null) break;
    const id = head.toString('latin1', 0, 4);
    const length = head.readUInt32LE(4);
    if (id === 'fmt ') format = await window.readUpTo(at + 8, Math.min(length, 40));
    else if (id === 'data') dataBytes = Math.min(length, window.sizeBytes - at - 8);
    else if (id === 'LIST') {
      const list = await window.readUpTo(at + 8, Math.min(length, MAX_LIST_BYTES));
      if (list?.toString('latin1', 0, 4) === 'INFO') tags = tagsOr(tags, readInfo(list));
    } else if (id.toLowerCase() === 'id3 ') {
      const id3 = await readId3v2(window, at + 8);
      if (id3) {
        tags = tagsOr(id3.tags, tags);
        hasPicture ||= id3.hasPicture;
      }
    }
    at += 8 + length + (length % 2);
  }
  const sound = format && soundOf(format, dataBytes);
  return sound && { sound, tags, hasPicture };
}

function readInfo(list: Buffer): ReturnType<typeof tagsOf> {
  const texts: TagTexts = {};
  for (let at = 4; at + 8 <= list.length;) {
    const name = NAMES[list.toString('latin1', at, at + 4)];
    const length = list.readUInt32LE(at + 4);
    const text = list.toString('utf8', at + 8, Math.min(at + 8 + length, list.length)).split('\0')[0]!;
    if (name !== undefined) texts[name] ??= text;
    at += 8 + length + (length % 2);
  }
  return tagsOf(texts);
}

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;

function soundOf(format: Buffer, dataBytes: number): Sound | null {
  if (format.length < 16) return null;
  const tag = format.readUInt16LE(0);
  const kind = tag === EXTENSIBLE && format.length >= 26 ? format.readUInt16LE(24) : tag;
  const bytesPerSecond = format.readUInt32LE(8);
  const bits = format.readUInt16LE(14);
  if (bytesPerSecond === 0 || ![8, 16, 24, 32, 64].includes(bits)) return null;
  if (kind !== PCM && kind !== FLOAT) return null; // others are asked of ffprobe
  return {
    codec: kind === FLOAT ? `pcm_f${bits}le` : bits === 8 ? 'pcm_u8' : `pcm_s${bits}le`,
    channels: format.readUInt16LE(2),
    sampleRate: format.readUInt32LE(4),
    durationMs: Math.round((dataBytes * 1000) / bytesPerSecond) || null,
  };
}
