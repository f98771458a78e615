import { existsSync } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { FileChange } from '../../../shared/contract/incident.ts';
import { BACKUP_FILE, listBackups } from '../backups/index.ts';
import { openIfMigrated, openReadOnly, type DataFolder, type ReadDb } from '../kernel/index.ts';
import { listLibraries } from '../library/index.ts';

/** A list somebody reads; the rest is counted. */
const MOST_CHANGES = 500;
/** A large library on a slow disk takes a while; a dead network drive would take for ever. */
const LOOKING_MS = 60_000;
/** What other programs leave in every folder they show. */
const NOISE = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini', '@eaDir', '$RECYCLE.BIN', 'System Volume Information', 'lost+found', '.Trashes', '#recycle']); // prettier-ignore

export type FileChanges = {
  readonly against: 'backup' | 'scan';
  /** When it was as it should be, ms since 1970; null when no folder was ever scanned. */
  readonly since: number | null;
  /** Newest first. */
  readonly changes: readonly FileChange[];
  readonly more: number;
  readonly notLookedAt: readonly string[];
};

export type FileChangesInput = {
  readonly data: DataFolder;
  readonly managerDb: string;
  readonly libraryDb: string;
  /** library.db of the last good backup and when that was made; null: compared with the last scan. */
  readonly before: { readonly libraryDb: string; readonly madeAt: number } | null;
  /** For tests; a minute by default. */
  readonly lookingMs?: number;
};

/**
 * Files in the library folders and in the data folder that are not as they were (INC-09): against the titles of the last
 * good backup, or of the last scan where there is none. Only looks at names, sizes and times, and opens none of them.
 */
export async function findFileChanges(input: FileChangesInput): Promise<FileChanges> {
  const notLookedAt: string[] = [];
  const found: FileChange[] = [];
  const manager = openReadOnly(input.managerDb);
  const live = openIfMigrated(input.libraryDb);
  const before = input.before === null ? null : openIfMigrated(input.before.libraryDb);
  let since: number | null = input.before?.madeAt ?? null;
  try {
    for (const { id, name, path } of listLibraries(manager)) {
      const scannedAt = live === null ? null : scannedAtOf(live, id);
      // A folder that was added after the backup is known by its scan alone.
      const isInBackup = before !== null && scannedAtOf(before, id) !== null;
      const moment = isInBackup ? input.before!.madeAt : scannedAt;
      if (moment === null) {
        notLookedAt.push(`The folder ${path} (${name}) was never scanned, so there is nothing to compare it with.`);
        continue;
      }
      if (input.before === null) since = Math.min(since ?? moment, moment);
      const known = knownFiles(isInBackup ? before : live!, id);
      const looked = await withEnd(lookAtLibrary(path, known, moment), input.lookingMs ?? LOOKING_MS);
      if (looked === 'late') notLookedAt.push(`The folder ${path} (${name}) took too long to look through.`);
      else if (looked === 'away')
        notLookedAt.push(`The folder ${path} (${name}) cannot be opened. Is its drive connected?`);
      else found.push(...looked);
    }
    found.push(...(await lookAtData(input.data, manager)));
  } finally {
    for (const db of [manager, live, before]) db?.close();
  }
  notLookedAt.push(
    'What is inside files whose size and times are as they were was not read.',
    'The cache is not looked at: everything in it can be made again.',
  );
  const sorted = found.toSorted((a, b) => (b.at ?? '').localeCompare(a.at ?? '') || (a.path < b.path ? -1 : 1));
  return {
    against: input.before === null ? 'scan' : 'backup',
    since,
    changes: sorted.slice(0, MOST_CHANGES),
    more: Math.max(0, sorted.length - MOST_CHANGES),
    notLookedAt,
  };
}

type Known = ReadonlyMap<string, { readonly sizeBytes: number; readonly mtimeMs: number }>;

function knownFiles(library: ReadDb, id: string): Known {
  const rows = library
    .prepare<[string, string], { path: string; sizeBytes: number; mtimeMs: number }>(
      `SELECT path, size_bytes AS sizeBytes, mtime_ms AS mtimeMs FROM file WHERE library_id = ?
       UNION ALL SELECT path, size_bytes, mtime_ms FROM media_error WHERE library_id = ?`,
    )
    .all(id, id);
  return new Map(rows.map(({ path, ...file }) => [path, file]));
}

const scannedAtOf = (library: ReadDb, id: string): number | null =>
  library.prepare<[string], number | null>('SELECT scanned_at FROM folder WHERE library_id = ?').pluck().get(id) ??
  null;

async function lookAtLibrary(root: string, known: Known, moment: number): Promise<FileChange[] | 'away'> {
  const found: FileChange[] = [];
  const met = new Set<string>();
  const add = (what: FileChange['what'], path: string, at: number | null, text: string) =>
    found.push({ where: 'library', what, path, at: at === null ? null : new Date(at).toISOString(), text });
  const compare = (inside: string, was: { sizeBytes: number; mtimeMs: number }, now: Found) => {
    const path = join(root, inside);
    if (now.sizeBytes !== was.sizeBytes)
      add('changed', path, now.at, `${path} has another size: ${now.sizeBytes} bytes now, ${was.sizeBytes} then.`);
    else if (now.mtimeMs !== was.mtimeMs) add('changed', path, now.at, `${path} was written again.`);
    else if (now.at > moment)
      add('changed', path, now.at, `${path} has the size and date of before, and was yet touched: written, renamed or given other rights.`); // prettier-ignore
  };
  try {
    for await (const file of walk(root)) {
      const inside = relative(root, file.path).split(sep).join('/');
      met.add(inside);
      const was = known.get(inside);
      if (was !== undefined) compare(inside, was, file);
      else if (file.at > moment) add('added', file.path, file.at, `${file.path} is new.`);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return 'away';
  }
  for (const [inside, was] of known) {
    if (met.has(inside)) continue;
    const path = join(root, inside);
    const now = await stat(path).catch(() => null); // behind a link, which the walk does not follow
    if (now !== null) compare(inside, was, foundAt(path, now));
    else add('removed', path, null, `${path} is gone.`);
  }
  return found;
}

/** Which names Holdfast itself gives files in its data folder, relative and with `/`. */
const OURS: readonly RegExp[] = [
  /^instance\.db(?:-wal|-shm|-journal)?$/,
  /^(?:open\.permit|current|keys-home|closing\.json|emergency-card\.txt)(?:\.\d+\.tmp)?$/,
  /^reserve(?:\.part)?$/,
  /^generations\/[0-9a-f]{32}(?:\.staging)?\/(manager|server|library)\/\1\.db(?:-wal|-shm|-journal)?$/,
  /^generations\/[0-9a-f]{32}(?:\.staging)?\/(?:keys\.age(?:\.tmp)?|(?:retired-at|not-in-use)(?:\.\d+\.tmp)?)$/,
  /^logs\/(?:manager|server|worker|desktop)\.log(?:\.\d+)?$/,
  /^backups\/\.holdfast-[^/]*\.part$/,
  /^incidents\/incident-[0-9TZ-]+-[0-9a-f]{8}\.(?:hfe|hfe\.part|hfe\.sha256|md|json)(?:\.\d+\.tmp)?$/,
];

/** Files that Holdfast did not put into its own folder, and backups that are not what was made. */
async function lookAtData(data: DataFolder, manager: ReadDb): Promise<FileChange[]> {
  const found: FileChange[] = [];
  const add = (what: FileChange['what'], path: string, at: number | null, text: string) =>
    found.push({ where: 'data', what, path, at: at === null ? null : new Date(at).toISOString(), text });
  const backups = new Map(listBackups(manager).map((backup) => [backup.fileName, backup]));
  for await (const { path, at, sizeBytes } of walk(data.root, new Set([data.cache, data.run]))) {
    const inside = relative(data.root, path).split(sep).join('/');
    const name = inside.startsWith('backups/') ? inside.slice('backups/'.length) : '';
    const backup = backups.get(name);
    if (backup !== undefined) {
      if (backup.sizeBytes !== sizeBytes)
        add('changed', path, at, `${path} is not the backup that was made: ${sizeBytes} bytes now, ${backup.sizeBytes} then. Do not restore it.`); // prettier-ignore
    } else if (BACKUP_FILE.test(name)) add('added', path, at, `${path} is a backup that was not made here.`);
    else if (!OURS.some((ours) => ours.test(inside)))
      add('added', path, at, `${path} was not put there by Holdfast. Nothing of it is read.`);
  }
  for (const { fileName, copies } of backups.values()) {
    const path = join(data.backups, fileName);
    const wasThere = copies.some(({ place, checkedAt }) => place === 'own' && checkedAt !== null);
    if (wasThere && !existsSync(path)) add('removed', path, null, `The backup ${path} is gone.`);
  }
  return found;
}

/** `at`: when it was written or came to lie there, ms since 1970; the second cannot be set by whoever wants to hide it. */
type Found = { readonly path: string; readonly sizeBytes: number; readonly mtimeMs: number; readonly at: number };

const foundAt = (path: string, info: { size: number; mtimeMs: number; ctimeMs: number }): Found => ({
  path,
  sizeBytes: info.size,
  mtimeMs: Math.trunc(info.mtimeMs), // as the scan keeps it
  at: Math.trunc(Math.max(info.mtimeMs, info.ctimeMs)),
});

/** Every file and link below a folder, links not followed. @throws when the folder itself cannot be listed. */
async function* walk(root: string, without: ReadonlySet<string> = new Set()): AsyncGenerator<Found> {
  const waiting = [root];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
      if (folder === root) throw error;
      return []; // one that may not be entered: what is known below it shows as gone, and its state says why
    });
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (NOISE.has(entry.name) || without.has(path)) continue;
      if (entry.isDirectory()) waiting.push(path);
      else if (entry.isFile() || entry.isSymbolicLink()) {
        const info = await lstat(path).catch(() => null); // gone meanwhile
        if (info !== null) yield foundAt(path, info);
      }
    }
  }
}

async function withEnd<T>(work: Promise<T>, ms: number): Promise<T | 'late'> {
  const { promise, resolve } = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => resolve('late'), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
