import { spawn } from 'node:child_process';
import { open, rename, rm } from 'node:fs/promises';
import { FILE_MODE } from '../../core/kernel/index.ts';
import type { Demuxer, ImageDemuxer } from '../../core/library/index.ts';
import { MAX_PIXELS, type Orientation } from '../photos/index.ts';
import { withoutMetadata } from './without-metadata.ts';

/** What a picture is made from. */
export type PictureSource =
  | {
      readonly kind: 'image';
      readonly path: string;
      readonly demuxer: ImageDemuxer;
      readonly orientation: Orientation;
    }
  | { readonly kind: 'frame'; readonly path: string; readonly demuxer: Demuxer; readonly atMs: number };

const DEADLINE_MS = 15_000;
const MAX_OUTPUT_BYTES = 8 * 1024 * 1024;
/** A film's picture, and what may be hidden within a track as its cover: 8K has 33 million. */
const MAX_FRAME_PIXELS = 64_000_000;

/** ffmpeg's filters that turn and mirror a stored picture for showing; done here, since its versions differ in doing it. */
const TURNED: Readonly<Record<Orientation, readonly string[]>> = {
  1: [],
  2: ['hflip'],
  3: ['hflip', 'vflip'],
  4: ['vflip'],
  5: ['transpose=cclock_flip'],
  6: ['transpose=clock'],
  7: ['transpose=clock_flip'],
  8: ['transpose=cclock'],
};

/**
 * ffmpeg's arguments for one JPEG on standard output: closed names and integers only, the input behind `file:`, no
 * protocol but that one (law 3).
 *
 * @param width of the picture, pixels; it is never made larger than its source.
 */
export function pictureArguments(source: PictureSource, width: number): string[] {
  const seek = source.kind === 'frame' && source.atMs > 0 ? ['-ss', (source.atMs / 1000).toFixed(3)] : [];
  const maxPixels = source.kind === 'image' ? MAX_PIXELS[source.demuxer] : MAX_FRAME_PIXELS;
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-threads', '1'],
    ...seek,
    ...['-protocol_whitelist', 'file', '-format_whitelist', source.demuxer, '-f', source.demuxer],
    ...(source.kind === 'image' ? ['-noautorotate'] : []),
    ...['-max_pixels', String(maxPixels), '-i', `file:${source.path}`],
    ...['-map', '0:v:0', '-frames:v', '1', '-map_metadata', '-1'],
    ...['-vf', filters(source, width).join(',')],
    ...['-q:v', '4', '-f', 'image2pipe', '-c:v', 'mjpeg', 'pipe:1'],
  ];
}

function filters(source: PictureSource, width: number): string[] {
  const last = ['setsar=1', 'format=yuvj420p'];
  // `sar`: anamorphic films are stored squeezed. `-2`: the encoder wants even heights.
  if (source.kind === 'frame') return [`scale=w='trunc(min(${width}\\,iw*sar)/2)*2':h=-2`, ...last];
  // At most twice as high as wide: a strip one pixel wide must not become a picture of any height.
  const box = `w='max(2\\,min(${width}\\,iw))':h='max(2\\,min(${2 * width}\\,ih))'`;
  return [
    ...TURNED[source.orientation],
    `scale=${box}:force_original_aspect_ratio=decrease:force_divisible_by=2`,
    ...last,
  ];
}

/**
 * Make one picture and rename it into place, so that present means whole.
 *
 * @returns false when ffmpeg could make nothing of the source in time; nothing is left behind then.
 */
export async function renderPicture(
  deps: { readonly ffmpeg: string; readonly signal: AbortSignal },
  source: PictureSource,
  width: number,
  target: string,
): Promise<boolean> {
  const jpeg = await runFfmpeg(deps.ffmpeg, pictureArguments(source, width), deps.signal);
  if (jpeg === null) return false;
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, 'w', FILE_MODE);
    await file.writeFile(withoutMetadata(jpeg));
    await file.close();
    await rename(temporary, target);
    return true;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Standard output of one ffmpeg run, or null when it failed, said too much or took too long. */
function runFfmpeg(ffmpeg: string, args: readonly string[], signal: AbortSignal): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const child = spawn(ffmpeg, args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {},
      signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
      killSignal: 'SIGKILL',
    });
    const chunks: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_OUTPUT_BYTES) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    child.on('error', () => resolve(null)); // not startable, or ended by the deadline
    child.on('close', (code) =>
      resolve(code === 0 && size > 0 && size <= MAX_OUTPUT_BYTES ? Buffer.concat(chunks) : null),
    );
  });
}
