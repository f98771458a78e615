import { spawn } from 'node:child_process';
import { open, rename, rm } from 'node:fs/promises';
import type { Demuxer } from '../../core/library/index.ts';
import { FILE_MODE } from '../../core/kernel/index.ts';

/** Image formats we recognise by content and the ffmpeg demuxer that reads nothing else. */
type ImageDemuxer = 'jpeg_pipe' | 'png_pipe' | 'webp_pipe';

/** What a picture is made from. */
export type PictureSource =
  | { readonly kind: 'image'; readonly path: string; readonly demuxer: ImageDemuxer }
  | { readonly kind: 'frame'; readonly path: string; readonly demuxer: Demuxer; readonly atMs: number };

const DEADLINE_MS = 15_000;
const MAX_OUTPUT_BYTES = 8 * 1024 * 1024;

/**
 * ffmpeg's arguments for one JPEG on standard output: closed names and integers only, the input behind `file:`, no
 * protocol but that one (law 3).
 *
 * @param width of the picture, pixels; it is never made larger than its source.
 */
export function pictureArguments(source: PictureSource, width: number): string[] {
  const seek = source.kind === 'frame' && source.atMs > 0 ? ['-ss', (source.atMs / 1000).toFixed(3)] : [];
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-threads', '1'],
    ...seek,
    ...['-protocol_whitelist', 'file', '-format_whitelist', source.demuxer, '-f', source.demuxer],
    ...['-i', `file:${source.path}`],
    ...['-map', '0:v:0', '-frames:v', '1'],
    // `sar`: anamorphic films are stored squeezed. `-2`: the encoder wants even heights.
    ...['-vf', `scale=w='trunc(min(${width}\\,iw*sar)/2)*2':h=-2,setsar=1,format=yuvj420p`],
    ...['-q:v', '4', '-f', 'image2pipe', '-c:v', 'mjpeg', 'pipe:1'],
  ];
}

/** The demuxer for an image file by its first bytes, or null when it is not one we take (SVG is not, MED-12). */
export function imageDemuxer(head: Uint8Array): ImageDemuxer | null {
  const starts = (...bytes: number[]) => bytes.every((byte, index) => head[index] === byte);
  if (starts(0xff, 0xd8, 0xff)) return 'jpeg_pipe';
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png_pipe';
  if (starts(0x52, 0x49, 0x46, 0x46) && head[8] === 0x57 && head[9] === 0x45 && head[10] === 0x42) return 'webp_pipe';
  return null;
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
    await file.writeFile(jpeg);
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
