/** Reads bits most significant first, and Exp-Golomb codes; past the end it throws `Overrun`. */
class BitReader {
  readonly #bytes: Buffer;
  #at = 0;
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }
  bits(count: number): number {
    let value = 0;
    for (let n = 0; n < count; n += 1, this.#at += 1) {
      const byte = this.#bytes[this.#at >> 3];
      if (byte === undefined) throw new Overrun();
      value = value * 2 + ((byte >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }
  flag(): boolean {
    return this.bits(1) === 1;
  }
  skip(count: number): void {
    this.#at += count;
  }
  /** ue(v), Rec. ITU-T H.265, 9.2; se(v) takes as many bits. */
  golomb(): number {
    let zeros = 0;
    while (this.bits(1) === 0) if ((zeros += 1) > 31) throw new Overrun();
    return 2 ** zeros - 1 + this.bits(zeros);
  }
}

class Overrun extends Error {}

/**
 * The transfer_characteristics in an H.265 sequence parameter set (Rec. ITU-T H.265, 7.3.2.2 and E.2.1).
 *
 * @param nal the NAL unit with its two header bytes, emulation prevention still inside.
 * @returns 2 ("unspecified") when the SPS carries none; null when it cannot be read.
 */
export function hevcTransfer(nal: Buffer): number | null {
  try {
    return readTransfer(new BitReader(unescaped(nal.subarray(2, 2 + 4096))));
  } catch (error) {
    if (error instanceof Overrun) return null;
    throw error;
  }
}

/** Drop emulation_prevention_three_byte (7.3.1.1). */
function unescaped(bytes: Buffer): Buffer {
  const kept = bytes.filter((byte, at) => !(byte === 3 && at >= 2 && bytes[at - 1] === 0 && bytes[at - 2] === 0));
  return Buffer.from(kept);
}

function readTransfer(reader: BitReader): number | null {
  reader.skip(4);
  const subLayers = reader.bits(3);
  reader.skip(1);
  skipProfileTierLevel(reader, subLayers);
  reader.golomb(); // sps_seq_parameter_set_id
  if (reader.golomb() === 3) reader.skip(1); // chroma_format_idc, separate_colour_plane_flag
  reader.golomb();
  reader.golomb(); // width, height
  if (reader.flag()) for (let n = 0; n < 4; n += 1) reader.golomb(); // conformance window
  reader.golomb();
  reader.golomb(); // bit depths
  const pocBits = reader.golomb() + 4;
  const ordered = reader.flag() ? 0 : subLayers;
  for (let layer = ordered; layer <= subLayers; layer += 1) for (let n = 0; n < 3; n += 1) reader.golomb();
  for (let n = 0; n < 6; n += 1) reader.golomb(); // coding and transform block sizes, hierarchy depths
  if (reader.flag() && reader.flag()) skipScalingLists(reader);
  reader.skip(2); // amp, sample adaptive offset
  if (reader.flag()) {
    reader.skip(8); // PCM bit depths
    reader.golomb();
    reader.golomb();
    reader.skip(1);
  }
  if (!skipReferenceSets(reader)) return null;
  if (reader.flag()) {
    const count = reader.golomb(); // num_long_term_ref_pics_sps
    if (count > 32) return null;
    reader.skip(count * (pocBits + 1));
  }
  reader.skip(2); // temporal mvp, strong intra smoothing
  return reader.flag() ? readVuiTransfer(reader) : 2;
}

/** E.2.1, as far as the colour description. */
function readVuiTransfer(reader: BitReader): number {
  if (reader.flag() && reader.bits(8) === 255) reader.skip(32); // aspect ratio
  if (reader.flag()) reader.skip(1); // overscan
  if (!reader.flag()) return 2; // video_signal_type_present_flag
  reader.skip(4);
  if (!reader.flag()) return 2; // colour_description_present_flag
  reader.skip(8);
  return reader.bits(8);
}

/** 7.3.3 */
function skipProfileTierLevel(reader: BitReader, subLayers: number): void {
  reader.skip(96);
  if (subLayers === 0) return;
  const present = Array.from({ length: subLayers }, () => [reader.flag(), reader.flag()] as const);
  reader.skip((8 - subLayers) * 2);
  for (const [profile, level] of present) reader.skip((profile ? 88 : 0) + (level ? 8 : 0));
}

/** 7.3.4 */
function skipScalingLists(reader: BitReader): void {
  for (let size = 0; size < 4; size += 1) {
    for (let matrix = 0; matrix < 6; matrix += size === 3 ? 3 : 1) {
      if (!reader.flag()) {
        reader.golomb();
        continue;
      }
      if (size > 1) reader.golomb();
      for (let n = 0; n < Math.min(64, 1 << (4 + (size << 1))); n += 1) reader.golomb();
    }
  }
}

/** 7.3.7, for every set; false when a count is beyond what the standard allows. */
function skipReferenceSets(reader: BitReader): boolean {
  const sets = reader.golomb();
  if (sets > 64) return false;
  let previous = 0; // NumDeltaPocs of the set before
  for (let set = 0; set < sets; set += 1) {
    if (set !== 0 && reader.flag()) {
      reader.skip(1);
      reader.golomb();
      let used = 0;
      for (let n = 0; n <= previous; n += 1) {
        const isUsed = reader.flag();
        if (isUsed || reader.flag()) used += 1;
      }
      previous = used;
      continue;
    }
    const negative = reader.golomb();
    const positive = reader.golomb();
    if (negative > 16 || positive > 16) return false;
    for (let n = 0; n < negative + positive; n += 1) {
      reader.golomb();
      reader.skip(1);
    }
    previous = negative + positive;
  }
  return true;
}
