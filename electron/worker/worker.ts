import type { FromWorker, ToWorker, WorkerStart } from '../../shared/control/worker.ts';
import {
  libraryMigrations,
  openIfMigrated,
  openReadOnly,
  openWritable,
  ownUsage,
  systemClock,
  type ItemId,
  type LibraryDb,
  type LibraryId,
  type Log,
  type ReadDb,
} from '../core/kernel/index.ts';
import { forgetLibrary, listLibraries } from '../core/library/index.ts';
import { createPictureMaker } from './artwork/picture-maker.ts';
import { listenForServer } from './local-socket.ts';
import { scanLibrary } from './scan/scan.ts';
import { abilityOf } from './transcode/ability.ts';
import { usageOf } from './transcode/process-watch.ts';
import { startTranscoding } from './transcode/transcoding.ts';

type Deps = { readonly log: Log; readonly send: (message: FromWorker) => void };

export type Worker = {
  readonly handle: (message: Exclude<ToWorker, WorkerStart | { kind: 'drain' }>) => void;
  /** Ends scans, encoders and the socket; resolves when nothing of them runs. */
  readonly stop: () => Promise<void>;
};

/** Open the library, migrate it, answer the server, wait for scans. Reports `migrated`, then `ready`. */
export function startWorker(start: WorkerStart, { log, send }: Deps): Worker | null {
  const opened = openWritable<LibraryDb>(start.files.libraryDb, libraryMigrations, 'process-crash');
  if (!opened.ok) {
    send({ kind: 'failed', code: 'database', message: opened.failure.message });
    return null;
  }
  const db = opened.value;
  send({ kind: 'migrated' });

  const read = openReadOnly(start.files.libraryDb, { manager: start.files.managerDb });
  const ending = new AbortController();
  const scans = new Map<string, { readonly abort: AbortController; readonly done: Promise<unknown> }>();
  const adopt = adoptFrom(start.files.serverDb);
  // One scan at a time: two would only make the disk seek. A queue of promises, because folders are few.
  let lastScan: Promise<unknown> = Promise.resolve();

  const startScan = (libraryId: string) => {
    if (scans.has(libraryId)) return;
    const library = listLibraries(read, 'manager').find((one) => one.id === libraryId);
    if (!library) return;
    const abort = new AbortController();
    const signal = AbortSignal.any([abort.signal, ending.signal]);
    const run = lastScan.then(() =>
      scanLibrary(
        {
          db,
          clock: systemClock,
          log,
          ffprobe: start.ffprobe,
          adopt,
          report: (progress) => send({ kind: 'scan', progress }),
        },
        library,
        signal,
      ),
    );
    lastScan = run.finally(() => scans.delete(libraryId));
    scans.set(libraryId, { abort, done: lastScan });
  };

  const pictures = start.ffmpeg
    ? createPictureMaker({ read, folder: start.artFolder, ffmpeg: start.ffmpeg, signal: ending.signal })
    : null;
  const transcoding = startTranscoding({
    read,
    cacheFolder: start.cacheFolder,
    ffmpeg: start.ffmpeg,
    signal: ending.signal,
    log,
  });
  const listening = listenForServer({ socket: start.socket, token: start.token, pictures, transcoding, log });
  void Promise.all([listening.ready, transcoding]).then(([, converter]) =>
    send({ kind: 'ready', ffmpeg: abilityOf(converter) }),
  );

  const measure = async () => {
    const encoders = (await transcoding).encodings?.pids() ?? [];
    const used = await Promise.all(encoders.map(usageOf));
    send({ kind: 'measured', usage: [ownUsage(), ...used.filter((one) => one !== null)] });
  };

  return {
    handle(message) {
      switch (message.kind) {
        case 'scan':
          return startScan(message.libraryId);
        case 'server-gone':
          return void transcoding.then((converter) => converter.encodings?.pause());
        case 'clean':
          return void transcoding
            .then((converter) => converter.clean())
            .catch((error: unknown) => {
              log.error('transcode.cleaning-failed', { error });
              return null;
            })
            .then((cleaned) => send({ kind: 'cleaned', id: message.id, cleaned }));
        case 'measure':
          return void measure();
        case 'cancel-scan':
          return scans.get(message.libraryId)?.abort.abort();
        case 'forget-library': {
          const scan = scans.get(message.libraryId);
          scan?.abort.abort();
          void (scan?.done ?? Promise.resolve()).then(() => forgetLibrary(db, message.libraryId as LibraryId));
        }
      }
    },
    async stop() {
      ending.abort();
      listening.close();
      await Promise.all([lastScan, transcoding.then((converter) => converter.stop())]);
      read.close();
      db.close();
    },
  };
}

/**
 * Looks up ids in watch history by content. server.db may not exist yet at the very first start; then there is no
 * history to adopt from.
 */
function adoptFrom(serverDb: string): (contentId: string) => ItemId | null {
  let history: ReadDb | null = null;
  return (contentId) => {
    history ??= openIfMigrated(serverDb);
    return (
      history
        ?.prepare<[string], ItemId>('SELECT item_id FROM progress WHERE content_id = ? LIMIT 1')
        .pluck()
        .get(contentId) ?? null
    );
  };
}
