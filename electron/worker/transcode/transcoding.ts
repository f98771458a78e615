import { availableParallelism } from 'node:os';
import type { Cleaned } from '../../../shared/contract/conversions.ts';
import { systemClock, type Log, type ReadDb } from '../../core/kernel/index.ts';
import { removeSubtitles, sweepCache } from './cache.ts';
import { examineFfmpeg, type FfmpegReport } from './ffmpeg-capabilities.ts';
import { createMediaEngine } from './media-engine.ts';
import { createPlaybackEncodings, TICK_MS, type PlaybackEncodings } from './playback-encodings.ts';
import { createSetAside } from './set-aside.ts';
import { createSlots, slotsForCores } from './slots.ts';
import { createSubtitleMaker, type SubtitleMaker } from './subtitles.ts';

export type Transcoding = {
  readonly report: FfmpegReport;
  /** How many pictures are converted at once at most. */
  readonly slots: number;
  /** Null without a usable ffmpeg. */
  readonly encodings: PlaybackEncodings | null;
  readonly subtitles: SubtitleMaker | null;
  /** Remove what is made and nobody watches now (MED-06). */
  readonly clean: () => Promise<Cleaned>;
  readonly stop: () => Promise<void>;
};

/** Sweep what an earlier worker left, find out what ffmpeg can do, and be ready to convert. */
export async function startTranscoding(deps: {
  readonly read: ReadDb;
  readonly cacheFolder: string;
  readonly ffmpeg: string | null;
  readonly signal: AbortSignal;
  readonly log: Log;
}): Promise<Transcoding> {
  const { ffmpeg, log } = deps;
  const [report] = await Promise.all([examineFfmpeg(ffmpeg), sweepCache(deps.cacheFolder, log)]);
  const slots = slotsForCores(availableParallelism());
  if (ffmpeg === null || report.kind !== 'usable')
    return {
      report,
      slots,
      encodings: null,
      subtitles: null,
      clean: () => Promise.resolve({ freedBytes: 0, keptBytes: 0 }),
      stop: () => Promise.resolve(),
    };
  const engine = createMediaEngine(ffmpeg, report, log);
  log.info('transcode.ready', { version: report.version, hardware: report.hardware, slots });
  const encodings = createPlaybackEncodings({
    ...deps,
    engine,
    slots: createSlots(slots),
    setAside: createSetAside(systemClock),
    clock: systemClock,
  });
  const timer = setInterval(() => {
    encodings.tick().catch((error: unknown) => log.error('transcode.tick-failed', { error }));
  }, TICK_MS);
  timer.unref();
  return {
    report,
    slots,
    encodings,
    subtitles: createSubtitleMaker({ ...deps, engine }),
    async clean() {
      const { freedBytes, keptBytes } = await encodings.removeUnwatched();
      return { freedBytes: freedBytes + (await removeSubtitles(deps.cacheFolder)), keptBytes };
    },
    async stop() {
      clearInterval(timer);
      await encodings.stop();
    },
  };
}
