import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, mkdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { addBackup, type BackupFile } from '../backups/index.ts';
import { dataFolder, newId } from '../kernel/index.ts';
import { openDatabases, START_MS, type Databases } from '../kernel/testing/databases.ts';
import { findFileChanges, type FileChangesInput } from './file-changes.ts';

let house: Databases;
let films: string;
let input: FileChangesInput;
/** Long ago, so that what a test does now is later than every scan. */
const THEN_MS = START_MS;
/** What lies there since before the scan: a file's change time cannot be set, so the scan is later than its making. */
let scannedAt: number;

beforeEach(() => {
  house = openDatabases();
  films = join(house.folder, 'films');
  const data = dataFolder(join(house.folder, 'data'));
  for (const folder of [films, data.root, data.backups, data.logs, data.cache, data.run, data.incidents])
    mkdirSync(folder);
  house.manager
    .prepare("INSERT INTO library (id, kind, name, path, created_at) VALUES ('l', 'film', 'Films', ?, 1)")
    .run(films);
  for (const name of ['Amber.mp4', 'Birch.mp4', 'Cedar.mp4', 'Dune.mp4', 'cover.jpg']) put(name, 'as it was');
  scannedAt = Math.trunc(statSync(join(films, 'cover.jpg')).ctimeMs);
  // A disk's clock moves in steps of some milliseconds; what a test does comes after the scan.
  const probe = join(house.folder, 'probe');
  do writeFileSync(probe, '');
  while (Math.trunc(statSync(probe).ctimeMs) <= scannedAt);
  know(['Amber.mp4', 'Birch.mp4', 'Cedar.mp4', 'Dune.mp4']);
  input = { data, managerDb: join(house.folder, 'manager.db'), libraryDb: join(house.folder, 'library.db'), before: null }; // prettier-ignore
  writeFileSync(data.current, newId());
  writeFileSync(join(data.logs, 'manager.log'), '{}\n');
  writeFileSync(join(data.logs, 'server.log.3'), '{}\n');
});
afterEach(() => {
  chmodSync(films, 0o700);
  house.close();
});

const put = (name: string, content: string, at = THEN_MS) => {
  writeFileSync(join(films, name), content);
  utimesSync(join(films, name), at / 1000, at / 1000);
};
function know(names: readonly string[]): void {
  const item = house.library.prepare(
    "INSERT INTO item (id, library_id, kind, title, sort_title, added_at) VALUES (?, 'l', 'film', ?, ?, 1)",
  );
  const file = house.library.prepare(
    `INSERT INTO file (id, item_id, library_id, path, size_bytes, mtime_ms, content_id, container, demuxer, chapters)
     VALUES (?, ?, 'l', ?, 9, ?, 'c', 'mp4', 'mov', '[]')`,
  );
  for (const name of names) {
    item.run(name, name, name);
    file.run(name, name, name, THEN_MS);
  }
  house.library.prepare("INSERT INTO folder (library_id, available, scanned_at) VALUES ('l', 1, ?)").run(scannedAt);
}
const found = async (given: Partial<FileChangesInput> = {}) => {
  const { changes, notLookedAt } = await findFileChanges({ ...input, ...given });
  return { changes: changes.map(({ where, what, path }) => `${where} ${what} ${path.slice(house.folder.length + 1)}`).toSorted(), notLookedAt }; // prettier-ignore
};

test('INC-09: a folder that is as it was has nothing to tell', async () => {
  assert.deepEqual((await found()).changes, []);
  const { against, since } = await findFileChanges(input);
  assert.deepEqual([against, since], ['scan', scannedAt]);
});

test('INC-09: changed, gone and new files are listed, also one whose date was put back and one that is no film', async () => {
  put('Amber.mp4', 'another length');
  put('Birch.mp4', 'as it is.', THEN_MS); // the same length and date, and yet written now
  rmSync(join(films, 'Cedar.mp4'));
  renameSync(join(films, 'Dune.mp4'), join(films, 'Dune (2021).mp4'));
  put('readme.html', 'call this number');
  assert.deepEqual((await found()).changes, [
    'library added films/Dune (2021).mp4',
    'library added films/readme.html',
    'library changed films/Amber.mp4',
    'library changed films/Birch.mp4',
    'library removed films/Cedar.mp4',
    'library removed films/Dune.mp4',
  ]);
});

test('INC-09: what a scan has taken for good meanwhile is seen against the backup', async () => {
  put('Amber.mp4', 'another length');
  const before = join(house.folder, 'before.db');
  house.library.pragma('wal_checkpoint(TRUNCATE)');
  copyFileSync(input.libraryDb, before);
  const { size, mtimeMs } = statSync(join(films, 'Amber.mp4'));
  house.library.prepare("UPDATE file SET size_bytes = ?, mtime_ms = ? WHERE path = 'Amber.mp4'").run(size, mtimeMs);
  house.library.prepare('UPDATE folder SET scanned_at = ?').run(Date.now() + 60_000);
  assert.deepEqual((await found()).changes, []);
  const against = { libraryDb: before, madeAt: scannedAt };
  assert.deepEqual((await found({ before: against })).changes, ['library changed films/Amber.mp4']);
});

test('INC-09: in the data folder, what is not ours, and backups that are not what was made', async () => {
  const { data } = input;
  const name = (day: string) => `holdfast-2026-03-${day}T03-00-00Z-1a2b3c4d.age`;
  const made = (day: string, sizeBytes: number) =>
    addBackup(house.manager, backupOf(name(day), sizeBytes), START_MS + Number(day));
  for (const [day, sizeBytes] of [['01', 6], ['02', 6], ['03', 6]] as const) made(day, sizeBytes); // prettier-ignore
  writeFileSync(join(data.backups, name('01')), 'sealed');
  writeFileSync(join(data.backups, name('02')), 'exchanged');
  writeFileSync(join(data.backups, name('04')), 'from elsewhere');
  writeFileSync(join(data.root, 'run.sh'), '#!/bin/sh');
  writeFileSync(join(data.cache, 'poster.jpg'), 'made again');
  assert.deepEqual((await found()).changes, [
    `data added data/backups/${name('04')}`,
    'data added data/run.sh',
    `data changed data/backups/${name('02')}`,
    `data removed data/backups/${name('03')}`,
  ]);
});

test('a folder that is away, or was never scanned, is said and not called empty', async () => {
  renameSync(films, `${films}-unplugged`);
  const away = await found();
  assert.deepEqual(away.changes, []);
  assert.match(away.notLookedAt.join('\n'), /films \(Films\) cannot be opened\. Is its drive connected\?/);
  renameSync(`${films}-unplugged`, films);
  house.library.prepare('DELETE FROM folder').run();
  assert.match((await found()).notLookedAt.join('\n'), /was never scanned/);
});

test('a folder that does not answer holds nobody up', async () => {
  for (let number = 0; number < 200; number += 1) put(`more ${number}.mp4`, 'x');
  const late = await found({ lookingMs: 0 });
  assert.match(late.notLookedAt.join('\n'), /took too long to look through/);
});

const backupOf = (fileName: string, sizeBytes: number): BackupFile => {
  const facts = { counts: {} };
  return {
    fileName,
    sizeBytes,
    sha256: 'ab'.repeat(32),
    manifest: { id: newId(), madeAt: START_MS, holdfast: '1.0.0', databases: { manager: facts } },
  } as unknown as BackupFile;
};
