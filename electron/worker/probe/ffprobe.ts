import { spawn } from 'node:child_process';
import { isAbsolute } from 'node:path';
import { fail, ok } from '../../../shared/result.ts';
import type { Result } from '../../../shared/result.ts';
import { mapFfprobe } from './ffprobe-answer.ts';
import type { Container, Demuxer, MediaInfo } from '../../core/library/index.ts';

// A header takes ffprobe about 50 ms; a slow disk or a long transport stream some seconds.
const DEADLINE_MS = 15_000;
// A film with a hundred streams and five hundred chapters answers with a quarter of this.
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;

// The names each demuxer registers under: ffmpeg compares the list with what it is about to open.
const WHITELIST: Readonly<Record<Demuxer, string>> = {
  mov: 'mov,mp4,m4a,3gp,3g2,mj2',
  matroska: 'matroska,webm',
  avi: 'avi',
  mpegts: 'mpegts',
  mpeg: 'mpeg',
  asf: 'asf',
  flv: 'flv',
  ogg: 'ogg',
  mp3: 'mp3',
  flac: 'flac',
  wav: 'wav',
  aac: 'aac',
  jpeg_pipe: 'jpeg_pipe',
  png_pipe: 'png_pipe',
  webp_pipe: 'webp_pipe',
  gif: 'gif',
};

export type FfprobeRequest = {
  readonly ffprobePath: string;
  /** Ends the wait as the deadline does. */
  readonly signal: AbortSignal;
  /** Absolute. Never parsed as an option or another protocol: it follows `file:`. */
  readonly path: string;
  readonly container: Container;
  readonly demuxer: Demuxer;
  /** For the bitrate of formats that state none. */
  readonly sizeBytes: number;
};

/**
 * The whole argument list (ARCHITECTURE, law 3): closed words and one path, so that nothing a file or its name holds
 * can open another file, another protocol or another demuxer.
 */
export function ffprobeArguments(demuxer: Demuxer, path: string): string[] {
  return [
    '-v', 'error',
    '-f', demuxer,
    '-protocol_whitelist', 'file',
    '-format_whitelist', WHITELIST[demuxer],
    '-show_format', '-show_streams', '-show_chapters',
    '-of', 'json',
    '-i', `file:${path}`,
  ]; // prettier-ignore
}

/**
 * Ask ffprobe what a file holds: for containers and codecs the header readers leave alone. One process, at most 15 s
 * and 4 MiB of output, then it is killed.
 *
 * @returns `unreadable` when ffprobe gives up, answers too much or nonsense; `timeout` at the deadline or when `signal`
 *   is aborted; `no-ffprobe` when the program cannot be started.
 */
export async function askFfprobe(
  request: FfprobeRequest,
): Promise<Result<MediaInfo, 'unreadable' | 'timeout' | 'no-ffprobe'>> {
  if (!isAbsolute(request.path)) throw new TypeError('ffprobe is given absolute paths only');
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(DEADLINE_MS)]);
  const outcome = await run(request.ffprobePath, ffprobeArguments(request.demuxer, request.path), signal);
  switch (outcome.kind) {
    case 'aborted':
      return fail('timeout', 'Reading this file took too long; it may be damaged or its disk may be slow.');
    case 'not-started':
      return fail('no-ffprobe', 'This kind of file needs the ffprobe program, which could not be started.');
    case 'failed':
      return fail('unreadable', 'This file looks like a video, but it cannot be read; it may be damaged.');
    case 'answered': {
      const info = mapFfprobe(outcome.output, request);
      return info ? ok(info) : fail('unreadable', 'This file looks like a video, but nothing usable was found in it.');
    }
  }
}

type Outcome =
  | { readonly kind: 'answered'; readonly output: string }
  | { readonly kind: 'failed' }
  | { readonly kind: 'not-started' }
  | { readonly kind: 'aborted' };

function run(program: string, args: readonly string[], signal: AbortSignal): Promise<Outcome> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve({ kind: 'aborted' });
      return;
    }
    // Only PATH: ffprobe finds no settings, proxies or report files in the environment (FFREPORT writes a file).
    const child = spawn(program, args, {
      env: { PATH: process.env['PATH'] ?? '' },
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    let outputBytes = 0;
    const settle = (outcome: Outcome): void => {
      signal.removeEventListener('abort', onAbort);
      resolve(outcome); // the first one counts
    };
    // We do not wait for the exit here: a process stuck in the kernel would hold us. The listeners stay for life.
    const end = (outcome: Outcome): void => {
      child.kill('SIGKILL');
      settle(outcome);
    };
    const onAbort = (): void => end({ kind: 'aborted' });
    signal.addEventListener('abort', onAbort);
    child.on('error', () => settle({ kind: child.pid === undefined ? 'not-started' : 'failed' }));
    child.stdout.on('error', () => end({ kind: 'failed' }));
    child.stdout.on('data', (chunk: Buffer) => {
      outputBytes += chunk.length;
      if (outputBytes > MAX_OUTPUT_BYTES) end({ kind: 'failed' });
      else chunks.push(chunk);
    });
    child.on('close', (code) =>
      settle(code === 0 ? { kind: 'answered', output: Buffer.concat(chunks).toString('utf8') } : { kind: 'failed' }),
    );
  });
}
