import type { ImageDemuxer, PhotoFacts } from '../../core/library/index.ts';
import type { FileWindow } from '../probe/file-window.ts';
import { NO_EXIF, readExif, type Exif } from './exif.ts';

/** What the head of a picture says: stored pixels, before it is turned. */
export type PictureHead = {
  readonly format: PhotoFacts['format'];
  readonly demuxer: ImageDemuxer;
  readonly width: number;
  readonly height: number;
  readonly exif: Exif;
  /** Several pictures in one, of a kind ffmpeg cannot open. */
  readonly isAnimatedWebp?: boolean;
};

/** Exif in a JPEG is at most a segment; elsewhere more than this is not looked at. */
const MAX_EXIF_BYTES = 64 * 1024;
const MAX_SEGMENTS = 500;
const MAX_CHUNKS = 200;

/** By its first bytes; 'heif' is recognised and not read, null is nothing we know (SVG is not, MED-12). */
export function pictureFormat(head: Buffer): PhotoFacts['format'] | 'heif' | null {
  const starts = (...bytes: number[]) => bytes.every((byte, index) => head[index] === byte);
  if (starts(0xff, 0xd8, 0xff)) return 'jpeg';
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png';
  if (head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP') return 'webp';
  if (/^GIF8[79]a$/.test(head.toString('latin1', 0, 6))) return 'gif';
  if (head.toString('latin1', 4, 8) === 'ftyp' && /^(?:hei[cxms]|hev[cx]|mif1|msf1|avi[fs])$/.test(head.toString('latin1', 8, 12))) return 'heif'; // prettier-ignore
  return null;
}

/** The head of a picture of this format; null when it makes no sense or is cut. */
export async function readPictureHead(window: FileWindow, format: PhotoFacts['format']): Promise<PictureHead | null> {
  switch (format) {
    case 'jpeg':
      return readJpeg(window);
    case 'png':
      return readPng(window);
    case 'webp':
      return readWebp(window);
    case 'gif': {
      const head = await window.read(0, 10);
      return (
        head && { format, demuxer: 'gif', width: head.readUInt16LE(6), height: head.readUInt16LE(8), exif: NO_EXIF }
      );
    }
  }
}

/** Segments up to the frame header (ITU-T T.81, B.1). */
async function readJpeg(window: FileWindow): Promise<PictureHead | null> {
  let exif = NO_EXIF;
  let at = 2;
  for (let seen = 0; seen < MAX_SEGMENTS; seen += 1) {
    const head = await window.read(at, 4);
    if (head === null || head[0] !== 0xff) return null;
    const marker = head[1]!;
    if (marker === 0xff) {
      at += 1; // fill byte
      continue;
    }
    const length = head.readUInt16BE(2);
    if (marker === 0xe1 && exif === NO_EXIF) {
      const segment = await window.readUpTo(at + 4, length - 2);
      if (segment?.toString('latin1', 0, 6) === 'Exif\0\0') exif = readExif(segment.subarray(6));
    }
    // SOF0 to SOF15 without DHT, JPG and DAC, which stand among them.
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      const frame = await window.read(at + 5, 4);
      return frame && { format: 'jpeg', demuxer: 'jpeg_pipe', width: frame.readUInt16BE(2), height: frame.readUInt16BE(0), exif }; // prettier-ignore
    }
    if (marker === 0xda || marker === 0xd9) return null; // the picture began without a frame header
    at += 2 + length;
  }
  return null;
}

/** Chunks up to the picture (PNG, third edition, 5.3). */
async function readPng(window: FileWindow): Promise<PictureHead | null> {
  const header = await window.read(8, 16);
  if (header?.toString('latin1', 4, 8) !== 'IHDR') return null;
  const size = { width: header.readUInt32BE(8), height: header.readUInt32BE(12) };
  let exif = NO_EXIF;
  let at = 8;
  for (let seen = 0; seen < MAX_CHUNKS; seen += 1) {
    const head = await window.read(at, 8);
    const type = head?.toString('latin1', 4, 8);
    if (!head || type === 'IDAT' || type === 'IEND') break;
    const length = head.readUInt32BE(0);
    if (type === 'eXIf') {
      const bytes = await window.readUpTo(at + 8, Math.min(length, MAX_EXIF_BYTES));
      if (bytes) exif = readExif(bytes);
    }
    at += 12 + length;
  }
  return { format: 'png', demuxer: 'png_pipe', ...size, exif };
}

/** RFC 9649: a plain frame, a lossless one, or an extended file with its canvas and an EXIF chunk behind the picture. */
async function readWebp(window: FileWindow): Promise<PictureHead | null> {
  let size: { readonly width: number; readonly height: number } | null = null;
  let exif = NO_EXIF;
  let isAnimatedWebp = false;
  let at = 12;
  for (let seen = 0; seen < MAX_CHUNKS; seen += 1) {
    const head = await window.read(at, 8);
    if (head === null) break;
    const type = head.toString('latin1', 0, 4);
    const length = head.readUInt32LE(4);
    if (type === 'VP8X' || type === 'VP8 ' || type === 'VP8L') {
      const frame = await window.read(at + 8, 10);
      size ??= frame && webpSize(type, frame);
    } else if (type === 'ANIM') isAnimatedWebp = true;
    else if (type === 'EXIF') {
      const bytes = await window.readUpTo(at + 8, Math.min(length, MAX_EXIF_BYTES));
      // Some write the JPEG segment's mark in front.
      if (bytes) exif = readExif(bytes.toString('latin1', 0, 6) === 'Exif\0\0' ? bytes.subarray(6) : bytes);
    }
    at += 8 + length + (length % 2);
  }
  return size && { format: 'webp', demuxer: 'webp_pipe', ...size, exif, isAnimatedWebp };
}

function webpSize(type: string, frame: Buffer): { readonly width: number; readonly height: number } {
  if (type === 'VP8X') return { width: frame.readUIntLE(4, 3) + 1, height: frame.readUIntLE(7, 3) + 1 };
  if (type === 'VP8L') {
    const bits = frame.readUInt32LE(1);
    return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
  }
  return { width: frame.readUInt16LE(6) & 0x3fff, height: frame.readUInt16LE(8) & 0x3fff };
}
