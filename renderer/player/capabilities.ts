import type { ClientCapabilities } from '../../shared/lan/schemas.ts';

/** What to ask a browser about each thing, under ffmpeg's name for it. */
const CONTAINERS = {
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  matroska: 'video/x-matroska',
  webm: 'video/webm',
  mp3: 'audio/mpeg',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
  wav: 'audio/wav',
  aac: 'audio/aac',
} as const;

/** Profiles most files have: H.264 High 4.1, AV1 Main 8 bit, VP9 profile 0. */
const VIDEO = {
  h264: 'video/mp4; codecs="avc1.640029"',
  av1: 'video/mp4; codecs="av01.0.08M.08"',
  vp9: 'video/webm; codecs="vp09.00.41.08"',
  vp8: 'video/webm; codecs="vp8"',
} as const;

const HEVC = 'video/mp4; codecs="hvc1.1.6.L120.90"';

/** The same codecs with ten bits: HEVC Main 10, AV1 Main, VP9 profile 2. */
const TEN_BIT = {
  hevc: 'video/mp4; codecs="hvc1.2.4.L120.90"',
  av1: 'video/mp4; codecs="av01.0.08M.10"',
  vp9: 'video/webm; codecs="vp09.02.41.10"',
} as const;

/** Inside fragmented MP4, as converted films come. */
const SEGMENT_VIDEO = {
  h264: VIDEO.h264,
  hevc: HEVC,
  av1: VIDEO.av1,
  vp9: 'video/mp4; codecs="vp09.00.41.08"',
} as const;
const SEGMENT_AUDIO = {
  aac: 'audio/mp4; codecs="mp4a.40.2"',
  opus: 'audio/mp4; codecs="opus"',
  flac: 'audio/mp4; codecs="flac"',
  ac3: 'audio/mp4; codecs="ac-3"',
  eac3: 'audio/mp4; codecs="ec-3"',
} as const;

const AUDIO = {
  aac: 'audio/mp4; codecs="mp4a.40.2"',
  mp3: 'audio/mpeg',
  opus: 'audio/webm; codecs="opus"',
  vorbis: 'audio/webm; codecs="vorbis"',
  flac: 'audio/flac',
  ac3: 'audio/mp4; codecs="ac-3"',
  eac3: 'audio/mp4; codecs="ec-3"',
  alac: 'audio/mp4; codecs="alac"',
  pcm_s16le: 'audio/wav; codecs="1"',
  pcm_s24le: 'audio/wav; codecs="1"',
} as const;

/** What this browser plays. Only what it says of itself: a wrong "yes" is a black screen. */
export function detectCapabilities(): ClientCapabilities {
  const video = document.createElement('video');
  const played = (types: Readonly<Record<string, string>>): string[] =>
    Object.entries(types).flatMap(([name, type]) => (video.canPlayType(type) === '' ? [] : [name]));
  const fed = (types: Readonly<Record<string, string>>): string[] =>
    Object.entries(types).flatMap(([name, type]) => (isSupportedByMediaSource(type) ? [name] : []));
  return {
    containers: played(CONTAINERS),
    // Chromium plays an HEVC file's sound without its picture and reports no error, so `canPlayType` is not believed.
    video: [...played(VIDEO), ...(isSupportedByMediaSource(HEVC) ? ['hevc'] : [])],
    audio: played(AUDIO),
    hls: playsHlsByScript() || video.canPlayType(HLS) !== '',
    tenBit: fed(TEN_BIT),
    // A player of the system's own says nothing of segments; H.264 and AAC are what HLS promises.
    ...(playsHlsByScript() ? { segments: { video: fed(SEGMENT_VIDEO), audio: fed(SEGMENT_AUDIO) } } : {}),
    // Said only when true: on other screens browsers map HDR down themselves, and "no" would ask for a conversion.
    ...(matchMedia('(dynamic-range: high)').matches ? { hdr: true } : {}),
  };
}

const HLS = 'application/vnd.apple.mpegurl';

/** Whether segments can be fed to the video by hls.js; iPhones have only the player of the system. */
export const playsHlsByScript = (): boolean =>
  isSupportedByMediaSource(SEGMENT_VIDEO.h264) && isSupportedByMediaSource(SEGMENT_AUDIO.aac);

const isSupportedByMediaSource = (type: string): boolean =>
  typeof MediaSource !== 'undefined' && MediaSource.isTypeSupported(type);
