import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, test } from 'node:test';
import Sqlite from 'better-sqlite3';
import { stageGeneration } from '../core/backups/index.ts';
import { makeHouse, type TestHouse } from '../core/backups/testing/house.ts';
import { generationFiles, systemClock, type GenerationFiles, type Log } from '../core/kernel/index.ts';
import { drill } from './drill.ts';
import { countShown } from './restored-house.ts';

const quietLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
/** The house's 500 and 60 more: a list's own total stops at 500. */
const ITEMS = 560;

let house: TestHouse;
beforeEach(async () => {
  house = await makeHouse();
  const insert = house.library.prepare(
    "INSERT INTO item (id, library_id, kind, title, sort_title, added_at) VALUES (?, 'l1', ?, 'One', 'one', 1)",
  );
  for (let at = 0; at < 60; at += 1) insert.run(`more${at}`, at < 40 ? 'film' : 'episode');
});
afterEach(() => house.close());

/** Drill a backup of the house; `alter` is what happens to the laid-out copy after it was checked. */
async function drilled(alter: (files: GenerationFiles) => void = () => {}) {
  const { data } = house.instance;
  const file = await house.backUp();
  const before = [data.generations, data.cache].map((folder) => readdirSync(folder));
  const done = await drill(
    {
      data,
      clock: systemClock,
      log: quietLog,
      node: process.execPath,
      version: '0.1.0',
      signal: new AbortController().signal,
      count: countShown,
      async stage(input) {
        const staged = await stageGeneration(input, () => {});
        if (staged.ok) alter(generationFiles(input.folder));
        return staged;
      },
    },
    { file, identities: [house.kit.identity] },
  );
  assert.deepEqual(
    [data.generations, data.cache].map((folder) => readdirSync(folder)),
    before,
    'nothing of the copy is left',
  );
  const names = house.manager.prepare('SELECT name FROM account ORDER BY name').pluck().all();
  assert.deepEqual(names, ['Ada', 'Ben'], 'the canary lived in the copy alone');
  return done;
}

const execute = (path: string, sql: string): void => {
  const db = new Sqlite(path);
  db.exec(sql);
  db.close();
};

test('a restored house shows every library and title its backup says it holds, beyond 500 too (DB-10)', async () => {
  const done = await drilled();
  assert.ok(done.ok, done.ok ? '' : done.failure.message);
  assert.equal(done.value.manifest.databases.library?.counts['item'], ITEMS);
});

test('titles that went after the manifest was written fail the drill, which says how many (DB-10)', async () => {
  const done = await drilled(({ libraryDb }) => execute(libraryDb, "DELETE FROM item WHERE id = 'more59'"));
  assert.deepEqual(done, {
    ok: false,
    failure: {
      code: 'drill-failed',
      message:
        'The restored house shows 559 titles, and the backup says it holds 560. Make a new backup, then drill again.',
    },
  });
});

test('a library that went after the manifest was written fails the drill, though its titles are still there (DB-10)', async () => {
  const done = await drilled(({ managerDb }) => execute(managerDb, 'DELETE FROM library'));
  assert.match(done.ok ? '' : done.failure.message, /^The restored house shows 0 libraries, and the backup says it holds 1\./); // prettier-ignore
});

test('titles of a library that had been taken out of the house are no fault of its backup', async () => {
  house.library.exec("UPDATE item SET library_id = 'gone' WHERE kind = 'episode'");
  assert.ok((await drilled()).ok);
});

test('a server that lost its tables is said to show nothing', async () => {
  const done = await drilled(({ libraryDb }) => execute(libraryDb, 'DROP TABLE folder'));
  assert.match(done.ok ? '' : done.failure.message, /^The restored house did not show what it holds \(500\)\./);
});
