import Sqlite from 'better-sqlite3';
import { basename } from 'node:path';
import type { Result } from '../../../shared/result.ts';
import { openReadOnly, type ReadDb } from '../kernel/index.ts';
import { newerBackup, type DatabaseFacts, type DatabaseName, type Migrations } from './manifest.ts';
import { asResult, BackupError, type BackupProblem } from './problem.ts';

/** 16 MB between two looks at the event loop. */
const PAGES_AT_ONCE = 4096;

/**
 * Copy a database that others write to meanwhile: the online backup under one held read transaction. Without that
 * transaction every foreign write starts it again, for ever (ARCHITECTURE 3).
 */
export async function snapshot(source: string, target: string, onProgress: (fraction: number) => void): Promise<void> {
  const db = openReadOnly(source);
  try {
    db.exec('BEGIN');
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    await db.backup(target, {
      progress({ totalPages, remainingPages }) {
        onProgress(totalPages === 0 ? 1 : 1 - remainingPages / totalPages);
        return PAGES_AT_ONCE;
      },
    });
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK');
    db.close();
  }
}

export type SnapshotInput = { readonly pairs: readonly { readonly from: string; readonly to: string }[] };

/** Copy databases that others write to meanwhile, one after the other. */
export function snapshotAll({ pairs }: SnapshotInput): Promise<Result<null, BackupProblem>> {
  return asResult(async () => {
    for (const { from, to } of pairs) await snapshot(from, to, () => {});
    return null;
  });
}

export type QuickCheckInput = { readonly files: readonly string[] };

/** Which of these databases are damaged, a sentence each; for live ones, without changing them. */
export function quickCheck({ files }: QuickCheckInput): Promise<Result<readonly string[], BackupProblem>> {
  return asResult(async () => files.filter((file) => !isSound(file)).map((file) => `${basename(file)} is damaged. Restore a backup.`)); // prettier-ignore
}

function isSound(path: string): boolean {
  try {
    const db = openReadOnly(path);
    try {
      return db.pragma('quick_check(1)', { simple: true }) === 'ok';
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof Sqlite.SqliteError && /CORRUPT|NOTADB/.test(error.code)) return false;
    throw error;
  }
}

/** Version and rows of a copy. */
export function describe(path: string): Pick<DatabaseFacts, 'version' | 'counts'> {
  const db = openReadOnly(path);
  try {
    return { version: versionOf(db), counts: countRows(db) };
  } finally {
    db.close();
  }
}

/**
 * Whether a database from a backup is what its manifest says and what Holdfast makes: version, shape, sound pages, rows.
 * The shape is compared before anything else is read, because a trigger or a view in it would be a stranger's program.
 *
 * @throws BackupError `newer`, `hostile` or `damaged`
 */
export function checkDatabase(name: DatabaseName, path: string, facts: DatabaseFacts, migrations: Migrations): void {
  const steps = migrations[name];
  if (facts.version > steps.length) throw newerBackup();
  const db = openReadOnly(path);
  try {
    db.pragma('trusted_schema = OFF');
    db.pragma('cell_size_check = ON');
    const version = versionOf(db);
    if (version > steps.length) throw newerBackup();
    if (version !== facts.version || shapeOf(db) !== shapeAfter(steps.slice(0, version).map(({ sql }) => sql)))
      throw new BackupError(
        'hostile',
        `Holdfast did not make the ${name} database in this file: its tables are not ours. Nothing was changed.`,
      );
    if (db.pragma('integrity_check(1)', { simple: true }) !== 'ok') throw damaged(name);
    const counts = countRows(db);
    for (const table of new Set([...Object.keys(counts), ...Object.keys(facts.counts)]))
      if (counts[table] !== facts.counts[table])
        throw new BackupError(
          'damaged',
          `The ${name} database in this file lost rows (${table}). Choose another copy.`,
        );
  } catch (error) {
    if (error instanceof Sqlite.SqliteError && /CORRUPT|NOTADB/.test(error.code)) throw damaged(name, error);
    throw error;
  } finally {
    db.close();
  }
}

const damaged = (name: DatabaseName, cause?: unknown) =>
  new BackupError('damaged', `The ${name} database in this file is damaged. Choose another copy.`, { cause });

const versionOf = (db: ReadDb): number => db.pragma('user_version', { simple: true }) as number;

/** Rows of every table of ours; what full-text search keeps for itself is not counted. */
function countRows(db: ReadDb): Record<string, number> {
  const names = db
    .prepare<[], string>(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )
    .pluck()
    .all();
  return Object.fromEntries(
    names.map((name) => [
      name,
      db
        .prepare<[], number>(`SELECT count(*) FROM "${name.replaceAll('"', '""')}"`)
        .pluck()
        .get()!,
    ]),
  );
}

/**
 * Everything a database defines, as one text to compare. Tables that full-text search makes for itself count by name: their
 * definitions are SQLite's and differ between its versions.
 */
function shapeOf(db: Sqlite.Database): string {
  const rows = db
    .prepare(
      `SELECT s.type, s.name, s.tbl_name, iif(t.type = 'shadow', NULL, s.sql)
       FROM sqlite_schema s LEFT JOIN pragma_table_list t ON t.schema = 'main' AND t.name = s.tbl_name
       WHERE s.name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\' ORDER BY s.type, s.name`,
    )
    .raw()
    .all();
  return JSON.stringify(rows);
}

/** The shape those migrations make. */
function shapeAfter(steps: readonly string[]): string {
  const db = new Sqlite(':memory:');
  try {
    for (const sql of steps) db.exec(sql);
    return shapeOf(db);
  } finally {
    db.close();
  }
}
