import { hdrOfTransfer, readAacConfig, readAv1Config, readAvcConfig, readHevcConfig } from './codec-config.ts';
import type { VideoConfig } from './codec-config.ts';
import { normaliseLanguage } from './language.ts';
import { plainText } from './mp4.ts';
import type { Master } from './ebml.ts';
import type { MediaStream, StreamIndex } from '../../core/library/index.ts';

// Element ids of RFC 9559, section 5.1.4.
const ID = {
  trackType: 0x83, codecId: 0x86, codecPrivate: 0x63a2, defaultDuration: 0x23e383, flagDefault: 0x88, flagForced: 0x55aa,
  name: 0x536e, language: 0x22b59c, languageBcp47: 0x22b59d, video: 0xe0, audio: 0xe1, pixelWidth: 0xb0,
  pixelHeight: 0xba, cropBottom: 0x54aa, cropTop: 0x54bb, cropLeft: 0x54cc, cropRight: 0x54dd, colour: 0x55b0,
  transfer: 0x55ba, bitsPerChannel: 0x55b2, samplingFrequency: 0xb5, outputFrequency: 0x78b5, channels: 0x9f,
  bitDepth: 0x6264, encodings: 0x6d80, encoding: 0x6240, encodingType: 0x5033, additionMapping: 0x41e4,
  additionType: 0x41e7,
} as const; // prettier-ignore

const TYPE = { video: 1, audio: 2, subtitle: 17 } as const;
// BlockAddIDType of Dolby Vision configurations: the letters dvcC, dvvC, dvwC.
const DOLBY_ADDITIONS = new Set([0x64766343, 0x64767643, 0x64767743]);

// CodecID (RFC 9559, 5.1.4.1.21 and the Matroska codec registry) to ffmpeg's name.
const VIDEO_CODECS: Readonly<Record<string, string>> = {
  'V_MPEG4/ISO/AVC': 'h264', 'V_MPEGH/ISO/HEVC': 'hevc', V_AV1: 'av1', V_VP9: 'vp9', V_VP8: 'vp8', V_MPEG1: 'mpeg1video',
  V_MPEG2: 'mpeg2video', 'V_MPEG4/ISO/ASP': 'mpeg4', 'V_MPEG4/ISO/SP': 'mpeg4', 'V_MPEG4/ISO/AP': 'mpeg4', V_THEORA: 'theora',
}; // prettier-ignore
const AUDIO_CODECS: Readonly<Record<string, string>> = {
  A_AC3: 'ac3', A_EAC3: 'eac3', A_TRUEHD: 'truehd', A_MLP: 'mlp', A_OPUS: 'opus', A_VORBIS: 'vorbis', A_FLAC: 'flac',
  'A_MPEG/L3': 'mp3', 'A_MPEG/L2': 'mp2', 'A_MPEG/L1': 'mp1', A_ALAC: 'alac', A_WAVPACK4: 'wavpack', A_TTA1: 'tta',
}; // prettier-ignore
const SUBTITLE_CODECS: Readonly<Record<string, string>> = {
  'S_TEXT/UTF8': 'subrip', 'S_TEXT/ASS': 'ass', S_ASS: 'ass', 'S_TEXT/SSA': 'ass', S_SSA: 'ass', 'S_TEXT/WEBVTT': 'webvtt',
  'D_WEBVTT/SUBTITLES': 'webvtt', 'D_WEBVTT/CAPTIONS': 'webvtt', S_VOBSUB: 'dvd_subtitle', 'S_HDMV/PGS': 'hdmv_pgs_subtitle',
  'S_HDMV/TEXTST': 'hdmv_text_subtitle', S_DVBSUB: 'dvb_subtitle',
}; // prettier-ignore

/**
 * One TrackEntry as a stream. `data` is a track that takes a number and is not listed; `none` one that takes no number
 * either; null is "do not know": another codec, an encrypted track, or a record that cannot be read.
 */
export function readTrackEntry(entry: Master, index: StreamIndex): MediaStream | 'data' | 'none' | null {
  const codecId = entry.text(ID.codecId);
  const type = entry.uint(ID.trackType);
  if (codecId === undefined || type === undefined) return 'none';
  const encodings = entry.master(ID.encodings)?.masters(ID.encoding) ?? [];
  if (encodings.some((encoding) => encoding.uint(ID.encodingType) === 1)) return null;
  const isDefault = (entry.uint(ID.flagDefault) ?? 1) === 1; // the element's default value is 1
  const title = plainText(entry.text(ID.name) ?? '');
  // Language's default value is "eng"; LanguageBCP47 is to be preferred when there (5.1.4.1.20).
  const language = normaliseLanguage(entry.text(ID.languageBcp47) ?? entry.text(ID.language) ?? 'eng');
  if (type === TYPE.video) {
    const video = readVideo(entry, codecId);
    return video && { kind: 'video', index, ...video, rotation: 0, attachedPicture: false, isDefault };
  }
  if (type === TYPE.audio) {
    const audio = readAudio(entry, codecId);
    return audio && { kind: 'audio', index, ...audio, language, title, isDefault };
  }
  if (type === TYPE.subtitle) {
    const codec = SUBTITLE_CODECS[codecId];
    const isForced = entry.uint(ID.flagForced) === 1;
    return codec === undefined ? null : { kind: 'subtitle', index, codec, language, title, isDefault, isForced };
  }
  return type === 0x21 ? 'data' : 'none'; // metadata; ffmpeg skips the other kinds
}

type VideoPart = Omit<
  Extract<MediaStream, { kind: 'video' }>,
  'kind' | 'index' | 'rotation' | 'attachedPicture' | 'isDefault'
>;

function readVideo(entry: Master, codecId: string): VideoPart | null {
  const video = entry.master(ID.video);
  const width = video?.uint(ID.pixelWidth);
  const height = video?.uint(ID.pixelHeight);
  const codec = VIDEO_CODECS[codecId] ?? videoForWindows(codecId, entry.first(ID.codecPrivate));
  if (!video || !width || !height || codec === null) return null;
  const colour = video.master(ID.colour);
  const config = readVideoConfig(codec, entry.first(ID.codecPrivate), colour?.uint(ID.bitsPerChannel));
  const transfer = colour?.uint(ID.transfer) ?? 2;
  const additions = entry.masters(ID.additionMapping).map((mapping) => mapping.uint(ID.additionType) ?? 0);
  const isDolby = additions.some((type) => DOLBY_ADDITIONS.has(type));
  const hdr = isDolby ? 'dolby-vision' : transfer !== 2 ? hdrOfTransfer(transfer) : (config?.hdr ?? null);
  if (config === null || hdr === null) return null;
  const duration = entry.uint(ID.defaultDuration); // nanoseconds a picture
  const frameRate = duration ? Math.round(1e12 / duration) / 1000 : null;
  const { profile, level, bitDepth, pixelFormat } = config;
  return {
    codec,
    profile,
    level,
    width,
    height,
    frameRate,
    bitDepth,
    ...(pixelFormat === null ? {} : { pixelFormat }),
    hdr,
  };
}

function readVideoConfig(
  codec: string,
  codecPrivate: Buffer | undefined,
  bitsPerChannel: number | undefined,
): VideoConfig | null {
  if (codec === 'h264') return codecPrivate ? readAvcConfig(codecPrivate) : null;
  if (codec === 'hevc') return codecPrivate ? readHevcConfig(codecPrivate) : null;
  if (codec === 'av1') return codecPrivate ? readAv1Config(codecPrivate) : null;
  if (codec === 'vp9') return readVp9Features(codecPrivate, bitsPerChannel || null);
  return { profile: null, level: null, bitDepth: 8, pixelFormat: codec === 'vp8' ? 'yuv420p' : null, hdr: 'sdr' };
}

/** VP9's optional CodecPrivate: one-byte id, one-byte length, value; 1 is the profile, 2 the level, 3 the bit depth (WebM guidelines). */
function readVp9Features(codecPrivate: Buffer | undefined, bitsPerChannel: number | null): VideoConfig {
  let profile: string | null = null;
  let level: number | null = null;
  let bitDepth = bitsPerChannel;
  for (let at = 0; codecPrivate && at + 3 <= codecPrivate.length; at += 2 + (codecPrivate[at + 1] ?? 0)) {
    const value = codecPrivate[at + 2] ?? 0;
    if (codecPrivate[at] === 1) profile = `Profile ${value}`;
    else if (codecPrivate[at] === 2) level = value;
    else if (codecPrivate[at] === 3) bitDepth = value;
  }
  return { profile, level, bitDepth, pixelFormat: null, hdr: 'sdr' };
}

/** V_MS/VFW/FOURCC: CodecPrivate is a BITMAPINFOHEADER, its compression four letters at 16. */
function videoForWindows(codecId: string, codecPrivate: Buffer | undefined): string | null {
  if (codecId !== 'V_MS/VFW/FOURCC' || codecPrivate === undefined || codecPrivate.length < 40) return null;
  return /^(?:xvid|divx|dx50|fmp4|mp4v)$/i.test(codecPrivate.toString('latin1', 16, 20)) ? 'mpeg4' : null;
}

type AudioPart = Omit<Extract<MediaStream, { kind: 'audio' }>, 'kind' | 'index' | 'language' | 'title' | 'isDefault'>;

function readAudio(entry: Master, codecId: string): AudioPart | null {
  const audio = entry.master(ID.audio);
  let channels: number | null = audio?.uint(ID.channels) ?? 1;
  let sampleRate: number | null = Math.round(
    audio?.float(ID.outputFrequency) ?? audio?.float(ID.samplingFrequency) ?? 8000,
  );
  let profile: string | null = null;
  let codec = AUDIO_CODECS[codecId] ?? pcmCodec(codecId, audio?.uint(ID.bitDepth));
  if (codecId === 'A_DTS' || codecId.startsWith('A_DTS/')) codec = 'dts';
  if (codecId === 'A_AAC' || codecId.startsWith('A_AAC/')) {
    codec = 'aac';
    const codecPrivate = entry.first(ID.codecPrivate);
    const config = codecPrivate ? readAacConfig(codecPrivate) : null;
    profile = config?.profile ?? null;
    channels = config?.channels ?? channels;
    sampleRate = config?.sampleRate ?? sampleRate;
  }
  if (codec === null) return null;
  if (codec === 'opus') sampleRate = 48_000;
  return { codec, profile, channels: channels || null, sampleRate: sampleRate || null };
}

function pcmCodec(codecId: string, bits: number | undefined): string | null {
  if (codecId === 'A_PCM/FLOAT/IEEE') return bits === 64 ? 'pcm_f64le' : bits === 32 ? 'pcm_f32le' : null;
  const isBig = codecId === 'A_PCM/INT/BIG';
  if (!isBig && codecId !== 'A_PCM/INT/LIT') return null;
  if (bits === 8) return 'pcm_u8';
  return bits === 16 || bits === 24 || bits === 32 ? `pcm_s${bits}${isBig ? 'be' : 'le'}` : null;
}
