import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { newId, type LibraryId } from '../kernel/index.ts';
import { openDatabases, START_MS, type Databases } from '../kernel/testing/databases.ts';
import {
  librarySummary,
  markAvailable,
  markAway,
  readFingerprint,
  setAside,
  storeFiles,
  unreadableFiles,
} from './index.ts';
import { readFile } from './testing/films.ts';

let house: Databases;
const id = newId<LibraryId>();
beforeEach(() => {
  house = openDatabases();
});
afterEach(() => house.close());
const state = () => {
  const { available, awayReason, scannedAt } = librarySummary(house.library, id);
  return { available, awayReason, scannedAt };
};
const fingerprint = { device: '8:1', names: ['a', 'b'] };

test('a folder never looked at counts as here, with nothing known of it', () => {
  assert.deepEqual(state(), { available: true, awayReason: null, scannedAt: null });
  assert.equal(readFingerprint(house.library, id), null);
});

test('MED-14: a folder that goes away and comes back keeps what the last scan knew of it', () => {
  markAvailable(house.library, id, { fingerprint, at: START_MS });
  markAway(house.library, id, 'The drive is not connected.');
  assert.deepEqual(state(), { available: false, awayReason: 'The drive is not connected.', scannedAt: START_MS });
  assert.deepEqual(readFingerprint(house.library, id), fingerprint);
  markAvailable(house.library, id, null);
  assert.deepEqual(state(), { available: true, awayReason: null, scannedAt: START_MS });
  assert.deepEqual(readFingerprint(house.library, id), fingerprint);
});

test('MED-14: a folder away from the first look on is away, and has no fingerprint', () => {
  markAway(house.library, id, 'gone');
  assert.deepEqual([state().available, readFingerprint(house.library, id)], [false, null]);
});

test('the owner’s counts are of that library alone, and unreadable files are told by path', () => {
  const files = [readFile('Heat (1995).mkv'), readFile('Heat (1995) - 2160p.mkv'), readFile('Alien (1979).mkv')];
  storeFiles(house.library, id, files, { now: START_MS, adopt: () => null, gone: () => false });
  const other = newId<LibraryId>();
  storeFiles(house.library, other, files, { now: START_MS, adopt: () => null, gone: () => false });
  for (const path of ['z.mkv', 'b.mkv'])
    setAside(house.library, id, { path, sizeBytes: 1, mtimeMs: 1 }, { code: 'broken', message: 'It cannot be read.' }, 1);
  const { items, files: fileCount, unreadable } = librarySummary(house.library, id);
  assert.deepEqual([items, fileCount, unreadable], [2, 3, 2]);
  assert.deepEqual(unreadableFiles(house.library, id, { after: '', limit: 10 }).map(({ path }) => path), ['b.mkv', 'z.mkv']);
  assert.deepEqual(unreadableFiles(house.library, id, { after: 'b.mkv', limit: 10 }).map(({ path }) => path), ['z.mkv']);
  assert.deepEqual(unreadableFiles(house.library, id, { after: '', limit: 1 }).map(({ path }) => path), ['b.mkv']);
  assert.deepEqual(unreadableFiles(house.library, other, { after: '', limit: 10 }), []);
}); // prettier-ignore
