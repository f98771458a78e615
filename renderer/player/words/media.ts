import type { Version } from '../../../shared/lan/schemas.ts';

const CODECS: Readonly<Record<string, string>> = {
  aac: 'AAC',
  ac3: 'Dolby Digital',
  alac: 'ALAC',
  av1: 'AV1',
  dts: 'DTS',
  eac3: 'Dolby Digital Plus',
  flac: 'FLAC',
  h264: 'H.264',
  hevc: 'HEVC',
  mp2: 'MP2',
  mp3: 'MP3',
  mpeg2video: 'MPEG-2',
  mpeg4: 'MPEG-4',
  opus: 'Opus',
  truehd: 'Dolby TrueHD',
  vc1: 'VC-1',
  vorbis: 'Vorbis',
  vp8: 'VP8',
  vp9: 'VP9',
};

const CONTAINERS: Readonly<Record<string, string>> = {
  avi: 'AVI',
  matroska: 'Matroska (MKV)',
  mov: 'QuickTime',
  mp4: 'MP4',
  mpegts: 'MPEG-TS',
  webm: 'WebM',
};

/** A codec by the name people know it by; ffmpeg's own name for the rest. */
export const codecName = (codec: string): string => CODECS[codec] ?? codec.toUpperCase();
export const containerName = (container: string): string => CONTAINERS[container] ?? container.toUpperCase();

/** "38.6 Mb/s", "640 kb/s". */
export const bitrate = (bitsPerSecond: number): string =>
  bitsPerSecond >= 1_000_000
    ? `${(bitsPerSecond / 1_000_000).toFixed(1)} Mb/s`
    : `${Math.round(bitsPerSecond / 1_000)} kb/s`;

/** "4.2 GB", "310 MB", "640 kB": decimal, as drives are sold and file managers count. */
export function fileSize(bytes: number): string {
  if (bytes >= 1_000_000_000) return `${(bytes / 1_000_000_000).toFixed(bytes >= 10_000_000_000 ? 0 : 1)} GB`;
  if (bytes >= 1_000_000) return `${Math.round(bytes / 1_000_000)} MB`;
  return `${Math.max(1, Math.round(bytes / 1_000))} kB`;
}

/** "4K", "1080p", "576p". Judged by width too: a wide film has fewer lines than its class. */
export function resolution(width: number, height: number): string {
  if (width >= 3_200 || height >= 1_800) return '4K';
  if (width >= 2_300 || height >= 1_300) return '1440p';
  if (width >= 1_700 || height >= 900) return '1080p';
  if (width >= 1_200 || height >= 650) return '720p';
  return `${height}p`;
}

/** "4K HDR", "1080p", "Sound only". */
export function pictureWords({ video }: Version): string {
  if (video === null) return 'Sound only';
  return `${resolution(video.width, video.height)}${video.hdr === 'sdr' ? '' : ' HDR'}`;
}

/** A version in a few words, enough to tell it from its siblings. */
export function versionName(version: Version): string {
  const part = version.part === null ? null : `Part ${version.part}`;
  return [version.edition, part, pictureWords(version)].filter((word) => word !== null).join(' · ');
}

const CHANNELS: Readonly<Record<number, string>> = { 1: 'mono', 2: 'stereo', 6: '5.1', 8: '7.1' };
export const channelWords = (channels: number): string => CHANNELS[channels] ?? `${channels} channels`;

const languages = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

/** A language's English name; null when the file does not say which, or says nonsense. */
export function languageName(tag: string | null): string | null {
  if (tag === null || tag === 'und') return null;
  try {
    return languages.of(tag) ?? tag;
  } catch {
    return tag; // not a well-formed tag
  }
}
