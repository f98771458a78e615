import assert from 'node:assert/strict';
import Sqlite from 'better-sqlite3';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import {
  databaseProblem,
  openIfMigrated,
  openReadOnly,
  openWritable,
  type Migration,
  type ServerDb,
} from './database.ts';
import { libraryMigrations } from './schema/library.ts';
import { managerMigrations } from './schema/manager.ts';
import { serverMigrations } from './schema/server.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-db-'));
  path = join(folder, 'a.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const FIRST: Migration = { name: 'first', sql: 'CREATE TABLE film (title TEXT NOT NULL) STRICT' };
const SECOND: Migration = { name: 'second', sql: 'ALTER TABLE film ADD COLUMN year INTEGER' };
const BROKEN: Migration = { name: 'broken', sql: 'ALTER TABLE film ADD COLUMN seen INTEGER; CREATE TABLE film (x)' };

function open(steps: readonly Migration[], file = path): ServerDb {
  const opened = openWritable<ServerDb>(file, steps, 'power-cut');
  assert.ok(opened.ok, JSON.stringify(opened));
  return opened.value;
}
const versionOf = (db: Sqlite.Database) => db.pragma('user_version', { simple: true });

describe('opening for writing', () => {
  test('a new database is WAL, with foreign keys, at the newest version', () => {
    const db = open([FIRST, SECOND]);
    assert.equal(db.pragma('journal_mode', { simple: true }), 'wal');
    assert.equal(db.pragma('foreign_keys', { simple: true }), 1);
    assert.equal(db.pragma('synchronous', { simple: true }), 2, 'an acknowledged write survives a power cut (DB-04)');
    assert.equal(versionOf(db), 2);
    db.close();
  });

  test('only what is pending runs, and data stays', () => {
    const before = open([FIRST]);
    before.prepare("INSERT INTO film VALUES ('Alien')").run();
    before.close();
    const db = open([FIRST, SECOND]);
    assert.deepEqual(db.prepare('SELECT * FROM film').all(), [{ title: 'Alien', year: null }]);
    db.close();
  });

  test('a migration that fails leaves the version and the shape before it (DB-04)', () => {
    const before = open([FIRST]);
    before.prepare("INSERT INTO film VALUES ('Alien')").run();
    before.close();
    assert.throws(() => openWritable(path, [FIRST, SECOND, BROKEN], 'power-cut'), /already exists/);
    const after = new Sqlite(path, { readonly: true });
    assert.equal(versionOf(after), 2, 'the step before it is done and stays');
    assert.deepEqual(after.prepare('SELECT * FROM film').all(), [{ title: 'Alien', year: null }]);
    after.close();
    const healed = open([FIRST, SECOND, { name: 'mended', sql: 'ALTER TABLE film ADD COLUMN seen INTEGER' }]);
    assert.equal(versionOf(healed), 3);
    healed.close();
  });

  test('a newer database is refused with a sentence and stays byte for byte, with what lies in its log too', () => {
    const db = open([FIRST]);
    db.pragma('user_version = 7'); // is in the log now and not in the file
    const copy = join(folder, 'copy.db');
    copyFileSync(path, copy);
    copyFileSync(`${path}-wal`, `${copy}-wal`);
    db.close();
    const [file, log] = [readFileSync(copy), readFileSync(`${copy}-wal`)];
    const refused = openWritable(copy, [FIRST], 'power-cut');
    assert.ok(!refused.ok);
    assert.equal(refused.failure.code, 'newer-database');
    assert.match(
      refused.failure.message,
      /written by a newer Holdfast\. Start that version again; nothing was changed/,
    );
    assert.ok(readFileSync(copy).equals(file));
    assert.ok(readFileSync(`${copy}-wal`).equals(log));
  });

  test('what a killed process left in its log is there after opening (DB-04)', () => {
    const db = open([FIRST]);
    db.prepare("INSERT INTO film VALUES ('Alien')").run();
    const copy = join(folder, 'copy.db');
    copyFileSync(path, copy);
    copyFileSync(`${path}-wal`, `${copy}-wal`);
    db.close();
    const again = open([FIRST], copy);
    assert.equal(again.prepare('SELECT count(*) FROM film').pluck().get(), 1);
    again.close();
  });

  for (const [what, spoil] of [
    ['no database at all', () => writeFileSync(path, 'This is a text file and not a database. '.repeat(200))],
    ['a garbled header', () => spoilAt(0)],
    ['garbled pages', () => spoilAt(4096)],
  ] as const) {
    test(`${what} is damaged: a sentence, and the file stays (DB-03)`, () => {
      const db = open([FIRST]);
      const insert = db.prepare('INSERT INTO film VALUES (?)');
      for (let film = 0; film < 500; film += 1) insert.run(`Film ${film}`);
      db.close();
      spoil();
      const before = readFileSync(path);
      const refused = openWritable(path, [FIRST], 'power-cut');
      assert.ok(!refused.ok);
      assert.equal(refused.failure.code, 'damaged-database');
      assert.match(refused.failure.message, /is damaged and was left as it is\. Restore a backup/);
      assert.ok(readFileSync(path).equals(before));
    });
  }

  test('a folder in its place is a failure to tell, and no exception', () => {
    const refused = openWritable(folder, [FIRST], 'power-cut');
    assert.ok(!refused.ok);
    assert.match(refused.failure.message, /cannot be written/);
  });

  test(
    'one that others can read is narrowed to 0600, its log too (DB-02)',
    { skip: process.platform === 'win32' },
    () => {
      open([FIRST]).close();
      chmodSync(path, 0o666);
      const db = open([FIRST]);
      db.prepare("INSERT INTO film VALUES ('Alien')").run();
      for (const ending of ['', '-wal', '-shm']) assert.equal(statSync(path + ending).mode & 0o777, 0o600, ending);
      db.close();
    },
  );
});

const spoilAt = (offset: number) => {
  const bytes = readFileSync(path);
  bytes.fill('garbage ', offset, offset === 0 ? 100 : bytes.length);
  writeFileSync(path, bytes);
};

describe('reading only (ARCHITECTURE 2)', () => {
  test('neither the database nor what is attached can be written through it', () => {
    const other = join(folder, 'b.db');
    open([FIRST]).close();
    open([FIRST], other).close();
    const read = openReadOnly(path, { other });
    for (const sql of [
      "INSERT INTO film VALUES ('x')",
      "INSERT INTO other.film VALUES ('x')",
      'DELETE FROM other.film',
      'CREATE TABLE other.more (a)',
      'DROP TABLE other.film',
    ])
      assert.throws(() => read.prepare(sql).run(), { code: 'SQLITE_READONLY' }, sql);
    assert.throws(() => read.exec('PRAGMA other.user_version = 9'), { code: 'SQLITE_READONLY' });
    read.close();
  });

  test('a database attached later by hand is read-only too', () => {
    const other = join(folder, 'b.db');
    open([FIRST]).close();
    open([FIRST], other).close();
    const read = openReadOnly(path);
    read.prepare('ATTACH DATABASE ? AS sneaked').run(other);
    assert.throws(() => read.prepare("INSERT INTO sneaked.film VALUES ('x')").run(), { code: 'SQLITE_READONLY' });
    read.close();
  });

  test('what the writer commits is seen at once', () => {
    const db = open([FIRST]);
    const read = openReadOnly(path);
    db.prepare("INSERT INTO film VALUES ('Alien')").run();
    assert.equal(read.prepare('SELECT count(*) FROM film').pluck().get(), 1);
    read.close();
    db.close();
  });

  test('a missing database is not made', () => {
    assert.throws(() => openReadOnly(path), { code: 'SQLITE_CANTOPEN' });
    open([FIRST]).close();
    assert.throws(() => openReadOnly(path, { other: join(folder, 'none.db') }), /cannot attach other/);
  });
});

test('an exception of SQLite about the disk is a problem to tell; a mistake in our SQL is not', () => {
  const db = new Sqlite(':memory:');
  db.pragma('max_page_count = 1');
  const caught = (run: () => unknown): unknown => {
    try {
      run();
    } catch (error) {
      return error;
    }
    return null;
  };
  assert.equal(
    databaseProblem(caught(() => db.exec('CREATE TABLE a (x); CREATE TABLE b (x); CREATE TABLE c (x)'))),
    'disk-full',
  );
  assert.equal(databaseProblem(caught(() => db.exec('SELEKT'))), null);
  assert.equal(databaseProblem(new Error('SQLITE_FULL')), null);
  db.close();
});

for (const [name, steps] of Object.entries({
  manager: managerMigrations,
  server: serverMigrations,
  library: libraryMigrations,
}))
  test(`${name}.db comes to the newest shape from every version before it, the same as made new (DB-12)`, () => {
    const shape = (db: Sqlite.Database) =>
      db.prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name").all();
    const whole = open(steps, join(folder, 'whole.db'));
    const expected = shape(whole);
    assert.deepEqual(whole.pragma('foreign_key_check'), []);
    whole.close();
    for (let from = 0; from < steps.length; from += 1) {
      const file = join(folder, `from-${from}.db`);
      open(steps.slice(0, from), file).close();
      const db = open(steps, file);
      assert.equal(versionOf(db), steps.length);
      assert.deepEqual(shape(db), expected);
      db.close();
    }
  });

test('a database that is not made or not migrated yet is none; a damaged one is an error and not an empty one', () => {
  assert.equal(openIfMigrated(path), null);
  new Sqlite(path).exec('CREATE TABLE started (x)').close();
  assert.equal(openIfMigrated(path), null);
  const migrated = join(folder, 'b.db');
  open([FIRST], migrated).close();
  const read = openIfMigrated(migrated);
  assert.ok(read);
  read.close();
  const damaged = join(folder, 'c.db');
  writeFileSync(damaged, Buffer.alloc(8_192, 7));
  assert.throws(() => openIfMigrated(damaged), { code: 'SQLITE_NOTADB' });
});
