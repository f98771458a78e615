import { hdrOfTransfer, readAacConfig, readAc3Config, readAv1Config, readAvcConfig, readEac3Config, readHevcConfig, readVpConfig } from './codec-config.ts'; // prettier-ignore
import type { VideoConfig } from './codec-config.ts';
import { boxesIn } from './mp4-boxes.ts';
import type { AudioStream, SubtitleStream, VideoStream } from '../../core/library/index.ts';

type VideoPart = Pick<
  VideoStream,
  'codec' | 'profile' | 'level' | 'width' | 'height' | 'bitDepth' | 'pixelFormat' | 'hdr'
>;
type AudioPart = Pick<AudioStream, 'codec' | 'profile' | 'channels' | 'sampleRate'>;
type SubtitlePart = Pick<SubtitleStream, 'codec' | 'isForced'>;

/** The first sample entry of an `stsd` payload (ISO/IEC 14496-12, 8.5.2). */
export type SampleEntry = { readonly format: string; readonly data: Buffer; readonly stsdVersion: number };

/** Null when there is no whole entry. */
export function firstSampleEntry(stsd: Buffer): SampleEntry | null {
  if (stsd.length < 16 || stsd.readUInt32BE(4) === 0) return null;
  const entry = boxesIn(stsd.subarray(8))[0];
  return entry === undefined ? null : { format: entry.type, data: entry.data, stsdVersion: stsd[0] ?? 0 };
}

// Each sample entry's four letters: the MP4 registration authority's list, and the QuickTime File Format for the rest.
const VIDEO_FORMATS: Readonly<Record<string, string>> = {
  avc1: 'h264', avc3: 'h264', dvav: 'h264', dva1: 'h264', hvc1: 'hevc', hev1: 'hevc', dvh1: 'hevc', dvhe: 'hevc',
  av01: 'av1', dav1: 'av1', vp09: 'vp9', vp08: 'vp8', jpeg: 'mjpeg', mjpa: 'mjpeg', s263: 'h263', apch: 'prores',
  apcn: 'prores', apcs: 'prores', apco: 'prores', ap4h: 'prores', ap4x: 'prores',
}; // prettier-ignore
const DOLBY_FORMATS = new Set(['dvav', 'dva1', 'dvh1', 'dvhe', 'dav1']);
// objectTypeIndication, ISO/IEC 14496-1, 7.2.6.6 and the registration authority's list.
const OBJECT_TYPES: Readonly<Record<number, string>> = {
  0x20: 'mpeg4', 0x21: 'h264', 0x23: 'hevc', 0x40: 'aac', 0x60: 'mpeg2video', 0x61: 'mpeg2video', 0x62: 'mpeg2video',
  0x63: 'mpeg2video', 0x64: 'mpeg2video', 0x65: 'mpeg2video', 0x66: 'aac', 0x67: 'aac', 0x68: 'aac', 0x69: 'mp3',
  0x6a: 'mpeg1video', 0x6b: 'mp3', 0x6c: 'mjpeg', 0x6d: 'png', 0xa5: 'ac3', 0xa6: 'eac3', 0xa9: 'dts', 0xad: 'opus',
  0xe0: 'dvd_subtitle',
}; // prettier-ignore
const CONFIG_READERS: Readonly<Record<string, readonly [string, (record: Buffer) => VideoConfig | null]>> = {
  h264: ['avcC', readAvcConfig],
  hevc: ['hvcC', readHevcConfig],
  av1: ['av1C', readAv1Config],
  vp9: ['vpcC', (box) => readVpConfig(box.subarray(4))],
};

/** A VisualSampleEntry (12.1.3). Null is "do not know": another codec, or one whose record cannot be read. */
export function readVideoEntry(entry: SampleEntry): VideoPart | null {
  const { data, format } = entry;
  if (data.length < 78) return null;
  const boxes = boxesIn(data.subarray(78));
  const find = (type: string): Buffer | undefined => boxes.find((box) => box.type === type)?.data;
  const codec = format === 'mp4v' ? readEsds(find('esds'))?.codec : VIDEO_FORMATS[format];
  if (codec === undefined || codec === null) return null;
  const size = { width: data.readUInt16BE(24), height: data.readUInt16BE(26) };
  const isDolby = DOLBY_FORMATS.has(format) || ['dvcC', 'dvvC', 'dvwC'].some((type) => find(type) !== undefined);
  const transfer = readTransfer(find('colr'));
  const reader = CONFIG_READERS[codec];
  if (reader === undefined) {
    const bitDepth = codec === 'prores' ? null : 8;
    const hdr = isDolby ? 'dolby-vision' : hdrOfTransfer(transfer ?? 2);
    return { codec, profile: null, level: null, ...size, bitDepth, hdr };
  }
  const record = find(reader[0]);
  const config = record === undefined ? null : reader[1](record);
  const hdr = isDolby ? 'dolby-vision' : transfer !== null ? hdrOfTransfer(transfer) : (config?.hdr ?? null);
  if (config === null || hdr === null) return null;
  const { profile, level, bitDepth, pixelFormat } = config;
  return { codec, profile, level, ...size, bitDepth, ...(pixelFormat === null ? {} : { pixelFormat }), hdr };
}

/** `colr` of kind nclx or QuickTime's nclc (12.1.5): its transfer, or null when it has none or it is "unspecified". */
function readTransfer(colr: Buffer | undefined): number | null {
  if (colr === undefined || colr.length < 10 || !/^ncl[xc]$/.test(colr.toString('latin1', 0, 4))) return null;
  const transfer = colr.readUInt16BE(6);
  return transfer === 2 ? null : transfer;
}

const AUDIO_FORMATS: Readonly<Record<string, string>> = {
  'ac-3': 'ac3', 'ec-3': 'eac3', Opus: 'opus', fLaC: 'flac', alac: 'alac', '.mp3': 'mp3', dtsc: 'dts', dtse: 'dts',
  dtsh: 'dts', dtsl: 'dts', mlpa: 'truehd', sowt: 'pcm_s16le', twos: 'pcm_s16be', ulaw: 'pcm_mulaw', alaw: 'pcm_alaw',
  samr: 'amr_nb', sawb: 'amr_wb',
}; // prettier-ignore

/** An AudioSampleEntry (12.2.3), or QuickTime's versions 1 and 2 of it. Null as for video. */
export function readAudioEntry(entry: SampleEntry): AudioPart | null {
  const { data, format } = entry;
  if (data.length < 28) return null;
  // Within ISO files of stsd version 1 the field means something else, and the entry keeps its first length.
  const version = entry.stsdVersion === 0 ? data.readUInt16BE(8) : 0;
  const length = version === 1 ? 44 : version === 2 ? 64 : 28;
  if (version > 2 || data.length < length) return null;
  let channels = version === 2 ? data.readUInt32BE(40) : data.readUInt16BE(16);
  let sampleRate = version === 2 ? Math.round(data.readDoubleBE(32)) : data.readUInt32BE(24) >>> 16;
  const direct = boxesIn(data.subarray(length));
  const wave = direct.find((box) => box.type === 'wave');
  const boxes = wave ? [...direct, ...boxesIn(wave.data)] : direct;
  const find = (type: string): Buffer | undefined => boxes.find((box) => box.type === type)?.data;
  const esds = format === 'mp4a' ? readEsds(find('esds')) : null;
  const codec = format === 'mp4a' ? esds?.codec : AUDIO_FORMATS[format];
  if (codec === undefined || codec === null) return null;
  let profile: string | null = null;
  if (codec === 'aac') {
    const config = esds?.specific ? readAacConfig(esds.specific) : null;
    if (config === null) return null;
    profile = config.profile;
    channels = config.channels ?? channels;
    sampleRate = config.sampleRate ?? sampleRate;
  } else if (codec === 'ac3' || codec === 'eac3') {
    const record = find(codec === 'ac3' ? 'dac3' : 'dec3');
    const config = record === undefined ? null : codec === 'ac3' ? readAc3Config(record) : readEac3Config(record);
    if (config === null) return null;
    channels = config.channels;
    sampleRate = config.sampleRate ?? sampleRate;
  } else if (codec === 'mp3' || codec === 'mp2') {
    channels = 0; // the entry's field is a template value, 2 even for mono; only the frames say
  } else if (codec === 'opus') {
    channels = find('dOps')?.[1] ?? channels; // OutputChannelCount
    sampleRate = 48_000;
  } else if (codec === 'flac') {
    const info = find('dfLa'); // FLAC's STREAMINFO holds rates that do not fit the entry (RFC 9639, 8.2)
    if (info === undefined || info.length < 4 + 4 + 18) return null;
    const bits = info.readUIntBE(4 + 4 + 10, 4);
    sampleRate = bits >>> 12;
    channels = ((bits >>> 9) & 7) + 1;
  }
  return { codec, profile, channels: channels || null, sampleRate: sampleRate || null };
}

const SUBTITLE_FORMATS: Readonly<Record<string, string>> = { tx3g: 'mov_text', text: 'mov_text', wvtt: 'webvtt', stpp: 'ttml', c608: 'eia_608' }; // prettier-ignore

/** A text or subtitle entry. `tx3g` display flags: 0x80000000 says that every sample is forced (QuickTime). */
export function readSubtitleEntry(entry: SampleEntry): SubtitlePart | null {
  const { data, format } = entry;
  if (format === 'mp4s') {
    const esds = readEsds(boxesIn(data.subarray(8)).find((box) => box.type === 'esds')?.data);
    return esds?.codec === 'dvd_subtitle' ? { codec: esds.codec, isForced: false } : null;
  }
  const codec = SUBTITLE_FORMATS[format];
  if (codec === undefined) return null;
  return { codec, isForced: format === 'tx3g' && data.length >= 12 && (data.readUInt32BE(8) & 0x80000000) !== 0 };
}

type Esds = { readonly codec: string | null; readonly specific: Buffer | null };

/** ES_Descriptor, ISO/IEC 14496-1, 7.2.6.5: the object type and, when there, the DecoderSpecificInfo. */
function readEsds(esds: Buffer | undefined): Esds | null {
  if (esds === undefined || esds.length < 5) return null;
  const stream = descriptor(esds.subarray(4), 3);
  if (stream === null || stream.length < 3) return null;
  const flags = stream[2] ?? 0;
  let at = 3 + (flags & 0x80 ? 2 : 0);
  if (flags & 0x40) at += 1 + (stream[at] ?? 0);
  if (flags & 0x20) at += 2;
  const decoder = descriptor(stream.subarray(at), 4);
  if (decoder === null || decoder.length < 13) return null;
  return { codec: OBJECT_TYPES[decoder[0] ?? 0] ?? null, specific: descriptor(decoder.subarray(13), 5) };
}

/** The payload of the descriptor at the buffer's start when it has this tag; its length has at most four bytes of 7 bits. */
function descriptor(bytes: Buffer, tag: number): Buffer | null {
  if (bytes[0] !== tag) return null;
  let length = 0;
  for (let at = 1; at <= 4; at += 1) {
    const byte = bytes[at];
    if (byte === undefined) return null;
    length = length * 128 + (byte & 0x7f);
    if ((byte & 0x80) === 0) return bytes.subarray(at + 1, at + 1 + length);
  }
  return null;
}
