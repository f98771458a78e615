import Sqlite from 'better-sqlite3';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { dataFolder, generationFolder, type DataFolder, type GenerationFiles } from './data-folder.ts';
import { databaseProblem } from './database.ts';
import { FILE_MODE, makePrivateFolder, writeFileAtomically } from './files.ts';
import { newId } from './ids.ts';

/** This process's claim on a data folder; no other Holdfast can have one while it lives. */
export type Instance = {
  readonly data: DataFolder;
  /** Names this installation, also after a restore from another one. */
  readonly installationId: string;
  readonly generation: string;
  readonly files: GenerationFiles;
  readonly release: () => void;
};

export type InstanceProblem = 'in-use' | 'not-usable';

/** What a disk or a system puts into a folder, and the app's own window before it claims the rest. */
const NOBODYS = new Set(['lost+found', 'window']);

/** The name of something in a folder that no Holdfast made, or null. A mistyped path must not narrow somebody's home to 0700. */
function foreignEntry(data: DataFolder): string | null {
  if (!existsSync(data.root) || existsSync(data.instanceDb)) return null;
  const own = new Set(Object.values(data).map((path) => basename(path)));
  const isForeign = (name: string) => !own.has(name) && !NOBODYS.has(name) && !name.startsWith('.');
  return readdirSync(data.root).find(isForeign) ?? null;
}

/**
 * Make the data folder if it is new, and claim it: an EXCLUSIVE transaction on `instance.db` held for life, which the
 * system lets go of when this process dies, however it dies (DSK-08).
 */
export function claimDataFolder(root: string): Result<Instance, InstanceProblem> {
  const data = dataFolder(root);
  // SQLite and local sockets take no mode, so what we and our children make is narrowed here for life (MED-03).
  process.umask(0o077);
  try {
    const foreign = foreignEntry(data);
    if (foreign !== null)
      return fail(
        'not-usable',
        `${root} holds other things (${foreign}), and Holdfast takes a whole folder for itself. Give an empty one, or one that is not there yet.`,
      );
    for (const folder of [data.root, data.generations, data.cache, data.run, data.logs, data.backups, data.incidents])
      makePrivateFolder(folder);
    // Claiming writes only when the folder is new; a disk without room must be told now and not in the middle of a film.
    proveWritable(data.run);
  } catch (error) {
    return notUsable(root, (error as NodeJS.ErrnoException).code ?? 'unknown');
  }
  let lock: Sqlite.Database | undefined;
  try {
    lock = new Sqlite(data.instanceDb, { timeout: 0 });
    if (process.platform !== 'win32') chmodSync(data.instanceDb, FILE_MODE);
    lock.exec('BEGIN EXCLUSIVE');
    lock.exec('CREATE TABLE IF NOT EXISTS installation (id TEXT NOT NULL) STRICT');
    if (!lock.prepare('SELECT 1 FROM installation').get())
      lock.prepare('INSERT INTO installation VALUES (?)').run(newId());
    lock.exec('COMMIT; BEGIN EXCLUSIVE');
  } catch (error) {
    lock?.close();
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY'))
      return fail('in-use', `Another Holdfast is running on ${root}. Use that one, or give another --data-dir.`);
    const problem = databaseProblem(error);
    if (problem) return notUsable(root, problem);
    throw error;
  }
  const installationId = lock.prepare<[], string>('SELECT id FROM installation').pluck().get()!;
  const claim = { data, installationId, release: () => lock.close() };
  return ok(inGeneration(claim, existsSync(data.current) ? currentGeneration(data) : firstGeneration(data)));
}

/** The same claim on another generation, whose folders are made where they are missing. */
export function inGeneration(
  claim: Pick<Instance, 'data' | 'installationId' | 'release'>,
  generation: string,
): Instance {
  const { data, installationId, release } = claim;
  const files = generationFolder(data, generation);
  for (const folder of [files.folder, join(files.folder, 'manager'), files.serverFolder, files.libraryFolder])
    makePrivateFolder(folder);
  return { data, installationId, generation, files, release };
}

/** Make a generation the current one: one rename, so that a power cut leaves the old or the new. */
export function flipTo(data: DataFolder, generation: string): void {
  writeFileAtomically(data.current, `${generation}\n`);
}

/** The generation in use. */
export const currentGeneration = (data: DataFolder): string => readFileSync(data.current, 'utf8').trim();

function firstGeneration(data: DataFolder): string {
  const generation = newId();
  makePrivateFolder(join(data.generations, generation));
  flipTo(data, generation);
  return generation;
}

function proveWritable(folder: string): void {
  const probe = join(folder, `probe-${process.pid}`);
  try {
    writeFileSync(probe, Buffer.alloc(64 * 1024, 1), { mode: FILE_MODE });
  } finally {
    rmSync(probe, { force: true });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there. Give it write access, or give another --data-dir.',
  EPERM: 'this user may not write there. Give it write access, or give another --data-dir.',
  EROFS: 'its disk is read-only. Mount it for writing, or give another --data-dir.',
  ENOSPC: 'its disk is full. Free some space, then start again.',
  EDQUOT: 'the disk quota is used up. Free some space, then start again.',
  ENOTDIR: 'part of that path is a file. Give another --data-dir.',
  EEXIST: 'a file is in its place. Give another --data-dir.',
  'disk-full': 'its disk is full or failing. Free some space, then start again.',
  'damaged-database': 'instance.db is damaged. Move that file away, then start again.',
};

function notUsable(root: string, code: string): Result<never, 'not-usable'> {
  const reason = REASONS[code] ?? `it answered ${code}. Give another --data-dir.`;
  return fail('not-usable', `The data folder ${root} cannot be used: ${reason} Nothing was changed.`);
}
