import { hevcTransfer } from './hevc-sps.ts';
import type { Hdr } from '../../core/library/index.ts';

/** What a codec's configuration record says of the picture. */
export type VideoConfig = {
  readonly profile: string | null;
  readonly level: number | null;
  readonly bitDepth: number | null;
  readonly pixelFormat: string | null;
  /**
   * How brightness is coded, as far as this record says (ISO/IEC 23091-2 TransferCharacteristics): null is "does not
   * say, and need not be SDR", which is to be asked of ffprobe.
   */
  readonly hdr: Hdr | null;
};

/** TransferCharacteristics 16 is SMPTE ST 2084 (PQ), 18 is ARIB STD-B67 (HLG); 2 is "unspecified". */
export function hdrOfTransfer(transfer: number): Hdr {
  return transfer === 16 ? 'hdr10' : transfer === 18 ? 'hlg' : 'sdr';
}

const CHROMA = ['gray', 'yuv420p', 'yuv422p', 'yuv444p'];

function pixelFormatOf(chroma: number, bitDepth: number): string | null {
  const base = CHROMA[chroma];
  return base === undefined ? null : bitDepth === 8 ? base : `${base}${bitDepth}le`;
}

const H264_PROFILES: Readonly<Record<number, string>> = {
  66: 'Baseline',
  77: 'Main',
  88: 'Extended',
  100: 'High',
  110: 'High 10',
  122: 'High 4:2:2',
  244: 'High 4:4:4 Predictive',
};

/** AVCDecoderConfigurationRecord, ISO/IEC 14496-15, 5.3.3.1. Null when it is not one. */
export function readAvcConfig(record: Buffer): VideoConfig | null {
  if (record.length < 7 || record[0] !== 1) return null;
  const profileIdc = record[1] ?? 0;
  const constraints = record[2] ?? 0;
  const level = record[3] ?? 0;
  let profile = H264_PROFILES[profileIdc] ?? null;
  if (profileIdc === 66 && (constraints & 0x40) !== 0) profile = 'Constrained Baseline';
  if ((profileIdc === 110 || profileIdc === 122) && (constraints & 0x10) !== 0) profile = `${profile} Intra`;
  let chroma = 1;
  let bitDepth = 8;
  if (profileIdc >= 100) {
    const extension = afterParameterSets(record);
    if (extension !== null) {
      chroma = (record[extension] ?? 0) & 3;
      bitDepth = ((record[extension + 1] ?? 0) & 7) + 8;
    } else if (profileIdc !== 100) {
      return null; // The optional tail is missing and more than 8 bits are possible.
    }
  }
  return { profile, level, bitDepth, pixelFormat: pixelFormatOf(chroma, bitDepth), hdr: 'sdr' };
}

/** Position of chroma_format, behind all parameter sets; null when the record ends before. */
function afterParameterSets(record: Buffer): number | null {
  let at = 5;
  for (const mask of [0x1f, 0xff]) {
    const count = (record[at] ?? 0) & mask;
    at += 1;
    for (let set = 0; set < count; set += 1) {
      if (at + 2 > record.length) return null;
      at += 2 + record.readUInt16BE(at);
    }
  }
  return at + 3 <= record.length ? at : null;
}

const HEVC_PROFILES: Readonly<Record<number, string>> = { 1: 'Main', 2: 'Main 10', 3: 'Main Still Picture', 4: 'Rext' };

/** HEVCDecoderConfigurationRecord, ISO/IEC 14496-15, 8.3.3.1. Null when it is not one. */
export function readHevcConfig(record: Buffer): VideoConfig | null {
  if (record.length < 23 || record[0] !== 1) return null;
  const profileIdc = (record[1] ?? 0) & 0x1f;
  const chroma = (record[16] ?? 0) & 3;
  const bitDepth = ((record[17] ?? 0) & 7) + 8;
  const transfer = bitDepth > 8 ? transferInArrays(record) : 1;
  return {
    profile: HEVC_PROFILES[profileIdc] ?? null,
    level: record[12] ?? null,
    bitDepth,
    pixelFormat: pixelFormatOf(chroma, bitDepth),
    hdr: transfer === null ? null : hdrOfTransfer(transfer),
  };
}

/** The transfer in the record's first SPS (NAL unit type 33); null when there is none or it cannot be read. */
function transferInArrays(record: Buffer): number | null {
  let at = 23;
  for (let array = record[22] ?? 0; array > 0 && at + 3 <= record.length; array -= 1) {
    const type = (record[at] ?? 0) & 0x3f;
    const count = record.readUInt16BE(at + 1);
    at += 3;
    for (let unit = 0; unit < count && at + 2 <= record.length; unit += 1) {
      const length = record.readUInt16BE(at);
      if (type === 33) return hevcTransfer(record.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
  }
  return null;
}

/** AV1CodecConfigurationRecord, AV1-ISOBMFF 2.3. Null when it is not one. */
export function readAv1Config(record: Buffer): VideoConfig | null {
  if (record.length < 4 || record[0] !== 0x81) return null;
  const second = record[1] ?? 0;
  const third = record[2] ?? 0;
  const bitDepth = (third & 0x40) === 0 ? 8 : (third & 0x20) === 0 ? 10 : 12;
  const chroma = (third & 0x10) !== 0 ? 0 : (third & 0x08) === 0 ? 3 : (third & 0x04) === 0 ? 2 : 1;
  const profile = ['Main', 'High', 'Professional'][second >> 5] ?? null;
  return {
    profile,
    level: second & 0x1f,
    bitDepth,
    pixelFormat: pixelFormatOf(chroma, bitDepth),
    hdr: bitDepth === 8 ? 'sdr' : null,
  };
}

/** The payload of `vpcC` behind its version and flags: VP Codec ISO Media File Format Binding 1.0. */
export function readVpConfig(record: Buffer): VideoConfig | null {
  if (record.length < 6) return null;
  const third = record[2] ?? 0;
  const bitDepth = third >> 4;
  if (bitDepth !== 8 && bitDepth !== 10 && bitDepth !== 12) return null;
  const chroma = [1, 1, 2, 3][(third >> 1) & 7] ?? 1;
  return {
    profile: `Profile ${record[0]}`,
    level: null,
    bitDepth,
    pixelFormat: pixelFormatOf(chroma, bitDepth),
    hdr: hdrOfTransfer(record[4] ?? 2),
  };
}

const AAC_PROFILES: Readonly<Record<number, string>> = { 1: 'Main', 2: 'LC', 3: 'SSR', 4: 'LTP', 5: 'HE-AAC', 23: 'LD', 29: 'HE-AACv2', 39: 'ELD' }; // prettier-ignore
const AAC_RATES = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];
const AAC_CHANNELS = [null, 1, 2, 3, 4, 5, 6, 8, null, null, null, 7, 8, null, 8];

export type AacConfig = {
  readonly profile: string | null;
  readonly channels: number | null;
  readonly sampleRate: number | null;
};

/** AudioSpecificConfig, ISO/IEC 14496-3, 1.6.2.1. Explicit SBR doubles the rate here as it does in decoding. */
export function readAacConfig(record: Buffer): AacConfig | null {
  if (record.length < 2) return null;
  let bit = 0;
  const bits = (count: number): number => {
    let value = 0;
    for (let n = 0; n < count; n += 1, bit += 1) value = value * 2 + (((record[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
    return value;
  };
  const objectType = (): number => {
    const type = bits(5);
    return type === 31 ? 32 + bits(6) : type;
  };
  const rate = (): number | null => {
    const index = bits(4);
    return index === 15 ? bits(24) : (AAC_RATES[index] ?? null);
  };
  const type = objectType();
  let sampleRate = rate();
  const channels = bits(4);
  if (type === 5 || type === 29) sampleRate = rate();
  return {
    profile: AAC_PROFILES[type] ?? null,
    channels: type === 29 && channels === 1 ? 2 : (AAC_CHANNELS[channels] ?? null),
    sampleRate,
  };
}

const AC3_RATES = [48000, 44100, 32000];
const AC3_CHANNELS = [2, 1, 2, 3, 3, 4, 4, 5];

export type Ac3Config = { readonly channels: number; readonly sampleRate: number | null };

/** AC3SpecificBox (`dac3`), ETSI TS 102 366, F.4. */
export function readAc3Config(record: Buffer): Ac3Config | null {
  if (record.length < 3) return null;
  const value = record.readUIntBE(0, 3);
  const channels = (AC3_CHANNELS[(value >> 11) & 7] ?? 2) + ((value >> 10) & 1);
  return { channels, sampleRate: AC3_RATES[value >> 22] ?? null };
}

/**
 * EC3SpecificBox (`dec3`), ETSI TS 102 366, F.6: the first independent substream. Null also when dependent substreams
 * add channels (7.1): which ones is read differently by different writers, so that is ffprobe's to say.
 */
export function readEac3Config(record: Buffer): Ac3Config | null {
  if (record.length < 5) return null;
  const value = record.readUIntBE(2, 3);
  if (((value >> 1) & 0xf) > 0) return null;
  const channels = (AC3_CHANNELS[(value >> 9) & 7] ?? 2) + ((value >> 8) & 1);
  return { channels, sampleRate: AC3_RATES[(value >> 22) & 3] ?? null };
}
