import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EncodingJob } from '../../../../shared/control/encoding.ts';
import { systemClock, type Clock, type Log } from '../../../core/kernel/index.ts';
import { opened, openDatabases } from '../../../core/kernel/testing/databases.ts';
import { addLibrary, encodingSource, listLibraries, type EncodingSource } from '../../../core/library/index.ts';
import { scanLibrary } from '../../scan/scan.ts';
import type { EncoderLimits } from '../encoder.ts';
import { examineFfmpeg } from '../ffmpeg-capabilities.ts';
import { createMediaEngine, type MediaEngine } from '../media-engine.ts';
import { createPlaybackEncodings } from '../playback-encodings.ts';
import { createSetAside } from '../set-aside.ts';
import { createSlots } from '../slots.ts';

export const quiet: Log = { info: () => {}, warn: () => {}, error: () => {} };

export type Library = ReturnType<typeof openLibrary>;

/** A library with nothing in it: put films into `films`, then `scan`. */
export function openLibrary() {
  const databases = openDatabases();
  const films = join(databases.folder, 'films');
  mkdirSync(films);
  opened(addLibrary({ db: databases.manager, clock: systemClock }, { kind: 'film', path: films }, [], 'test'));
  return {
    folder: databases.folder,
    films,
    read: databases.read,
    async scan(): Promise<void> {
      const [library] = listLibraries(databases.manager);
      const deps = { db: databases.library, clock: systemClock, log: quiet, ffprobe: 'ffprobe', adopt: () => null, report: () => {} };
      const { unreadable, state } = await scanLibrary(deps, library!, new AbortController().signal);
      if (state !== 'done' || unreadable > 0) throw new Error(`the scan ended ${state}, ${unreadable} unreadable`);
    },
    /** What the library knows of a file in `films`. */
    source(name: string): EncodingSource {
      const id = databases.library.prepare<[string], string>('SELECT id FROM file WHERE path = ?').pluck().get(name);
      const source = id === undefined ? null : encodingSource(databases.read, id);
      if (source === null) throw new Error(`${name} is not in the library`);
      return source;
    },
    close: () => databases.close(),
  };
} // prettier-ignore

/** The system's ffmpeg, as the worker would find it. */
export async function systemEngine(changes: Partial<MediaEngine> = {}): Promise<MediaEngine> {
  const report = await examineFfmpeg('ffmpeg', 'a system without chips');
  if (report.kind !== 'usable') throw new Error('these tests need ffmpeg 5.1 or later with libx264');
  return { ...createMediaEngine('ffmpeg', report, quiet), ...changes };
}

export type Conversions = ReturnType<typeof createConversions>;

/** Conversions as the worker runs them, in the library's own folder. */
export function createConversions(
  library: Library,
  engine: MediaEngine,
  changes: {
    readonly clock?: Clock;
    readonly limits?: EncoderLimits;
    readonly slots?: number;
    readonly budgetBytes?: number;
    readonly log?: Log;
  } = {},
) {
  const clock = changes.clock ?? systemClock;
  const cacheFolder = join(library.folder, 'cache');
  const encodings = createPlaybackEncodings({
    log: quiet,
    ...changes,
    clock,
    read: library.read,
    cacheFolder,
    engine,
    slots: createSlots(changes.slots ?? 4),
    setAside: createSetAside(clock),
  });
  return { ...encodings, cacheFolder };
}

/** The job a server would send for a file: everything made anew, in one size. */
export function jobFor(source: EncodingSource, changes: Partial<EncodingJob> = {}): EncodingJob {
  const video = source.streams.find((stream) => stream.kind === 'video' && !stream.attachedPicture);
  const audio = source.streams.find((stream) => stream.kind === 'audio');
  const isUpright = video?.kind === 'video' && video.rotation % 180 !== 0;
  const [width, height] = isUpright ? [90, 160] : [160, 90];
  return {
    fileId: source.fileId,
    video: video
      ? { kind: 'h264', stream: video.index, variants: [{ width, height, bitrateBps: 900_000 }], burnSubtitle: null }
      : null,
    audio: audio ? { kind: 'aac', stream: audio.index } : null,
    startMs: 0,
    ...changes,
  };
} // prettier-ignore

/** The same with the picture, and the sound where it is AAC, as they are. */
export function copyJobFor(source: EncodingSource, startMs = 0): EncodingJob {
  const job = jobFor(source, { startMs });
  const audio = source.streams.find((stream) => stream.kind === 'audio');
  return {
    ...job,
    video: job.video && { kind: 'copy', stream: job.video.stream },
    audio: job.audio && audio?.codec === 'aac' ? { kind: 'copy', stream: job.audio.stream } : job.audio,
  };
}
