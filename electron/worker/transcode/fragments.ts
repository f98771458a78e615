import { boxesIn } from '../probe/mp4-boxes.ts';

/** One track as the init segment names it. */
export type Track = { readonly id: number; readonly kind: 'video' | 'audio'; readonly timescale: number };

/** One sample; times in ticks of its track's timescale. */
export type Sample = {
  readonly dts: number;
  /** `dts` plus the composition offset. */
  readonly pts: number;
  /** As the fragment says; the next sample's `dts` knows better. */
  readonly duration: number;
  /** A picture that needs no other; always true for sound. */
  readonly isKey: boolean;
  readonly data: Buffer;
};

export type Fragment = readonly { readonly trackId: number; readonly samples: readonly Sample[] }[];

export type StreamPart =
  | { readonly kind: 'init'; readonly bytes: Buffer; readonly tracks: readonly Track[] }
  | { readonly kind: 'fragment'; readonly fragment: Fragment };

/** What came is no fragmented MP4 as our argument list asks for: the encoder is ended. */
export class NotFragments extends Error {}

/** One fragment is what lies between two key frames: 10 s at 200 Mbit/s. */
const MAX_BOX_BYTES = 256 * 1024 * 1024;

/** Takes ffmpeg's standard output apart: first the init segment, then fragment after fragment (ISO/IEC 14496-12, 8.8). */
export class FragmentReader {
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #needed = 8;
  #ftyp: Buffer | null = null;
  #moof: Buffer | null = null;

  /** @throws NotFragments */
  push(chunk: Buffer): StreamPart[] {
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    const parts: StreamPart[] = [];
    if (this.#waitingBytes < this.#needed) return parts; // joined once per box, not once per chunk
    let bytes = this.#waiting.length === 1 ? chunk : Buffer.concat(this.#waiting);
    for (;;) {
      this.#needed = bytes.length < 8 ? 8 : boxSize(bytes);
      if (bytes.length < this.#needed) break;
      const part = this.#box(bytes.subarray(0, this.#needed));
      if (part) parts.push(part);
      bytes = bytes.subarray(this.#needed);
    }
    this.#waiting = [bytes];
    this.#waitingBytes = bytes.length;
    return parts;
  }

  #box(box: Buffer): StreamPart | null {
    const type = box.toString('latin1', 4, 8);
    switch (type) {
      case 'ftyp':
        this.#ftyp = box;
        return null;
      case 'moov': {
        if (this.#ftyp === null) throw new NotFragments('moov before ftyp');
        return { kind: 'init', bytes: Buffer.concat([this.#ftyp, box]), tracks: tracksOf(box.subarray(8)) };
      }
      case 'moof':
        this.#moof = box;
        return null;
      case 'mdat': {
        const moof = this.#moof;
        if (moof === null) throw new NotFragments('mdat before moof');
        this.#moof = null;
        return { kind: 'fragment', fragment: fragmentOf(moof, box) };
      }
      case 'sidx':
      case 'mfra': // written at the end: where the fragments lie in a file nobody keeps
        return null;
      default:
        throw new NotFragments(`a box of type ${JSON.stringify(type)}`);
    }
  }
}

function boxSize(bytes: Buffer): number {
  const size = bytes.readUInt32BE(0);
  if (size < 8 || size > MAX_BOX_BYTES) throw new NotFragments(`a box of ${size} bytes`);
  return size;
}

const child = (bytes: Buffer, ...path: readonly string[]): Buffer => {
  let data = bytes;
  for (const type of path) {
    const box = boxesIn(data).find((one) => one.type === type);
    if (box === undefined) throw new NotFragments(`no ${type}`);
    data = box.data;
  }
  return data;
};

function tracksOf(moov: Buffer): Track[] {
  return boxesIn(moov)
    .filter((box) => box.type === 'trak')
    .map(({ data }) => {
      const tkhd = child(data, 'tkhd');
      const mdhd = child(data, 'mdia', 'mdhd');
      const handler = child(data, 'mdia', 'hdlr').toString('latin1', 8, 12);
      return {
        id: tkhd.readUInt32BE(tkhd[0] === 1 ? 20 : 12),
        kind: handler === 'vide' ? ('video' as const) : ('audio' as const),
        timescale: mdhd.readUInt32BE(mdhd[0] === 1 ? 20 : 12),
      };
    });
}

/** 8.8.4 to 8.8.8 and 8.8.12. ffmpeg writes `default-base-is-moof`, so data offsets count from the moof's first byte. */
function fragmentOf(moof: Buffer, mdat: Buffer): Fragment {
  const trafs = boxesIn(moof.subarray(8)).filter((box) => box.type === 'traf');
  return trafs.map(({ data }) => {
    const defaults = readTfhd(child(data, 'tfhd'));
    const tfdt = child(data, 'tfdt');
    // Signed: before the first picture's time there may be sound, and pictures that are decoded earlier than shown.
    let dts = tfdt[0] === 1 ? Number(tfdt.readBigInt64BE(4)) : tfdt.readInt32BE(4);
    const samples: Sample[] = [];
    for (const trun of boxesIn(data).filter((box) => box.type === 'trun')) {
      for (const sample of readTrun(trun.data, defaults, dts, (at, size) => {
        const from = at - moof.length;
        if (from < 8 || from + size > mdat.length) throw new NotFragments('a sample outside its mdat');
        return mdat.subarray(from, from + size);
      })) {
        samples.push(sample);
        dts = sample.dts + sample.duration;
      }
    }
    return { trackId: defaults.trackId, samples };
  });
}

type Defaults = {
  readonly trackId: number;
  readonly duration: number;
  readonly size: number;
  readonly flags: number;
};

function readTfhd(tfhd: Buffer): Defaults {
  const flags = tfhd.readUInt32BE(0) & 0xffffff;
  let at = 8;
  const field = (bit: number, bytes: number): number => {
    if ((flags & bit) === 0) return 0;
    at += bytes;
    return bytes === 4 ? tfhd.readUInt32BE(at - 4) : 0;
  };
  field(0x01, 8); // base-data-offset: not with default-base-is-moof
  field(0x02, 4); // sample-description-index: there is one
  const duration = field(0x08, 4);
  const size = field(0x10, 4);
  return { trackId: tfhd.readUInt32BE(4), duration, size, flags: field(0x20, 4) };
}

const IS_NON_SYNC = 0x0001_0000; // sample_is_non_sync_sample, 8.8.3.1

function* readTrun(
  trun: Buffer,
  defaults: Defaults,
  firstDts: number,
  bytesAt: (at: number, size: number) => Buffer,
): Generator<Sample> {
  const flags = trun.readUInt32BE(0) & 0xffffff;
  const count = trun.readUInt32BE(4);
  if ((flags & 0x01) === 0) throw new NotFragments('a run without data offset');
  let at = 12;
  const next = (bit: number, otherwise: number): number => {
    if ((flags & bit) === 0) return otherwise;
    at += 4;
    return trun.readUInt32BE(at - 4);
  };
  let dataAt = trun.readInt32BE(8);
  const firstFlags = next(0x04, defaults.flags);
  let dts = firstDts;
  for (let index = 0; index < count; index += 1) {
    const duration = next(0x100, defaults.duration);
    const size = next(0x200, defaults.size);
    const sampleFlags = next(0x400, index === 0 ? firstFlags : defaults.flags);
    const offset = next(0x800, 0) | 0; // version 1 is signed, and version 0 never reaches the sign
    yield {
      dts,
      pts: dts + offset,
      duration,
      isKey: (sampleFlags & IS_NON_SYNC) === 0,
      data: bytesAt(dataAt, size),
    };
    dataAt += size;
    dts += duration;
  }
}
