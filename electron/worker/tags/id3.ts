import type { AudioTags } from '../../core/library/index.ts';
import type { FileWindow } from '../probe/file-window.ts';
import { tagsOf, type TagName, type TagTexts } from './tag-texts.ts';

/** What an ID3 tag says, and where the sound begins behind it. */
export type Id3 = { readonly tags: AudioTags; readonly hasPicture: boolean; readonly end: number };

/** ID3v2.3 and 2.4 (id3.org), and the three letters of 2.2. */
const FRAMES: Readonly<Record<string, TagName>> = {
  TIT2: 'title', TPE1: 'artist', TPE2: 'albumArtist', TALB: 'album', TRCK: 'track', TPOS: 'disc', TDRC: 'date', TYER: 'date',
  TCMP: 'compilation', TCON: 'genre',
  TT2: 'title', TP1: 'artist', TP2: 'albumArtist', TAL: 'album', TRK: 'track', TPA: 'disc', TYE: 'date', TCP: 'compilation',
  TCO: 'genre',
}; // prettier-ignore
/** TXXX names what it holds within itself. */
const OWN_FRAMES = new Set(['TXXX', 'TXX']);
const OWN_NAMES: Readonly<Record<string, TagName>> = {
  COMPILATION: 'compilation', TCMP: 'compilation', 'ALBUM ARTIST': 'albumArtist', ALBUMARTIST: 'albumArtist',
}; // prettier-ignore
const PICTURES = new Set(['APIC', 'PIC']);
/** A tag of a real file has some twenty. */
const MAX_FRAMES = 500;
const MAX_TEXT_BYTES = 4_096;
/** A tag that was made unsynchronous as a whole is read at once, as far as this. */
const MAX_WHOLE_BYTES = 1_024 * 1_024;

type Source = { readonly read: (at: number, length: number) => Promise<Buffer | null>; readonly end: number };

/**
 * Read the ID3v2 tag at a position. Frames are skipped from head to head, so a picture costs nothing.
 *
 * @returns null when there is none.
 * @throws what `window` throws.
 */
export async function readId3v2(window: FileWindow, at: number): Promise<Id3 | null> {
  const head = await window.readUpTo(at, 10);
  if (head === null || head.length < 10 || head.toString('latin1', 0, 3) !== 'ID3') return null;
  const version = head[3]!;
  const flags = head[5]!;
  const size = syncsafe(head, 6);
  const hasFooter = version >= 4 && (flags & 0x10) !== 0;
  const end = at + 10 + size + (hasFooter ? 10 : 0);
  const isWhole = version <= 3 && (flags & 0x80) !== 0;
  const source: Source = isWhole
    ? inMemory(synchronised((await window.readUpTo(at + 10, Math.min(size, MAX_WHOLE_BYTES))) ?? Buffer.alloc(0)))
    : {
        read: (from, length) => window.readUpTo(at + 10 + from, length),
        end: Math.min(size, window.sizeBytes - at - 10),
      };
  const first = (flags & 0x40) !== 0 && version >= 3 ? await extendedHeader(source, version) : 0;
  return { ...(await readFrames(source, first, version)), end };
}

async function extendedHeader(source: Source, version: number): Promise<number> {
  const head = await source.read(0, 4);
  if (head === null || head.length < 4) return 0;
  return version >= 4 ? syncsafe(head, 0) : head.readUInt32BE(0) + 4;
}

async function readFrames(source: Source, first: number, version: number): Promise<Omit<Id3, 'end'>> {
  const isShort = version <= 2;
  const headBytes = isShort ? 6 : 10;
  const texts: TagTexts = {};
  let hasPicture = false;
  let at = first;
  for (let seen = 0; seen < MAX_FRAMES && at + headBytes <= source.end; seen += 1) {
    const head = await source.read(at, headBytes);
    if (head === null || head.length < headBytes) break;
    const id = head.toString('latin1', 0, isShort ? 3 : 4);
    if (!/^[A-Z0-9]{3,4}$/.test(id)) break; // padding
    const size = isShort ? head.readUIntBE(3, 3) : await frameSize(source, head, at, version);
    const name = FRAMES[id];
    if (PICTURES.has(id) && size > 20) hasPicture = true;
    else if (name !== undefined || OWN_FRAMES.has(id)) {
      const bytes = await source.read(at + headBytes, Math.min(size, MAX_TEXT_BYTES));
      const values = bytes ? valuesIn(plainPayload(bytes, version, isShort ? 0 : head[9]!)) : [];
      const meant = name ?? OWN_NAMES[values.shift()?.toUpperCase() ?? ''];
      if (meant !== undefined && values.length > 0) texts[meant] ??= values.join(', ');
    }
    at += headBytes + size;
  }
  return { tags: tagsOf(texts), hasPicture };
}

/** 2.4 counts in sevens, yet iTunes wrote plain numbers there: what a frame or the end follows is right. */
async function frameSize(source: Source, head: Buffer, at: number, version: number): Promise<number> {
  const plain = head.readUInt32BE(4);
  if (version < 4) return plain;
  const sevens = syncsafe(head, 4);
  if (plain === sevens || (await followsFrame(source, at + 10 + sevens))) return sevens;
  return (await followsFrame(source, at + 10 + plain)) ? plain : sevens;
}

async function followsFrame(source: Source, at: number): Promise<boolean> {
  if (at >= source.end) return at === source.end;
  const next = await source.read(at, 4);
  return next !== null && /^(?:[A-Z0-9]{4}|\0{1,4})$/.test(next.toString('latin1'));
}

/** A frame's payload without what its flags put around it; empty when it is compressed or encrypted. */
function plainPayload(bytes: Buffer, version: number, flags: number): Buffer {
  if (version === 3) return (flags & 0xc0) !== 0 ? Buffer.alloc(0) : bytes.subarray((flags & 0x20) !== 0 ? 1 : 0);
  if (version < 3) return bytes;
  if ((flags & 0x0c) !== 0) return Buffer.alloc(0);
  const skip = ((flags & 0x40) !== 0 ? 1 : 0) + ((flags & 0x01) !== 0 ? 4 : 0);
  const rest = bytes.subarray(skip);
  return (flags & 0x02) !== 0 ? synchronised(rest) : rest;
}

/** Encoding byte, then text; several values are parted by NUL. */
function valuesIn(bytes: Buffer): string[] {
  return new TextDecoder(encodingOf(bytes))
    .decode(bytes.subarray(1))
    .replaceAll('\ufeff', '')
    .split('\0')
    .filter((value) => value !== '');
}

function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 1) return bytes[1] === 0xfe ? 'utf-16be' : 'utf-16le';
  if (bytes[0] === 2) return 'utf-16be';
  // Said to be Latin 1; what writes such tags means Windows-1252.
  return bytes[0] === 3 ? 'utf-8' : 'windows-1252';
}

const ID3V1_BYTES = 128;

/** The 128 bytes at a file's end, of before ID3v2; null when there are none. */
export async function readId3v1(window: FileWindow): Promise<AudioTags | null> {
  const bytes = await window.readUpTo(window.sizeBytes - ID3V1_BYTES, ID3V1_BYTES);
  if (bytes === null || bytes.length < ID3V1_BYTES || bytes.toString('latin1', 0, 3) !== 'TAG') return null;
  const text = (from: number, to: number): string =>
    new TextDecoder('windows-1252').decode(bytes.subarray(from, to)).split('\0')[0]!;
  // 1.1 puts the track's number where the comment's last byte was.
  const track = bytes[125] === 0 && bytes[126] !== 0 ? String(bytes[126]) : '';
  return tagsOf({ title: text(3, 33), artist: text(33, 63), album: text(63, 93), date: text(93, 97), track });
}

const syncsafe = (bytes: Buffer, at: number): number =>
  ((bytes[at]! & 0x7f) << 21) |
  ((bytes[at + 1]! & 0x7f) << 14) |
  ((bytes[at + 2]! & 0x7f) << 7) |
  (bytes[at + 3]! & 0x7f);

/** Unsynchronisation put a 0 behind each 0xFF. */
function synchronised(bytes: Buffer): Buffer {
  const plain = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    plain[length++] = bytes[at]!;
    if (bytes[at] === 0xff && bytes[at + 1] === 0) at += 1;
  }
  return plain.subarray(0, length);
}

const inMemory = (bytes: Buffer): Source => ({
  read: async (at, length) => bytes.subarray(at, at + length),
  end: bytes.length,
});
