import type { AudioTags } from '../../core/library/index.ts';
import type { FileWindow } from '../probe/file-window.ts';
import type { Sound } from './sound.ts';
import { NO_TAGS } from './tag-texts.ts';
import { readVorbisComments } from './vorbis-comment.ts';

export type TaggedSound = { readonly sound: Sound; readonly tags: AudioTags; readonly hasPicture: boolean };

const STREAMINFO = 0;
const VORBIS_COMMENT = 4;
const PICTURE = 6;
const MAX_BLOCKS = 128;
const MAX_COMMENT_BYTES = 1024 * 1024;

/** The metadata blocks of a FLAC file (RFC 9639, section 8); null when they begin with no STREAMINFO. */
export async function readFlac(window: FileWindow, start: number): Promise<TaggedSound | null> {
  let sound: Sound | null = null;
  let tags = NO_TAGS;
  let hasPicture = false;
  let at = start + 4;
  for (let seen = 0; seen < MAX_BLOCKS; seen += 1) {
    const head = await window.read(at, 4);
    if (head === null) break;
    const type = head[0]! & 0x7f;
    const length = head.readUIntBE(1, 3);
    if (type === STREAMINFO) {
      const info = await window.read(at + 4, 34);
      sound = info && readStreamInfo(info);
    } else if (type === VORBIS_COMMENT) {
      const bytes = await window.readUpTo(at + 4, Math.min(length, MAX_COMMENT_BYTES));
      if (bytes) tags = readVorbisComments(bytes).tags;
    } else if (type === PICTURE) hasPicture = true;
    if ((head[0]! & 0x80) !== 0) break;
    at += 4 + length;
  }
  return sound && { sound, tags, hasPicture };
}

/** RFC 9639, 8.2: 20 bits of rate, 3 of channels, 5 of sample size, 36 of samples. */
export function readStreamInfo(info: Buffer): Sound | null {
  const sampleRate = info.readUIntBE(10, 3) >> 4;
  const samples = (info[13]! & 0x0f) * 2 ** 32 + info.readUInt32BE(14);
  if (sampleRate === 0) return null;
  return {
    codec: 'flac',
    channels: ((info[12]! >> 1) & 7) + 1,
    sampleRate,
    durationMs: Math.round((samples * 1000) / sampleRate) || null,
  };
}
