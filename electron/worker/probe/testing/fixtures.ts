import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Small pictures and two seconds: a fixture takes about a tenth of a second to make. */
const PICTURE = 'testsrc2=s=160x90:r=24';
const SECONDS = 2;

export type FixtureOptions = {
  /** Default h264. `hevc10` is HEVC Main 10, `hevc10-hdr` the same marked as PQ. */
  readonly video?: 'h264' | 'hevc10' | 'hevc10-hdr' | 'vp9' | 'mpeg4' | 'mpeg2' | 'none';
  /** Default aac. */
  readonly audio?: 'aac' | 'ac3' | 'eac3' | 'opus' | 'mp3' | 'flac' | 'mp2' | 'none';
  /** 1, 2 or 6; default 2. */
  readonly channels?: number;
  /** ISO 639-2 of the audio. */
  readonly audioLanguage?: string;
  /** A text subtitle in this language. */
  readonly subtitleLanguage?: string;
  readonly subtitleForced?: boolean;
  /** Titles of chapters half a second apart. */
  readonly chapters?: readonly string[];
  /** The title written into the file. */
  readonly title?: string;
  readonly seconds?: number;
};

const VIDEO_ARGS: Readonly<Record<NonNullable<FixtureOptions['video']>, readonly string[]>> = {
  h264: ['-c:v', 'libx264', '-preset', 'ultrafast', '-profile:v', 'baseline', '-pix_fmt', 'yuv420p'],
  hevc10: ['-c:v', 'libx265', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p10le', '-x265-params', 'log-level=none'],
  'hevc10-hdr': [
    '-c:v', 'libx265', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p10le', '-color_primaries', 'bt2020', '-color_trc',
    'smpte2084', '-colorspace', 'bt2020nc', '-x265-params', 'log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc',
  ],
  vp9: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8'],
  mpeg4: ['-c:v', 'mpeg4'],
  mpeg2: ['-c:v', 'mpeg2video', '-r', '25'],
  none: ['-vn'],
}; // prettier-ignore

const AUDIO_CODECS = { aac: 'aac', ac3: 'ac3', eac3: 'eac3', opus: 'libopus', mp3: 'libmp3lame', flac: 'flac', mp2: 'mp2' } as const; // prettier-ignore

/** Make a file of any container ffmpeg writes; the name's ending does not matter, `muxer` does. */
async function make(path: string, muxer: string, options: FixtureOptions, extra: readonly string[]): Promise<void> {
  const { video = 'h264', audio = 'aac', channels = 2, chapters = [] } = options;
  const seconds = String(options.seconds ?? SECONDS);
  const subtitlePath = `${path}.fixture.srt`;
  const chapterPath = `${path}.fixture.ffmeta`;
  const args = ['-v', 'error', '-nostdin', '-y'];
  const maps: string[] = [];
  let inputs = 0;
  const input = (name: string | null, ...source: readonly string[]): void => {
    args.push(...source);
    if (name !== null) maps.push('-map', `${inputs}:${name}`);
    inputs += 1;
  };
  if (video !== 'none') input('v', '-f', 'lavfi', '-t', seconds, '-i', PICTURE);
  if (audio !== 'none') input('a', '-f', 'lavfi', '-t', seconds, '-i', `sine=r=48000,aformat=channel_layouts=${channels === 6 ? '5.1' : channels === 1 ? 'mono' : 'stereo'}`); // prettier-ignore
  if (options.subtitleLanguage !== undefined) {
    await writeFile(subtitlePath, '1\n00:00:00,200 --> 00:00:01,500\nHello there\n');
    input('s', '-f', 'srt', '-i', subtitlePath);
  }
  if (chapters.length > 0) {
    const entries = chapters.map(
      (title, at) => `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${at * 500}\nEND=${(at + 1) * 500}\ntitle=${title}\n`,
    );
    await writeFile(chapterPath, `;FFMETADATA1\n${entries.join('')}`);
    args.push('-f', 'ffmetadata', '-i', chapterPath);
    maps.push('-map_metadata', String(inputs), '-map_chapters', String(inputs));
  }
  args.push(...maps, ...VIDEO_ARGS[video]);
  if (audio !== 'none') args.push('-c:a', AUDIO_CODECS[audio], '-ac', String(channels));
  if (options.audioLanguage !== undefined) args.push('-metadata:s:a:0', `language=${options.audioLanguage}`);
  if (options.subtitleLanguage !== undefined) {
    args.push(
      '-c:s',
      muxer === 'matroska' ? 'srt' : 'mov_text',
      '-metadata:s:s:0',
      `language=${options.subtitleLanguage}`,
    );
    args.push('-disposition:s:0', options.subtitleForced ? 'forced' : '0');
  }
  if (options.title !== undefined) args.push('-metadata', `title=${options.title}`);
  args.push(...extra, '-strict', '-2', '-f', muxer, path); // FLAC in MP4 was once experimental
  await run('ffmpeg', args);
  await Promise.all([rm(subtitlePath, { force: true }), rm(chapterPath, { force: true })]);
}

/** An MP4; `moov` stands at the end unless `faststart`, and in pieces when `fragmented`. */
export async function makeMp4(
  path: string,
  options: FixtureOptions & {
    readonly faststart?: boolean;
    readonly fragmented?: boolean;
    readonly muxer?: 'mp4' | 'mov';
  } = {},
): Promise<void> {
  const flags = options.fragmented ? 'frag_keyframe+empty_moov' : options.faststart ? '+faststart' : null;
  const tag = options.video?.startsWith('hevc') ? ['-tag:v', 'hvc1'] : [];
  await make(path, options.muxer ?? 'mp4', options, [...tag, ...(flags ? ['-movflags', flags] : [])]);
}

// The first four of tkhd's matrix (a, b, u, c, d) for a clockwise turn; ISO/IEC 14496-12, 8.3.2.
const TURNS = { 90: [0, 1, 0, -1, 0], 180: [-1, 0, 0, 0, -1], 270: [0, -1, 0, 1, 0] } as const;

/**
 * Turn an MP4's picture: a copy of `from` whose first track says it is to be shown turned `degrees` clockwise.
 * The matrix is written here, because ffmpeg's options for it changed their meaning between versions.
 */
export async function makeRotatedMp4(path: string, from: string, degrees: 90 | 180 | 270): Promise<void> {
  const bytes = await readFile(from);
  const matrix = bytes.indexOf('tkhd') + 4 + 40;
  TURNS[degrees].forEach((value, at) => bytes.writeInt32BE(value * 65_536, matrix + at * 4));
  await writeFile(path, bytes);
}

/** A Matroska file; `attachment` is a file put in as a cover (image/png). */
export async function makeMkv(
  path: string,
  options: FixtureOptions & { readonly attachment?: string } = {},
): Promise<void> {
  const { attachment } = options;
  const cover = attachment === undefined ? [] : ['-attach', attachment, '-metadata:s:t', 'mimetype=image/png'];
  await make(path, 'matroska', options, cover);
}

/** VP9 and Opus. */
export async function makeWebm(path: string, options: FixtureOptions = {}): Promise<void> {
  await make(path, 'webm', { video: 'vp9', audio: 'opus', ...options }, []);
}

/** MPEG transport stream; `packetBytes` 192 is the Blu-ray form. */
export async function makeMpegTs(
  path: string,
  options: FixtureOptions & { readonly packetBytes?: 188 | 192 } = {},
): Promise<void> {
  await make(path, 'mpegts', options, options.packetBytes === 192 ? ['-mpegts_m2ts_mode', '1'] : []);
}

/** MPEG-4 part 2 and MP3. */
export async function makeAvi(path: string, options: FixtureOptions = {}): Promise<void> {
  await make(path, 'avi', { video: 'mpeg4', audio: 'mp3', ...options }, []);
}

/** The remaining containers, each with codecs it can hold. */
export async function makeOther(path: string, muxer: 'mpeg' | 'flv' | 'asf' | 'ogg'): Promise<void> {
  if (muxer === 'mpeg') await make(path, 'mpeg', { video: 'mpeg2', audio: 'mp2' }, []);
  else if (muxer === 'asf') await make(path, 'asf', { video: 'mpeg4', audio: 'mp3' }, []);
  else if (muxer === 'ogg') await make(path, 'ogg', { video: 'none', audio: 'flac' }, []);
  else await make(path, 'flv', {}, []);
}

/** A small PNG. */
export async function makePng(path: string): Promise<void> {
  await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', '-f', 'lavfi', '-i', 'testsrc2=s=32x32', '-frames:v', '1', '-f', 'image2', '-c:v', 'png', path]); // prettier-ignore
}

/** The same numbers for the same seed (mulberry32), from 0 up to 1. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
