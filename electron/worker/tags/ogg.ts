import type { FileWindow } from '../probe/file-window.ts';
import { readStreamInfo, type TaggedSound } from './flac.ts';
import type { Sound } from './sound.ts';
import { readVorbisComments } from './vorbis-comment.ts';

/** Pictures lie within the comments; more than this of them is not read. */
const MAX_PACKET_BYTES = 2 * 1024 * 1024;
const MAX_PAGES = 64;
/** A page is at most 65,307 bytes (RFC 3533), so the last one begins within these. */
const LAST_BYTES = 65_536;
const OPUS_RATE = 48_000; // RFC 7845, section 4: granules count in these whatever was recorded

type Head = {
  readonly sound: Sound;
  readonly commentMark: string;
  readonly granuleRate: number;
  readonly skip: number;
};

/**
 * The two header packets of an Ogg file with Vorbis, Opus or FLAC, and the time its last page stands for.
 *
 * @returns null for any other content.
 */
export async function readOgg(window: FileWindow): Promise<TaggedSound | null> {
  const [first, second] = await firstPackets(window);
  const head = first && readHead(first.bytes);
  if (!head || !first) return null;
  const comments = second?.bytes.toString('latin1', 0, head.commentMark.length) === head.commentMark
    ? readVorbisComments(second.bytes.subarray(head.commentMark.length))
    : readVorbisComments(Buffer.alloc(0)); // prettier-ignore
  const granule = await lastGranule(window, first.serial);
  const samples = granule === null ? 0 : granule - head.skip;
  const durationMs = samples > 0 ? Math.round((samples * 1000) / head.granuleRate) || null : head.sound.durationMs;
  return { sound: { ...head.sound, durationMs }, ...comments };
}

function readHead(packet: Buffer): Head | null {
  if (packet.length >= 19 && packet.toString('latin1', 0, 8) === 'OpusHead') {
    const sound = { codec: 'opus', channels: packet[9]!, sampleRate: OPUS_RATE, durationMs: null };
    return { sound, commentMark: 'OpusTags', granuleRate: OPUS_RATE, skip: packet.readUInt16LE(10) };
  }
  if (packet.length >= 28 && packet.toString('latin1', 0, 7) === '\x01vorbis') {
    const sampleRate = packet.readUInt32LE(12);
    if (sampleRate === 0) return null;
    const sound = { codec: 'vorbis', channels: packet[11]!, sampleRate, durationMs: null };
    return { sound, commentMark: '\x03vorbis', granuleRate: sampleRate, skip: 0 };
  }
  if (packet.length >= 51 && packet.toString('latin1', 0, 5) === '\x7fFLAC') {
    const sound = readStreamInfo(packet.subarray(17));
    // The comments are a FLAC block with its head of four bytes.
    return sound && { sound, commentMark: '\x04', granuleRate: sound.sampleRate ?? 1, skip: 0 };
  }
  return null;
}

type Packet = { readonly bytes: Buffer; readonly serial: number };

/** The first two packets of the first stream, the second perhaps cut. */
async function firstPackets(window: FileWindow): Promise<(Packet | undefined)[]> {
  const packets: Packet[] = [];
  let parts: Buffer[] = [];
  let held = 0;
  let serial: number | null = null;
  let at = 0;
  for (let page = 0; page < MAX_PAGES && packets.length < 2; page += 1) {
    const head = await window.readUpTo(at, 27);
    if (head === null || head.length < 27 || head.toString('latin1', 0, 4) !== 'OggS') break;
    const table = await window.read(at + 27, head[26]!);
    if (table === null) break;
    const length = table.reduce((sum, one) => sum + one, 0);
    const body = await window.read(at + 27 + table.length, length);
    at += 27 + table.length + length;
    if (body === null) break;
    serial ??= head.readUInt32LE(14);
    if (head.readUInt32LE(14) !== serial) continue;
    let from = 0;
    for (const lacing of table) {
      parts.push(body.subarray(from, from + lacing));
      from += lacing;
      held += lacing;
      if (lacing === 255) continue;
      packets.push({ bytes: Buffer.concat(parts), serial });
      parts = [];
      held = 0;
    }
    if (held > MAX_PACKET_BYTES) break;
  }
  if (packets.length < 2 && held > 0 && serial !== null) packets.push({ bytes: Buffer.concat(parts), serial });
  return packets;
}

async function lastGranule(window: FileWindow, serial: number): Promise<number | null> {
  const length = Math.min(LAST_BYTES, window.sizeBytes);
  const bytes = await window.read(window.sizeBytes - length, length);
  if (bytes === null) return null;
  for (let at = bytes.lastIndexOf('OggS'); at !== -1; at = at === 0 ? -1 : bytes.lastIndexOf('OggS', at - 1)) {
    if (at + 27 > bytes.length || bytes.readUInt32LE(at + 14) !== serial) continue;
    const granule = bytes.readBigInt64LE(at + 6);
    if (granule > 0n && granule < BigInt(Number.MAX_SAFE_INTEGER)) return Number(granule);
  }
  return null;
}
