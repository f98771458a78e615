import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScanProgress } from '../../../shared/contract/library.ts';
import type { Clock, ItemId, LibraryDb, Log } from '../../core/kernel/index.ts';
import { openRealPath } from '../../core/kernel/index.ts';
import {
  beginReading,
  endReading,
  knownFiles,
  markAvailable,
  markAway,
  readFingerprint,
  removeFiles,
  setAside,
  storeFiles,
  unfinishedReadings,
  type FoundFile,
  type LibraryRow,
  type ReadFile,
} from '../../core/library/index.ts';
import { refreshArtwork, type Listings } from '../artwork/refresh-artwork.ts';
import { refreshSubtitles } from '../subtitles/refresh-subtitles.ts';
import { contentId } from './content-id.ts';
import { awayReason, takeFingerprint } from './fingerprint.ts';
import { ENDINGS, readerFor, type Reader } from './readers.ts';
import { walkFolder } from './walk.ts';

/** Rows written in one transaction: large enough to be cheap, small enough that people see films arrive. */
const STORE_BATCH = 200;
/** Files read at once: enough to hide a network drive's latency, few enough to leave the disk to those who watch. */
const READERS = 8;
const PROGRESS_EVERY_MS = 250;
/** A file whose reader died this often is set aside (ARCHITECTURE 1). */
const MAX_CRASHES = 2;

export type ScanDeps = {
  readonly db: LibraryDb;
  readonly clock: Clock;
  readonly log: Log;
  readonly ffprobe: string | null;
  /** The id watch history holds for a content id, or null. */
  readonly adopt: (contentId: string) => ItemId | null;
  readonly report: (progress: ScanProgress) => void;
};

type Counts = { -readonly [K in keyof ScanProgress]: ScanProgress[K] };

/**
 * Bring the library up to what its folder holds: new and changed files are read, files that are gone are forgotten,
 * unchanged ones (size and modification time) cost a `stat`. Never writes to the folder.
 *
 * A folder that is away changes nothing but its own state: titles stay, greyed (MED-14). Cancelled by `signal`: what
 * was found stays, nothing is removed.
 */
export async function scanLibrary(deps: ScanDeps, library: LibraryRow, signal: AbortSignal): Promise<ScanProgress> {
  const { db, clock, log } = deps;
  const startedAt = clock.monotonic();
  const counts: Counts = {
    libraryId: library.id,
    state: 'running',
    seen: 0,
    expected: knownFiles(db, library.id).size || null,
    added: 0,
    changed: 0,
    removed: 0,
    unreadable: 0,
    skippedLinks: 0,
    elapsedMs: 0,
    message: null,
  };
  let reportedAt = -Infinity;
  const tell = (always = false) => {
    counts.elapsedMs = Math.round(clock.monotonic() - startedAt);
    if (!always && clock.monotonic() - reportedAt < PROGRESS_EVERY_MS) return;
    reportedAt = clock.monotonic();
    deps.report({ ...counts });
  };
  const end = (state: ScanProgress['state'], message: string | null = null): ScanProgress => {
    counts.state = state;
    counts.message = message;
    tell(true);
    log.info(`scan.${state}`, { ...counts, message: undefined });
    return { ...counts };
  };

  tell(true);
  try {
    const away = await reasonAway(library.path, () => awayReason(library.path, readFingerprint(db, library.id)));
    if (away !== null) {
      markAway(db, library.id, away);
      return end('away', away);
    }
    markAvailable(db, library.id, null);
    const seen = await readFolder(deps, library, counts, tell, signal);
    signal.throwIfAborted();
    const known = knownFiles(db, library.id);
    // The drive may have gone while it was walked; then what the walk missed says nothing.
    const goneMeanwhile = await reasonAway(library.path, async () => null);
    if (goneMeanwhile !== null) {
      markAway(db, library.id, goneMeanwhile);
      return end('away', goneMeanwhile);
    }
    const removed = [...known.keys()].filter(
      (path) => !seen.paths.has(path) && !seen.closed.some((folder) => path.startsWith(folder)),
    );
    removeFiles(db, library.id, removed);
    counts.removed = removed.length;
    await refreshSubtitles({ db, log }, library, seen, signal);
    await refreshArtwork(db, library, seen.listings, signal);
    const fingerprint = await takeFingerprint(library.path, [...seen.paths].sort());
    markAvailable(db, library.id, { fingerprint, at: clock.now() });
    return end('done');
  } catch (error) {
    if (signal.aborted) return end('cancelled');
    log.error('scan.failed', { libraryId: library.id, error });
    return end('failed', 'The scan stopped on an unexpected error. Details are in the log.');
  }
}

async function reasonAway(root: string, look: () => Promise<string | null>): Promise<string | null> {
  try {
    await readdir(root);
  } catch {
    return 'The folder cannot be opened. Is its drive connected?';
  }
  return look();
}

type Seen = {
  readonly paths: Set<string>;
  /** Folders that could not be entered: what is known below them is neither gone nor changed. */
  readonly closed: string[];
  readonly listings: Listings;
};

async function readFolder(
  deps: ScanDeps,
  library: LibraryRow,
  counts: Counts,
  tell: () => void,
  signal: AbortSignal,
): Promise<Seen> {
  const { db, clock } = deps;
  const known = knownFiles(db, library.id);
  const seen: Seen = { paths: new Set(), closed: [], listings: new Map() };
  const read: ReadFile[] = [];
  const unfinished = unfinishedReadings(db, library.id);
  const store = () => {
    // Moves are told from copies by whether the old path is still there; the walk may not have met it yet, so ask the disk.
    // By path, so that which of two equal files came first does not hang on which was read faster.
    const files = read.splice(0).sort((a, b) => (a.path < b.path ? -1 : 1));
    storeFiles(db, library.id, files, {
      now: clock.now(),
      adopt: deps.adopt,
      gone: (path) => !seen.paths.has(path) && !existsSync(join(library.path, path)),
    });
  };
  const waiting: FileToRead[] = [];
  const readWaiting = async () => {
    // A file that may have killed its reader is read alone, so that it cannot take its neighbours with it.
    const suspects = waiting.filter(({ file }) => unfinished.has(file.path));
    for (const suspect of suspects) await readTogether([suspect]);
    await readTogether(waiting.filter(({ file }) => !unfinished.has(file.path)));
    waiting.length = 0;
  };
  const readTogether = async (files: readonly FileToRead[]) => {
    const paths = files.map(({ file }) => file.path);
    beginReading(db, library.id, paths);
    let next = 0;
    const reader = async () => {
      while (next < files.length) {
        const toRead = files[next++]!;
        signal.throwIfAborted();
        const outcome = await readFile(deps, library, toRead, unfinished.get(toRead.file.path) ?? 0, signal);
        if (outcome !== null) read.push(outcome);
        else counts.unreadable += 1;
        tell();
      }
    };
    try {
      await Promise.all(Array.from({ length: Math.min(READERS, files.length) }, reader));
    } finally {
      if (read.length > 0) store();
      endReading(db, library.id, paths);
    }
  };
  const walk = {
    endings: ENDINGS[library.kind],
    onSkipped: () => void (counts.skippedLinks += 1),
    onUnreadable: (path: string) => void seen.closed.push(`${path}/`),
  };
  for await (const listing of walkFolder(library.path, walk, signal)) {
    let media = 0;
    for (const file of listing.files) {
      const before = known.get(file.path);
      // What is known was wanted by its name when it was read, and has the same name still.
      const reader = before ? null : readerFor(library, file);
      if (!before && reader === null) continue;
      media += 1;
      seen.paths.add(file.path);
      counts.seen += 1;
      if (before && before.sizeBytes === file.sizeBytes && before.mtimeMs === file.mtimeMs) {
        if (before.id === null) counts.unreadable += 1;
        continue;
      }
      if (before) counts.changed += 1;
      else counts.added += 1;
      const toUse = reader ?? readerFor(library, file);
      if (toUse === null) continue;
      waiting.push({ file, reader: toUse });
      if (waiting.length >= STORE_BATCH) await readWaiting();
    }
    seen.listings.set(listing.path, { otherNames: listing.otherNames, media });
    tell();
  }
  await readWaiting();
  return seen;
}

type FileToRead = { readonly file: FoundFile; readonly reader: Reader };

/** null when the file could not be understood; it is set aside with the reason then. */
async function readFile(
  deps: ScanDeps,
  library: LibraryRow,
  { file, reader }: FileToRead,
  crashes: number,
  signal: AbortSignal,
): Promise<ReadFile | null> {
  const putAside = (problem: { readonly code: string; readonly message: string }) => {
    setAside(deps.db, library.id, file, problem, deps.clock.now());
    return null;
  };
  if (crashes >= MAX_CRASHES)
    return putAside({
      code: 'crashed-reader',
      message: 'Stopped the reader twice, so it was set aside. Nothing else was affected.',
    });
  const absolute = join(library.path, file.path);
  const handle = await openRealPath(library.path, absolute);
  if (handle === null)
    return putAside({
      code: 'no-permission',
      message: 'This user may not open the file. Change its permissions, then scan again.',
    });
  try {
    const understood = await reader({ ffprobePath: deps.ffprobe, signal }, absolute, handle);
    // What a cancelled scan did not read to its end is not unreadable.
    signal.throwIfAborted();
    if (!understood.ok) return putAside(understood.failure);
    const id = await contentId(handle, file.sizeBytes);
    return { ...file, contentId: id, ...understood.value };
  } finally {
    await handle.close();
  }
}
