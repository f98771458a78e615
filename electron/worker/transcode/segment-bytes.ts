import type { Sample } from './fragments.ts';

export type TrackSamples = {
  readonly trackId: number;
  readonly isVideo: boolean;
  /** Where the segment starts, for a track that has no sample in it. */
  readonly startTicks: number;
  readonly samples: readonly Sample[];
};

// 8.8.3.1: depends on no other picture; and: depends on others, is no sync sample.
const KEY_FLAGS = 0x0200_0000;
const OTHER_FLAGS = 0x0101_0000;

/** One media segment: a `moof` and its `mdat` (ISO/IEC 14496-12, 8.8; RFC 8216, section 3.3). Times must not be negative. */
export function segmentBytes(sequence: number, tracks: readonly TrackSamples[]): Buffer {
  const sizes = tracks.map(trafSize);
  const moofSize = 8 + 16 + sizes.reduce((sum, size) => sum + size, 0);
  const moof = Buffer.alloc(moofSize);
  let at = box(moof, 0, moofSize, 'moof');
  at = fullBox(moof, at, 16, 'mfhd', 0, 0);
  at = moof.writeUInt32BE(sequence, at);
  let dataAt = moofSize + 8;
  for (const [index, track] of tracks.entries()) {
    at = writeTraf(moof, at, sizes[index]!, track, dataAt);
    for (const { data } of track.samples) dataAt += data.length;
  }
  const mdat = Buffer.alloc(8);
  box(mdat, 0, dataAt - moofSize, 'mdat');
  return Buffer.concat([moof, mdat, ...tracks.flatMap(({ samples }) => samples.map(({ data }) => data))], dataAt);
}

const TFHD_SIZE = 16;
const TFDT_SIZE = 20;
const perSample = (track: TrackSamples): number => (track.isVideo ? 16 : 8);
const trunSize = (track: TrackSamples): number =>
  track.samples.length === 0 ? 0 : 20 + track.samples.length * perSample(track);
const trafSize = (track: TrackSamples): number => 8 + TFHD_SIZE + TFDT_SIZE + trunSize(track);

function writeTraf(into: Buffer, start: number, size: number, track: TrackSamples, dataAt: number): number {
  const { samples } = track;
  let at = box(into, start, size, 'traf');
  at = fullBox(into, at, TFHD_SIZE, 'tfhd', 0, 0x02_0000); // default-base-is-moof
  at = into.writeUInt32BE(track.trackId, at);
  at = fullBox(into, at, TFDT_SIZE, 'tfdt', 1, 0);
  at = into.writeBigUInt64BE(BigInt(Math.max(0, samples[0]?.dts ?? track.startTicks)), at);
  if (samples.length === 0) return at;
  // Data offset; then per sample duration and size, and for pictures flags and the offset of showing from decoding.
  at = fullBox(into, at, trunSize(track), 'trun', 1, track.isVideo ? 0xf01 : 0x301);
  at = into.writeUInt32BE(samples.length, at);
  at = into.writeInt32BE(dataAt, at);
  for (const sample of samples) {
    at = into.writeUInt32BE(Math.max(0, sample.duration), at);
    at = into.writeUInt32BE(sample.data.length, at);
    if (!track.isVideo) continue;
    at = into.writeUInt32BE(sample.isKey ? KEY_FLAGS : OTHER_FLAGS, at);
    at = into.writeInt32BE(sample.pts - sample.dts, at);
  }
  return at;
}

function box(into: Buffer, at: number, size: number, type: string): number {
  return into.write(type, into.writeUInt32BE(size, at), 'latin1') + at + 4;
}

function fullBox(into: Buffer, at: number, size: number, type: string, version: number, flags: number): number {
  return into.writeUInt32BE(version * 0x100_0000 + flags, box(into, at, size, type));
}
