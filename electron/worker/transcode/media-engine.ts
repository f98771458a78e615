import { availableParallelism } from 'node:os';
import type { Log } from '../../core/kernel/index.ts';
import type { Filters, VideoEncoder } from './argv.ts';
import type { FfmpegReport } from './ffmpeg-capabilities.ts';
import { findPrlimit, findSetpriv, type Program } from './bound-command.ts';

/** More threads than this help no film and cost memory. */
const MOST_THREADS = 8;

/** The ffmpeg everything is converted with. */
export type MediaEngine = Program & {
  readonly filters: Filters;
  readonly threads: number;
  /** A chip while it works, else x264. */
  readonly encoder: () => VideoEncoder;
  /** The chip failed on a film: x264 from now on, until the worker starts anew. */
  readonly fallBack: () => void;
};

export function createMediaEngine(
  ffmpeg: string,
  report: Extract<FfmpegReport, { kind: 'usable' }>,
  log: Log,
): MediaEngine {
  let hardware = report.hardware;
  return {
    ffmpeg,
    prlimit: findPrlimit(),
    setpriv: findSetpriv(),
    filters: report.filters,
    threads: Math.min(MOST_THREADS, availableParallelism()),
    encoder: () => hardware ?? 'libx264',
    fallBack() {
      if (hardware === null) return;
      log.warn('transcode.hardware-failed', { encoder: hardware });
      hardware = null;
    },
  };
}
