/** Films that have to be converted. */
import { rmSync } from 'node:fs';
import { run } from './processes.ts';

/** One round of the picture is encoded and repeated. */
const ROUND_SECONDS = 10;
const ROUNDS = 12;
const FILM_SECONDS = ROUND_SECONDS * ROUNDS;

export const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '48', '-pix_fmt', 'yuv420p'];
/** With 10 bits. */
export const HEVC = ['-c:v', 'libx265', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p10le', '-x265-params', 'log-level=none:keyint=96']; // prettier-ignore

/** Make a Matroska file of two minutes, 1080p with AC-3. @param codec ffmpeg's options for the picture. */
export function makeFilm(ffmpeg: string, path: string, codec: readonly string[]): void {
  const quiet = ['-v', 'error', '-nostdin', '-y'];
  const round = `${path}.round`;
  run(ffmpeg, [...quiet, '-f', 'lavfi', '-i', `testsrc2=s=1920x1080:r=24:d=${ROUND_SECONDS}`, ...codec, '-f', 'matroska', round]); // prettier-ignore
  // prettier-ignore
  run(ffmpeg, [...quiet, '-stream_loop', String(ROUNDS - 1), '-i', round, '-f', 'lavfi', '-i', 'sine=440:r=48000',
    '-map', '0:v', '-map', '1:a', '-c:v', 'copy', '-c:a', 'ac3', '-t', String(FILM_SECONDS), path]);
  rmSync(round);
}
