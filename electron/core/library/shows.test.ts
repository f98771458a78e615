import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { newId, type ItemId, type LibraryId } from '../kernel/index.ts';
import { openDatabases, ownClock, type Databases } from '../kernel/testing/databases.ts';
import {
  childPage,
  forgetLibrary,
  home,
  itemDetail,
  itemPage,
  keptItem,
  libraries,
  markAvailable,
  parseShowPath,
  placeEpisode,
  removeFiles,
  scopeOf,
  setAside,
  storeFiles,
  watchableIn,
  type Scope,
} from './index.ts';
import { readFile } from './testing/films.ts';

let house: Databases;
let clock: ReturnType<typeof ownClock>;
const [a, b] = [newId<LibraryId>(), newId<LibraryId>()];
const member = scopeOf({ accountId: newId(), role: 'member' });
const owner = scopeOf({ accountId: newId(), role: 'owner' });
beforeEach(() => {
  house = openDatabases();
  clock = ownClock();
  for (const [id, name] of [[a, 'A'], [b, 'B']] as const) {
    house.manager.prepare(`INSERT INTO library VALUES (?, 'show', ?, ?, 0)`).run(id, name, `/media/${name}`);
    markAvailable(house.library, id, null);
  }
  house.manager.prepare(`INSERT INTO account (id, name, name_key, role, disabled, password_hash, password_changed_at, epoch, created_at) VALUES (?, 'M', 'm', 'member', 0, 'x', 0, 'e', 0)`).run(member.accountId);
  house.manager.prepare('INSERT INTO library_grant VALUES (?, ?)').run(member.accountId, a);
}); // prettier-ignore
afterEach(() => house.close());

const episode = (path: string, changes: Parameters<typeof readFile>[1] = {}) =>
  readFile(path, { place: placeEpisode(parseShowPath(path), 'My Show'), ...changes });
function store(library: LibraryId, paths: readonly string[], gone: (path: string) => boolean = () => false): void {
  clock.advance(1_000);
  const files = paths.map((path) => episode(path));
  storeFiles(house.library, library, files, { now: clock.now(), adopt: () => null, gone });
}
const all = (kind: 'show' | 'season' | 'episode', scope: Scope = owner) =>
  itemPage(house.read, scope, { kind, limit: 200 })!.items;
const only = (kind: 'show' | 'season' | 'episode') => {
  const [one, ...more] = all(kind);
  assert.ok(one && more.length === 0);
  return one;
};
const children = (id: string) => {
  const page = childPage(house.read, owner, id, {});
  assert.ok(typeof page === 'object');
  return page.items;
};
const at = (show: string, number: number) =>
  all('episode').find((one) => one.number === number && one.parents[0]?.title === show)!.id;
function watch(id: string, positionMs: number, scope: Scope = owner): void {
  clock.advance(1_000);
  const watched = Number(positionMs === Infinity);
  house.server
    .prepare(
      `INSERT OR REPLACE INTO progress (account_id, item_id, position_ms, watched, last_played_at, content_id, kind, title)
       VALUES (?, ?, ?, ?, ?, 'x', 'episode', 'x')`,
    )
    .run(scope.accountId, id, watched ? 0 : positionMs, watched, clock.now());
}
const nextUp = (scope: Scope = owner) =>
  home(house.read, scope).nextUp.map(({ parents, number }) => `${parents[0]!.title} ${parents[1]!.number}x${number}`);

const WIRE = ['The Wire/Season 1/S01E02 - The Detail.mkv', 'The Wire/Season 1/S01E01.mkv', 'The Wire/Season 2/S02E01 - Ebb Tide.mkv', 'The Wire/Specials/S00E01 - Extra.mkv'] as const; // prettier-ignore

test('a show contains seasons and they contain episodes, in order, specials last', () => {
  store(a, WIRE);
  const show = only('show');
  assert.deepEqual([show.title, show.childCount, show.unwatchedCount, show.parents], ['The Wire', 3, 4, []]);
  const seasons = children(show.id);
  assert.deepEqual(seasons.map(({ title, number, childCount }) => [title, number, childCount]), [['Season 1', 1, 2], ['Season 2', 2, 1], ['Specials', 0, 1]]);
  assert.deepEqual(children(seasons[0]!.id).map(({ title, number }) => [title, number]), [['', 1], ['The Detail', 2]]);
  const [first] = children(seasons[0]!.id);
  assert.deepEqual(first!.parents.map(({ kind, title, number }) => [kind, title, number]), [['show', 'The Wire', null], ['season', 'Season 1', 1]]);
  assert.deepEqual(children(first!.id), []);
}); // prettier-ignore

test('children are paged by keyset, and take no cursor but their own', () => {
  store(
    a,
    Array.from({ length: 25 }, (_, index) => `Dark/Season 1/S01E${index + 1}.mkv`),
  );
  const season = only('season').id;
  const numbers: (number | null)[] = [];
  let cursor: string | undefined;
  do {
    const page = childPage(house.read, owner, season, { limit: 7, cursor });
    assert.ok(typeof page === 'object');
    assert.equal(page.total, 25);
    numbers.push(...page.items.map(({ number }) => number));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  assert.deepEqual(
    numbers,
    Array.from({ length: 25 }, (_, index) => index + 1),
  );
  const foreign = itemPage(house.read, owner, { kind: 'episode', limit: 5 })!.nextCursor!;
  assert.equal(childPage(house.read, owner, season, { cursor: foreign }), 'bad-cursor');
});

test('a list without a kind shows shows, a search finds episodes too, and no season', () => {
  store(a, WIRE);
  assert.deepEqual(itemPage(house.read, owner, {})!.items.map(({ kind }) => kind), ['show']);
  const found = (search: string) => itemPage(house.read, owner, { search })!.items.map(({ kind }) => kind);
  assert.deepEqual([found('wire'), found('detail'), found('season')], [['show'], ['episode'], []]);
  assert.deepEqual(libraries(house.read, owner).map(({ itemCount }) => itemCount), [1, 0]);
}); // prettier-ignore

test('films and shows stand in one list, each page following the last', () => {
  const films = newId<LibraryId>();
  house.manager.prepare(`INSERT INTO library VALUES (?, 'film', 'F', '/media/F', 0)`).run(films);
  for (const letter of 'ABCDEFGH') {
    store(a, [`${letter} Show/S01E01.mkv`]);
    storeFiles(house.library, films, [readFile(`${letter} Film (2000).mkv`)], { now: clock.now(), adopt: () => null, gone: () => false });
  }
  for (const sort of ['title', 'added', 'year'] as const)
    for (const order of ['asc', 'desc'] as const) {
      const whole = itemPage(house.read, owner, { sort, order })!.items.map(({ title }) => title);
      assert.equal(new Set(whole).size, 16);
      const paged: string[] = [];
      let cursor: string | undefined;
      do {
        const page = itemPage(house.read, owner, { sort, order, limit: 3, cursor })!;
        assert.equal(page.total, 16);
        paged.push(...page.items.map(({ title }) => title));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      assert.deepEqual(paged, whole, `${sort} ${order}`);
    }
}); // prettier-ignore

test('ids of shows, seasons and episodes outlive a rescan, a move and a replaced file', () => {
  store(a, WIRE);
  const ids = () => ['show', 'season', 'episode'].flatMap((kind) => all(kind as 'show').map(({ id }) => id));
  const before = ids();
  store(a, WIRE);
  const moved = episode('The Wire/Season 1/The Wire - 1x02.mkv', { contentId: episode(WIRE[0]).contentId });
  storeFiles(house.library, a, [moved], { now: clock.now(), adopt: () => null, gone: (path) => path === WIRE[0] });
  storeFiles(house.library, a, [episode(WIRE[1], { contentId: 'new' })], { now: 0, adopt: () => null, gone: () => false });
  assert.deepEqual(ids().sort(), before.sort());
}); // prettier-ignore

test('two files of one episode are its versions; equal bytes of two episodes are two', () => {
  store(a, ['Dark/S01E01.mkv', 'Dark/Season 1/Dark.S01E01.2160p.mkv']);
  assert.equal(itemDetail(house.read, owner, only('episode').id)!.versions.length, 2);
  const twin = episode('Dark/S01E02.mkv', { contentId: episode('Dark/S01E01.mkv').contentId });
  storeFiles(house.library, a, [twin], { now: 0, adopt: () => null, gone: () => false });
  assert.equal(all('episode').length, 2);
});

test('a version that is renamed to another episode becomes that, and the other stays', () => {
  store(a, ['Dark/S01E01.mkv', 'Dark/Dark.S01E01.2160p.mkv']);
  const first = only('episode').id;
  const renamed = episode('Dark/S01E03.mkv', { contentId: episode('Dark/S01E01.mkv').contentId });
  storeFiles(house.library, a, [renamed], { now: 0, adopt: () => null, gone: (path) => path === 'Dark/S01E01.mkv' });
  assert.deepEqual(new Set(all('episode').map(({ number }) => number)), new Set([1, 3]));
  assert.equal(at('Dark', 1), first);
}); // prettier-ignore

test('what held nothing but files that are gone goes with them', () => {
  store(a, WIRE);
  removeFiles(house.library, a, [WIRE[2]]);
  assert.deepEqual(children(only('show').id).map(({ number }) => number), [1, 0]);
  setAside(house.library, a, episode(WIRE[3]), { code: 'broken', message: 'x' }, 0);
  assert.equal(only('show').childCount, 1);
  removeFiles(house.library, a, [WIRE[0], WIRE[1]]);
  assert.equal(house.library.prepare('SELECT count(*) FROM item').pluck().get(), 0);
  assert.equal(itemPage(house.read, owner, { search: 'wire' })!.total, 0);
  store(a, WIRE);
  store(b, WIRE);
  forgetLibrary(house.library, a);
  assert.equal(only('show').libraryId, b);
}); // prettier-ignore

test('a show is as new as its newest episode', () => {
  store(a, ['Dark/S01E01.mkv']);
  store(a, ['Lost/S01E01.mkv']);
  store(a, ['Dark/S01E02.mkv']);
  assert.deepEqual(home(house.read, owner).recentlyAdded.show.map(({ title }) => title), ['Dark', 'Lost']);
}); // prettier-ignore

test('next up is the episode after the one watched last, through the seasons, newest show first', () => {
  store(a, [...WIRE, 'Dark/S01E01.mkv', 'Dark/S01E02.mkv', 'Lost/S01E01.mkv']);
  assert.deepEqual(nextUp(), []);
  watch(at('Dark', 1), Infinity);
  watch(at('The Wire', 2), Infinity);
  assert.deepEqual(nextUp(), ['The Wire 2x1', 'Dark 1x2']);
  watch(at('Dark', 2), 600_000);
  assert.deepEqual(nextUp(), ['The Wire 2x1'], 'what is begun is continued, not next');
  assert.deepEqual(home(house.read, owner).continueWatching.map(({ id }) => id), [at('Dark', 2)]);
  watch(at('Dark', 2), Infinity);
  assert.deepEqual(nextUp(), ['The Wire 2x1'], 'a show that was seen whole has no next');
  assert.deepEqual(nextUp(member), []);
}); // prettier-ignore

test('an episode names the one after it; a show and a season the one to play', () => {
  store(a, WIRE);
  const next = (id: string) => itemDetail(house.read, owner, id)!.next;
  const [first, second] = children(children(only('show').id)[0]!.id);
  assert.equal(next(first!.id)!.id, second!.id);
  assert.equal(next(second!.id)!.parents[1]!.number, 2);
  assert.equal(next(only('show').id)!.id, first!.id);
  watch(first!.id, 100_000);
  assert.equal(next(only('show').id)!.id, first!.id, 'what is begun is played on');
  watch(first!.id, Infinity);
  assert.equal(next(only('show').id)!.id, second!.id);
  assert.equal(only('show').unwatchedCount, 3);
  assert.equal(next(all('episode').find(({ parents }) => parents[1]!.number === 0)!.id), null);
});

test('marking a show or season marks its episodes; a favourite may be any of them', () => {
  store(a, WIRE);
  const show = only('show');
  const season = children(show.id)[0]!;
  assert.equal(watchableIn(house.read, owner, show.id).length, 4);
  assert.equal(watchableIn(house.read, owner, season.id).length, 2);
  assert.equal(keptItem(house.read, owner, show.id)!.contentId, keptItem(house.read, owner, show.id)!.contentId);
  assert.notEqual(keptItem(house.read, owner, show.id)!.contentId, keptItem(house.read, owner, season.id)!.contentId);
});

test('R-48: a library built anew adopts the ids of its shows and episodes', () => {
  const [showId, episodeId] = [newId<ItemId>(), newId<ItemId>()];
  store(a, ['Dark/S01E01.mkv']);
  const shows = keptItem(house.read, owner, only('show').id)!.contentId;
  forgetLibrary(house.library, a);
  const file = episode('Dark/S01E01.mkv');
  const adopt = (id: string) => (id === shows ? showId : id === file.contentId ? episodeId : null);
  storeFiles(house.library, a, [file], { now: 0, adopt, gone: () => false });
  assert.deepEqual([only('show').id, only('episode').id], [showId, episodeId]);
});

test('AUTH-21: a hidden show leaves no trace in children, counts, next up, next, search or marking', () => {
  store(b, WIRE);
  const hidden = [only('show'), ...all('season'), ...all('episode')];
  const seenBefore = home(house.read, member);
  for (const { id } of hidden) {
    watch(id, Infinity, member);
    assert.equal(childPage(house.read, member, id, {}), 'no-such-item');
    assert.equal(itemDetail(house.read, member, id), null);
    assert.deepEqual(watchableIn(house.read, member, id), []);
    assert.equal(keptItem(house.read, member, id), null);
  }
  assert.deepEqual(home(house.read, member), seenBefore);
  for (const kind of ['show', 'season', 'episode'] as const) assert.deepEqual(all(kind, member), []);
  assert.equal(itemPage(house.read, member, { search: 'wire' })!.total, 0);
});

test('without a folder for the show, the library is the show', () => {
  store(a, ['Season 1/03 - Title.mkv']);
  assert.equal(only('show').title, 'My Show');
});

test('episodes known by their date stand in the season of its year, in order', () => {
  store(a, ['News/News 2024-03-05.mkv', 'News/News 2024-03-04.mkv', 'News/News 2023-12-31.mkv']);
  const seasons = children(only('show').id);
  assert.deepEqual(seasons.map(({ number }) => number), [2023, 2024]);
  assert.deepEqual(children(seasons[1]!.id).map(({ airedOn }) => airedOn), ['2024-03-04', '2024-03-05']);
}); // prettier-ignore
