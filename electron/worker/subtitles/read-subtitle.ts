import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { openRealPath } from '../../core/kernel/index.ts';

/** Larger than any dialogue: a film's is 100 KB, drawn signs may take a few MB (MED-12). */
export const MAX_SUBTITLE_FILE_BYTES = 10 * 1024 * 1024;

/** ffmpeg's demuxers for subtitle files; each reads one format and opens nothing else. */
export type SubtitleDemuxer = 'srt' | 'ass' | 'webvtt';

export type SubtitleText = {
  readonly demuxer: SubtitleDemuxer;
  readonly text: string;
  readonly sizeBytes: number;
  /** SHA-256 of all its bytes, 64 hex digits. */
  readonly contentId: string;
};

/**
 * Read a subtitle file whole. What it is its content says, never its name.
 *
 * @param root the library's folder, which it must lie in after every link was followed.
 * @param path absolute.
 * @returns null when it is away, too large, no text, or no subtitles.
 */
export async function readSubtitle(root: string, path: string): Promise<SubtitleText | null> {
  const handle = await openRealPath(root, path);
  if (handle === null) return null;
  let bytes: Buffer;
  try {
    if ((await handle.stat()).size > MAX_SUBTITLE_FILE_BYTES) return null;
    bytes = await readBounded(handle);
  } finally {
    await handle.close();
  }
  if (bytes.length > MAX_SUBTITLE_FILE_BYTES) return null;
  const text = decodeText(bytes);
  const demuxer = text === null ? null : formatOf(text);
  if (text === null || demuxer === null) return null;
  return { demuxer, text, sizeBytes: bytes.length, contentId: createHash('sha256').update(bytes).digest('hex') };
}

/** One byte more than allowed at most: a file may grow while it is read. */
async function readBounded(handle: FileHandle): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  while (length <= MAX_SUBTITLE_FILE_BYTES) {
    const room = Math.min(256 * 1024, MAX_SUBTITLE_FILE_BYTES + 1 - length);
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(room), 0, room, length);
    if (bytesRead === 0) break;
    pieces.push(buffer.subarray(0, bytesRead));
    length += bytesRead;
  }
  return Buffer.concat(pieces);
}

/** UTF-16 with its mark, else UTF-8, else what Windows wrote in Western Europe. Null for what is no text in any of them. */
export function decodeText(bytes: Buffer): string | null {
  const text = new TextDecoder(charsetOf(bytes)).decode(bytes).replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  // Text has none of these; a film or picture called .srt is full of them.
  // oxlint-disable-next-line no-control-regex
  return /[\x00-\x08\x0e-\x19\x1b-\x1f]/.test(text) ? null : text;
}

function charsetOf(bytes: Buffer): 'utf-16le' | 'utf-16be' | 'utf-8' | 'windows-1252' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return 'windows-1252'; // every byte means something there
  }
}

/** Far enough for what may stand before the first words. */
const HEAD_CHARACTERS = 64 * 1024;
const SRT_TIMING = /^ *\d{1,3}:\d{1,2}:\d{1,2}[,.]\d{1,3} *--> *\d{1,3}:\d{1,2}:\d{1,2}[,.]\d{1,3}/m;
/** Matroska's and Sub Station's own; some writers leave the heading out. */
const ASS_HEADING = /^\s*\[(?:script info|v4\+? styles|events)\]/i;

function formatOf(text: string): SubtitleDemuxer | null {
  const head = text.slice(0, HEAD_CHARACTERS);
  if (/^WEBVTT(?:\s|$)/.test(head)) return 'webvtt';
  if (ASS_HEADING.test(head)) return 'ass';
  return SRT_TIMING.test(head) ? 'srt' : null;
}
