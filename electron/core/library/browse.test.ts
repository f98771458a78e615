import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { newId, type LibraryId } from '../kernel/index.ts';
import { openDatabases, ownClock, START_MS, type Databases } from '../kernel/testing/databases.ts';
import {
  fileLocation,
  home,
  itemDetail,
  itemPage,
  libraries,
  librarySummary,
  markAvailable,
  markAway,
  playableFiles,
  scopeOf,
  storeFiles,
} from './index.ts';
import { filmInfo, readFile } from './testing/films.ts';

let house: Databases;
const clock = ownClock();
const [a, b] = [newId<LibraryId>(), newId<LibraryId>()];
const member = scopeOf({ accountId: newId(), role: 'member' });
const owner = scopeOf({ accountId: newId(), role: 'owner' });
beforeEach(() => {
  house = openDatabases();
  for (const [id, name] of [[a, 'A'], [b, 'B']] as const) {
    house.manager.prepare(`INSERT INTO library VALUES (?, 'film', ?, ?, 0)`).run(id, name, `/media/${name}`);
    markAvailable(house.library, id, null);
  }
  house.manager.prepare(`INSERT INTO account (id, name, name_key, role, disabled, password_hash, password_changed_at, epoch, created_at) VALUES (?, 'M', 'm', 'member', 0, 'x', 0, 'e', 0)`).run(member.accountId);
  house.manager.prepare('INSERT INTO library_grant VALUES (?, ?)').run(member.accountId, a);
}); // prettier-ignore
afterEach(() => house.close());
const store = (library: LibraryId, ...paths: string[]) =>
  storeFiles(house.library, library, paths.map((path) => readFile(path)), { now: clock.now(), adopt: () => null, gone: () => false }); // prettier-ignore
const idOf = (title: string) =>
  house.library.prepare<[string], string>('SELECT id FROM item WHERE title = ?').pluck().get(title)!;
const titles = (query: Parameters<typeof itemPage>[2], scope = owner) =>
  itemPage(house.read, scope, query)!.items.map(({ title }) => title);

test('AUTH-21: an owner sees every library; everybody else what was granted, whatever the role', () => {
  store(a, 'Heat (1995).mkv');
  store(b, 'Alien (1979).mkv');
  assert.deepEqual(titles({}), ['Alien', 'Heat']);
  for (const role of ['member', 'child', 'guest'] as const)
    assert.deepEqual(titles({}, scopeOf({ accountId: member.accountId, role })), ['Heat'], role);
  assert.deepEqual(titles({}, scopeOf({ accountId: newId(), role: 'member' })), []);
  assert.deepEqual(libraries(house.read, member).map(({ name }) => name), ['A']);
  assert.deepEqual(home(house.read, member).recentlyAdded.film.map(({ title }) => title), ['Heat']);
  assert.equal(itemDetail(house.read, member, idOf('Alien')), null);
  assert.deepEqual(playableFiles(house.read, member, idOf('Alien')), []);
  const [file] = playableFiles(house.read, owner, idOf('Alien'));
  assert.equal(fileLocation(house.read, member, file!.fileId), null);
  assert.ok(fileLocation(house.read, owner, file!.fileId)!.path.endsWith('Alien (1979).mkv'));
}); // prettier-ignore

test('articles, diacritics and numbers sort as people expect', () => {
  store(a, 'The Matrix (1999).mkv', 'Élite (2000).mkv', 'Rocky 10 (2010).mkv', 'Rocky 2 (1979).mkv', 'A Zed (1985).mkv', 'dune (1984).mkv');
  assert.deepEqual(titles({}), ['dune', 'Élite', 'The Matrix', 'Rocky 2', 'Rocky 10', 'A Zed']);
  assert.deepEqual(titles({ order: 'desc' }), titles({}).toReversed());
}); // prettier-ignore

test('paging one by one meets everything once, in both directions, with equal keys and without a year', () => {
  store(a, 'Same (2000).mkv', 'Other/Same (2001).mkv', 'No Year.mkv', 'Also None.mkv', 'Z (2000).mkv');
  store(b, 'Same (2000).mkv', 'Z (2000).mkv');
  for (const sort of ['title', 'added', 'year'] as const)
    for (const order of ['asc', 'desc'] as const) {
      const met: string[] = [];
      let cursor: string | undefined;
      do {
        const page = itemPage(house.read, owner, { sort, order, limit: 1, cursor })!;
        assert.equal(page.total, 7);
        met.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      assert.equal(met.length, 7);
      assert.equal(new Set(met).size, 7, `${sort} ${order}`);
    }
});

test('a cursor belongs to its sorting, and one that was made up is none', () => {
  store(a, 'A (2000).mkv', 'B (2000).mkv');
  const cursor = itemPage(house.read, owner, { limit: 1 })!.nextCursor!;
  assert.equal(itemPage(house.read, owner, { limit: 1, cursor, sort: 'year' }), null);
  assert.equal(itemPage(house.read, owner, { limit: 1, cursor, order: 'desc' }), null);
  for (const made of ['', 'x', 'bnVsbA', Buffer.from('["title","asc",5,"x"]').toString('base64url')])
    assert.equal(itemPage(house.read, owner, { cursor: made }), null, made);
});

test('MED-14: titles of a folder that is away stay, and are marked', () => {
  store(a, 'Heat (1995).mkv');
  markAway(house.library, a, 'gone');
  const [item] = itemPage(house.read, member, {})!.items;
  assert.deepEqual([item!.title, item!.available], ['Heat', false]);
  assert.equal(itemDetail(house.read, member, item!.id)!.versions[0]!.available, false);
  assert.equal(libraries(house.read, member)[0]!.available, false);
});

test('a folder no scan has looked at yet is here, and so is what is in it: library, card, version, file to play', () => {
  store(a, 'Heat (1995).mkv');
  house.library.prepare('DELETE FROM folder').run();
  const [item] = itemPage(house.read, member, {})!.items;
  const told = [
    librarySummary(house.read, a).available,
    libraries(house.read, member)[0]!.available,
    item!.available,
    itemDetail(house.read, member, item!.id)!.versions[0]!.available,
    playableFiles(house.read, member, item!.id)[0]!.available,
  ];
  assert.deepEqual(told, [true, true, true, true, true]);
});

test('an item tells its versions, tracks and chapters, and never where it lies', () => {
  const subtitle = { kind: 'subtitle', index: 4, codec: 'subrip', language: 'fr', title: null, isDefault: false, isForced: true };
  const cover = { ...filmInfo().streams[0]!, index: 3, codec: 'mjpeg', attachedPicture: true };
  const info = filmInfo();
  const file = readFile('Secret Folder/Heat (1995) - Director’s Cut.mkv', {
    info: { ...info, streams: [cover, ...info.streams, subtitle] as typeof info.streams },
  });
  storeFiles(house.library, a, [file], { now: START_MS, adopt: () => null, gone: () => false });
  const detail = itemDetail(house.read, member, idOf('Heat'))!;
  const [version] = detail.versions;
  assert.equal(version!.fileName, 'Heat (1995) - Director’s Cut.mkv');
  assert.ok(!JSON.stringify(detail).includes('Secret Folder') && !JSON.stringify(detail).includes('/media/A'));
  assert.deepEqual([version!.video!.codec, version!.audio.length, version!.subtitles[0]!.isForced], ['h264', 1, true]);
  assert.deepEqual(version!.chapters, [{ startMs: 0, title: 'Opening' }]);
}); // prettier-ignore

test('the biggest file plays first, the first part of several before the others, one version when it is asked for', () => {
  const files = [
    readFile('Heat (1995) - 720p.mkv', { sizeBytes: 10 }),
    readFile('Heat (1995) - 2160p.mkv', { sizeBytes: 90 }),
    readFile('Parts (2000) cd2.mkv', { sizeBytes: 90 }),
    readFile('Parts (2000) cd1.mkv', { sizeBytes: 10 }),
  ];
  storeFiles(house.library, a, files, { now: START_MS, adopt: () => null, gone: () => false });
  const paths = (title: string, version?: string) =>
    playableFiles(house.read, member, idOf(title), version).map(({ fileId }) => fileLocation(house.read, member, fileId)!.path.split('/').at(-1));
  assert.deepEqual(paths('Heat'), ['Heat (1995) - 2160p.mkv', 'Heat (1995) - 720p.mkv']);
  assert.deepEqual(paths('Parts'), ['Parts (2000) cd1.mkv', 'Parts (2000) cd2.mkv']);
  const smaller = playableFiles(house.read, member, idOf('Heat'))[1]!.fileId;
  assert.deepEqual(paths('Heat', smaller), ['Heat (1995) - 720p.mkv']);
  assert.deepEqual(paths('Parts', smaller), []);
}); // prettier-ignore
