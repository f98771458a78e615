import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { newId, type ItemId, type LibraryId } from '../kernel/index.ts';
import { openDatabases, START_MS, type Databases } from '../kernel/testing/databases.ts';
import {
  beginReading,
  createArtworkSetter,
  endReading,
  forgetLibrary,
  knownFiles,
  removeFiles,
  setAside,
  storeFiles,
  unfinishedReadings,
  type ReadFile,
} from './index.ts';
import { filmInfo, readFile } from './testing/films.ts';

let house: Databases;
const [a, b] = [newId<LibraryId>(), newId<LibraryId>()];
beforeEach(() => {
  house = openDatabases();
});
afterEach(() => house.close());

type Deps = Parameters<typeof storeFiles>[3];
const store = (files: readonly ReadFile[], deps: Partial<Deps> = {}, library = a) =>
  storeFiles(house.library, library, files, { now: START_MS, adopt: () => null, gone: () => false, ...deps });
const rows = () =>
  house.library
    .prepare<[], { item: ItemId; file: string; path: string; title: string; year: number | null; added: number }>(
      `SELECT i.id AS item, x.id AS file, x.path, i.title, i.year, i.added_at AS added
       FROM file x JOIN item i ON i.id = x.item_id ORDER BY x.path`,
    )
    .all();
const only = () => {
  assert.equal(rows().length, 1);
  return rows()[0]!;
};
const count = (table: string) => house.library.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get()!;
const found = (word: string) =>
  house.library.prepare<[string], number>('SELECT count(*) FROM item_search WHERE title MATCH ?').pluck().get(word);
const heat = readFile('Heat (1995)/Heat (1995).mkv');

describe('identity', () => {
  test('a file scanned again is the same item and the same file', () => {
    store([heat]);
    const before = only();
    store([{ ...heat, mtimeMs: START_MS + 5 }], { now: START_MS + 9 });
    assert.deepEqual(only(), before);
  });

  test('MED-14: a moved or renamed file keeps its ids, and takes the name it has now', () => {
    store([heat]);
    const before = only();
    const moved = { ...readFile('Crime/Heat Remastered (1995).mkv'), contentId: heat.contentId };
    store([moved], { gone: (path) => path === heat.path, now: START_MS + 9 });
    const after = only();
    assert.deepEqual([after.item, after.file, after.added], [before.item, before.file, before.added]);
    assert.equal(after.path, moved.path);
    assert.equal(found('heat'), 1);
  });

  test('a replaced file keeps its ids by its path, with what is in it now', () => {
    store([heat]);
    const before = only();
    const better = filmInfo({ durationMs: 7_000_000, bitrateBps: 20_000_000, container: 'matroska', demuxer: 'matroska' });
    store([{ ...heat, contentId: 'another', sizeBytes: 9, info: { ...better, streams: better.streams.slice(0, 1) } }]);
    assert.deepEqual(only(), before);
    const file = house.library.prepare('SELECT content_id, size_bytes, container, duration_ms FROM file').get();
    assert.deepEqual(file, { content_id: 'another', size_bytes: 9, container: 'matroska', duration_ms: 7_000_000 });
    assert.equal(count('stream'), 1);
    assert.equal(house.library.prepare('SELECT duration_ms FROM item').pluck().get(), 7_000_000);
  }); // prettier-ignore

  test('equal content elsewhere in the library is another version of the same item', () => {
    store([heat]);
    store([{ ...readFile('Copies/whatever.mkv'), contentId: heat.contentId }]);
    const [first, second] = rows();
    assert.equal(first!.item, second!.item);
    assert.notEqual(first!.file, second!.file);
  });

  test('the same title and year is another version; another year is another film', () => {
    store([heat, readFile('Heat (1995) - 2160p.mkv'), readFile('Heat (1986).mkv')]);
    const items = rows().map(({ item, path }) => [path, item] as const);
    const of = new Map(items);
    assert.equal(of.get('Heat (1995) - 2160p.mkv'), of.get(heat.path));
    assert.notEqual(of.get('Heat (1986).mkv'), of.get(heat.path));
    assert.equal(count('item'), 2);
  });

  test('what lies in two libraries is two items, whatever its content and name', () => {
    store([heat]);
    store([heat], {}, b);
    assert.equal(new Set(rows().map(({ item }) => item)).size, 2);
    assert.equal(new Set(rows().map(({ file }) => file)).size, 2);
  });

  test('a file that left one path does not take the ids of its twin in another library', () => {
    store([heat], {}, b);
    const before = only();
    store([{ ...readFile('Moved (1995).mkv'), contentId: heat.contentId }], { gone: () => true });
    const twin = rows().find(({ path }) => path === heat.path);
    assert.deepEqual(twin, before);
    assert.equal(new Set(rows().map(({ item }) => item)).size, 2);
  });

  test('R-48: a library built anew adopts the ids that watch history holds', () => {
    const id = newId<ItemId>();
    const adopt = (contentId: string) => (contentId === heat.contentId ? id : null);
    store([heat, readFile('Alien (1979).mkv')], { adopt });
    assert.deepEqual(rows().filter(({ item }) => item === id).map(({ title }) => title), ['Heat']);
  }); // prettier-ignore

  test('an id in history that is in use is not given twice', () => {
    const id = newId<ItemId>();
    store([heat], { adopt: () => id });
    store([readFile('Alien (1979).mkv')], { adopt: () => id });
    assert.equal(new Set(rows().map(({ item }) => item)).size, 2);
  });

  test('two new copies of a moved file: one keeps the ids, the other is its second version', () => {
    store([heat]);
    const before = only();
    const copies = ['x/1.mkv', 'x/2.mkv'].map((path) => ({ ...readFile(path), contentId: heat.contentId }));
    store(copies, { gone: (path) => path === heat.path });
    assert.deepEqual(new Set(rows().map(({ item }) => item)), new Set([before.item]));
    assert.equal(rows().filter(({ file }) => file === before.file).length, 1);
  });

  test('two files that change places keep the ids of their paths', () => {
    const alien = readFile('Alien (1979).mkv');
    store([heat, alien]);
    const before = rows().map(({ path, item, file }) => [path, item, file]);
    store([{ ...heat, contentId: alien.contentId }, { ...alien, contentId: heat.contentId }]);
    assert.deepEqual(rows().map(({ path, item, file }) => [path, item, file]), before);
  }); // prettier-ignore
});

describe('what is stored', () => {
  test('all files of a call are stored, or none', () => {
    const bad = { ...readFile('Bad (2000).mkv'), info: { ...filmInfo(), demuxer: null as never } };
    assert.throws(() => store([heat, bad]));
    assert.equal(count('file') + count('item'), 0);
  });

  test('the length of an item is that of its longest file, or of all its parts together', () => {
    const length = () => house.library.prepare('SELECT duration_ms FROM item').pluck().get();
    const named = (path: string, durationMs: number) => readFile(path, { info: filmInfo({ durationMs }) });
    store([named('Heat (1995).mkv', 5_000), named('Heat (1995) - Director’s Cut.mkv', 7_000)]);
    assert.equal(length(), 7_000);
    house.library.exec('DELETE FROM item');
    store([named('Heat (1995) cd1.mkv', 5_000), named('Heat (1995) cd2.mkv', 7_000)]);
    assert.equal(count('item'), 1);
    assert.equal(length(), 12_000);
  });

  test('the length of an item is measured again when a file of it goes, or cannot be read any more', () => {
    const length = () => house.library.prepare('SELECT duration_ms FROM item').pluck().get();
    const named = (path: string, durationMs: number) => readFile(path, { info: filmInfo({ durationMs }) });
    const [short, middle, long] = [
      named('Heat (1995).mkv', 5_000),
      named('Heat (1995) - Theatrical.mkv', 6_000),
      named('Heat (1995) - Director’s Cut.mkv', 7_000),
    ];
    store([short, middle, long]);
    assert.deepEqual([count('item'), length()], [1, 7_000]);
    removeFiles(house.library, a, [long.path]);
    assert.equal(length(), 6_000);
    setAside(house.library, a, middle, { code: 'broken', message: 'It cannot be read.' }, START_MS);
    assert.equal(length(), 5_000);
  });

  test('files that go take their streams, pictures and empty items with them, and their words in search', () => {
    store([heat, readFile('Heat (1995) - 2160p.mkv')]);
    createArtworkSetter(house.library)(rows()[0]!.item, [{ role: 'poster', source: 'frame', path: heat.path, stamp: '1' }]);
    removeFiles(house.library, a, [heat.path]);
    assert.deepEqual([count('item'), count('file'), found('heat')], [1, 1, 1]);
    removeFiles(house.library, a, ['Heat (1995) - 2160p.mkv', 'never there.mkv']);
    assert.deepEqual(['item', 'file', 'stream', 'artwork'].map(count), [0, 0, 0, 0]);
    assert.equal(found('heat'), 0);
  }); // prettier-ignore

  test('removing from one library leaves the same paths of another', () => {
    store([heat]);
    store([heat], {}, b);
    removeFiles(house.library, a, [heat.path]);
    assert.equal(count('item'), 1);
    forgetLibrary(house.library, b);
    assert.deepEqual(['item', 'file', 'stream'].map(count), [0, 0, 0]);
  });

  test('MED-09: an unreadable file is set aside, known by its state, and comes back when it is read', () => {
    store([heat]);
    setAside(house.library, a, heat, { code: 'broken', message: 'It cannot be read.' }, START_MS);
    assert.deepEqual([count('item'), count('file'), count('media_error')], [0, 0, 1]);
    const { sizeBytes, mtimeMs } = heat;
    assert.deepEqual(knownFiles(house.library, a).get(heat.path), { id: null, sizeBytes, mtimeMs });
    assert.equal(knownFiles(house.library, b).size, 0);
    store([heat]);
    assert.deepEqual([count('file'), count('media_error')], [1, 0]);
    assert.equal(knownFiles(house.library, a).get(heat.path)!.id, only().file);
  });

  test('MED-09: readings that were begun and not ended are counted', () => {
    beginReading(house.library, a, ['x', 'y']);
    beginReading(house.library, a, ['x']);
    endReading(house.library, a, ['y']);
    assert.deepEqual([...unfinishedReadings(house.library, a)], [['x', 2]]);
    assert.equal(unfinishedReadings(house.library, b).size, 0);
  });
});
