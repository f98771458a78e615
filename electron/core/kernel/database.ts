import { chmodSync, existsSync, statSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { FILE_MODE } from './files.ts';

type Connection = Sqlite.Database;
/** Writable only by the manager. */
export type ManagerDb = Connection & { readonly __writes: 'manager' };
/** Writable only by the server. */
export type ServerDb = Connection & { readonly __writes: 'server' };
/** Writable only by the worker. */
export type LibraryDb = Connection & { readonly __writes: 'library' };
/** Opened read-only: SQLite itself refuses every write, also to what is attached. */
export type ReadDb = Connection & { readonly __writes: 'nothing' };

/** One forward step. Steps are numbered by their place; a step that has shipped is never changed. */
export type Migration = { readonly name: string; readonly sql: string };

export type DatabaseProblem = 'newer-database' | 'damaged-database' | 'not-writable' | 'disk-full';

const PROBLEM_OF_SQLITE_CODE: Readonly<Record<string, DatabaseProblem>> = {
  SQLITE_CORRUPT: 'damaged-database',
  SQLITE_NOTADB: 'damaged-database',
  SQLITE_CANTOPEN: 'not-writable',
  SQLITE_READONLY: 'not-writable',
  SQLITE_PERM: 'not-writable',
  SQLITE_AUTH: 'not-writable',
  SQLITE_IOERR: 'disk-full',
  SQLITE_FULL: 'disk-full',
};

/** The problem behind an SQLite exception, or null when it is a bug of ours. */
export function databaseProblem(error: unknown): DatabaseProblem | null {
  if (!(error instanceof Sqlite.SqliteError)) return null;
  const primary = /^SQLITE_[A-Z]+/.exec(error.code)?.[0] ?? '';
  return PROBLEM_OF_SQLITE_CODE[primary] ?? null;
}

const SENTENCES: Readonly<Record<DatabaseProblem, (path: string) => string>> = {
  'newer-database': (path) =>
    `${path} was written by a newer Holdfast. Start that version again; nothing was changed here.`,
  'damaged-database': (path) =>
    `${path} is damaged and was left as it is. Restore a backup, or move the file away to start afresh.`,
  'not-writable': (path) => `${path} cannot be written. Give this user write access to its folder, then start again.`,
  'disk-full': (path) => `${path} cannot be written: the disk is full or failing. Free some space, then start again.`,
};

/**
 * Open a database for writing: WAL, foreign keys, migrated to the newest step, quick-checked (DB-03).
 *
 * Every pending migration runs in a transaction together with its version number.
 *
 * @param survives what an acknowledged write outlives: `power-cut` syncs each commit; `process-crash` is enough for
 *   what can be made again, and a scan would otherwise wait for the disk ten thousand times.
 */
export function openWritable<Db extends Connection>(
  path: string,
  migrations: readonly Migration[],
  survives: 'power-cut' | 'process-crash',
): Result<Db, DatabaseProblem> {
  let db: Connection | undefined;
  try {
    narrow(path);
    const version = existsSync(path) ? inspect(path, migrations.length) : 0;
    if (typeof version === 'string') return problem(version, path);
    db = new Sqlite(path);
    db.pragma('busy_timeout = 5000');
    db.pragma('journal_mode = WAL');
    db.pragma(`synchronous = ${survives === 'power-cut' ? 'FULL' : 'NORMAL'}`);
    db.pragma('foreign_keys = ON');
    for (const [index, migration] of migrations.entries()) {
      if (index >= version) migrate(db, migration, index + 1);
    }
    return ok(db as Db);
  } catch (error) {
    db?.close();
    const code = databaseProblem(error);
    if (code) return problem(code, path);
    throw error;
  }
}

/**
 * Open a database read-only, with others attached under their names. Nothing reached through this connection can be
 * written: SQLite opens what is attached to a readonly connection readonly too.
 */
export function openReadOnly(path: string, attached: Readonly<Record<string, string>> = {}): ReadDb {
  const db = new Sqlite(path, { readonly: true, fileMustExist: true });
  db.pragma('busy_timeout = 5000');
  for (const [name, file] of Object.entries(attached)) {
    if (!existsSync(file)) throw new Error(`cannot attach ${name}: no such file`);
    db.prepare(`ATTACH DATABASE ? AS ${name}`).run(file);
  }
  return db as ReadDb;
}

/**
 * Its version, or why it is not for us. Read-only, because closing a writable connection moves what a killed process left
 * in the log into the file, also into one we only wanted to refuse.
 */
function inspect(path: string, newest: number): number | DatabaseProblem {
  const db = new Sqlite(path, { readonly: true });
  try {
    db.pragma('busy_timeout = 5000');
    const version = db.pragma('user_version', { simple: true }) as number;
    if (version > newest) return 'newer-database';
    return db.pragma('quick_check(1)', { simple: true }) === 'ok' ? version : 'damaged-database';
  } finally {
    db.close();
  }
}

/** DB-02: a database copied here, or made by an earlier version, may be readable by others. SQLite gives -wal and -shm its mode. */
function narrow(path: string): void {
  if (process.platform === 'win32') return;
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    const found = statSync(file, { throwIfNoEntry: false });
    if (!found?.isFile() || (found.mode & 0o077) === 0) continue;
    try {
      chmodSync(file, FILE_MODE);
    } catch (error) {
      // Another user's file that we may write all the same: for the checklist to say, not for us to stop at.
      if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
    }
  }
}

/**
 * Open another process's database read-only, or null while its writer has not made and migrated it yet. Anything else
 * that keeps it from opening throws: a damaged database must not pass for an empty one.
 */
export function openIfMigrated(path: string, attached: Readonly<Record<string, string>> = {}): ReadDb | null {
  if (!existsSync(path)) return null;
  const db = openReadOnly(path, attached);
  try {
    if ((db.pragma('user_version', { simple: true }) as number) > 0) return db;
  } catch (error) {
    db.close();
    throw error;
  }
  db.close();
  return null;
}

function migrate(db: Connection, migration: Migration, version: number): void {
  db.transaction(() => {
    db.exec(migration.sql);
    db.pragma(`user_version = ${version}`);
  }).immediate();
}

function problem(code: DatabaseProblem, path: string): Result<never, DatabaseProblem> {
  return fail(code, SENTENCES[code](path));
}
