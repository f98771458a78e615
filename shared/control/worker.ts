/** Messages between manager and worker, over Node's child-process channel. */
import type { Cleaned } from '../contract/conversions.ts';
import type { ScanProgress } from '../contract/library.ts';
import type { FfmpegAbility } from '../contract/system.ts';
import type { ProcessUsage } from './usage.ts';

export type WorkerStart = {
  readonly kind: 'start';
  readonly files: { readonly managerDb: string; readonly serverDb: string; readonly libraryDb: string };
  readonly artFolder: string;
  /** Made segments and subtitles lie below it; `core/streaming` names the places. */
  readonly cacheFolder: string;
  /** Where the worker answers the server: a Unix socket or a named pipe. */
  readonly socket: string;
  readonly token: string;
  readonly ffmpeg: string | null;
  readonly ffprobe: string | null;
};

export type ToWorker =
  | WorkerStart
  | { readonly kind: 'scan'; readonly libraryId: string }
  | { readonly kind: 'cancel-scan'; readonly libraryId: string }
  | { readonly kind: 'forget-library'; readonly libraryId: string }
  /** Nobody can ask for a conversion: encoders end; what they made stays for the next server's viewers. */
  | { readonly kind: 'server-gone' }
  /** Remove what is made and not watched; answered by `cleaned` with the same id. */
  | { readonly kind: 'clean'; readonly id: string }
  /** Answered by `measured`. */
  | { readonly kind: 'measure' }
  | { readonly kind: 'drain' };

export type FromWorker =
  | { readonly kind: 'migrated' }
  | { readonly kind: 'ready'; readonly ffmpeg: FfmpegAbility | null }
  | { readonly kind: 'failed'; readonly code: 'database'; readonly message: string }
  | { readonly kind: 'scan'; readonly progress: ScanProgress }
  /** The worker's own and each encoder's that runs. */
  | { readonly kind: 'measured'; readonly usage: readonly ProcessUsage[] }
  /** null: it failed, and the log says why. */
  | { readonly kind: 'cleaned'; readonly id: string; readonly cleaned: Cleaned | null };
