import type { Cleaned } from '../../shared/contract/conversions.ts';
import type { ScanProgress } from '../../shared/contract/library.ts';
import type { FfmpegAbility } from '../../shared/contract/system.ts';
import type { FromWorker, ToWorker } from '../../shared/control/worker.ts';
import type { ManagerDb } from '../core/kernel/index.ts';
import { listLibraries } from '../core/library/index.ts';
import { createCleaning } from './cleaning.ts';
import type { FailedStart } from './core.ts';
import type { News } from './news.ts';
import type { Supervised } from './supervisor.ts';
import type { UsageKeeper } from './usage-keeper.ts';

export type WorkerLink = ReturnType<typeof createWorkerLink>;

/** What the worker is asked, and what it said last: what it can do, and how far its scans are. */
export function createWorkerLink(deps: {
  readonly db: ManagerDb;
  readonly news: News;
  readonly process: () => Supervised<ToWorker>;
  /** It has migrated library.db, which the server reads. */
  readonly libraryReady: () => void;
  readonly measured: UsageKeeper['worker'];
  readonly failed: (problem: FailedStart) => void;
}) {
  const { db, news } = deps;
  const send = (message: ToWorker): void => deps.process().send(message);
  const cleaning = createCleaning((id) => send({ kind: 'clean', id }));
  const scans = new Map<string, ScanProgress>();
  let ffmpeg: FfmpegAbility | null = null;
  let isUp = false;
  /** The one that runs has migrated library.db. */
  let libraryHasShape = false;

  /** False: it is not running. */
  const sendWhileUp = (message: ToWorker): boolean => {
    if (isUp) send(message);
    return isUp;
  };
  const startScan = (libraryId: string): boolean => sendWhileUp({ kind: 'scan', libraryId });
  const scanAll = (): void => {
    for (const library of listLibraries(db)) startScan(library.id);
  };

  return {
    heard: (message: FromWorker): void => {
      switch (message.kind) {
        case 'migrated':
          libraryHasShape = true;
          return deps.libraryReady();
        case 'ready':
          isUp = true;
          ffmpeg = message.ffmpeg;
          scanAll();
          return news.changed('status');
        case 'failed':
          deps.failed(message);
          void deps
            .process()
            .stop()
            .then(() => news.changed('status'));
          return news.changed('status');
        case 'scan':
          scans.set(message.progress.libraryId, message.progress);
          return news.changed('library');
        case 'measured':
          return deps.measured(message.usage);
        case 'cleaned':
          return cleaning.answered(message.id, message.cleaned);
      }
    },
    gone(): void {
      isUp = libraryHasShape = false;
      cleaning.workerGone();
    },
    serverGone: (): void => send({ kind: 'server-gone' }),
    isUp: (): boolean => isUp,
    libraryHasShape: (): boolean => libraryHasShape,
    /** What it found out about ffmpeg; null: nothing, or that it does not run. */
    ffmpeg: (): FfmpegAbility | null => ffmpeg,

    scans: scans as ReadonlyMap<string, ScanProgress>,
    startScan,
    scanAll,
    cancelScan: (libraryId: string): boolean => sendWhileUp({ kind: 'cancel-scan', libraryId }),
    forgetLibrary: (libraryId: string): void => {
      scans.delete(libraryId);
      send({ kind: 'forget-library', libraryId });
    },
    /** Null: it is not running, or could not. */
    cleanConversions: (): Promise<Cleaned | null> => (isUp ? cleaning.run() : Promise.resolve(null)),
    measure: (): void => send({ kind: 'measure' }),
  };
}
