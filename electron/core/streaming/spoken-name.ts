/** How containers and codecs are called by people; the keys are ffmpeg's names. */
const SPOKEN: Readonly<Record<string, string>> = {
  h264: 'H.264',
  hevc: 'HEVC',
  av1: 'AV1',
  vp8: 'VP8',
  vp9: 'VP9',
  vc1: 'VC-1',
  mpeg4: 'MPEG-4',
  mpeg2video: 'MPEG-2',
  aac: 'AAC',
  ac3: 'Dolby Digital',
  eac3: 'Dolby Digital Plus',
  dts: 'DTS',
  truehd: 'Dolby TrueHD',
  flac: 'FLAC',
  mp3: 'MP3',
  opus: 'Opus',
  vorbis: 'Vorbis',
  matroska: 'Matroska',
  mpegts: 'MPEG-TS',
  avi: 'AVI',
};

/** ffmpeg's own name for what has none among people. */
export const spokenName = (name: string): string => SPOKEN[name] ?? name;
