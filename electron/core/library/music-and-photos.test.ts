import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { ItemKind } from '../../../shared/lan/schemas.ts';
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
  playableFiles,
  removeFiles,
  scopeOf,
  setAside,
  storeFiles,
  watchableIn,
  type ItemQuery,
  type ReadFile,
} from './index.ts';
import { readFile } from './testing/films.ts';
import { readPhotoFile, readTrackFile } from './testing/music.ts';

let house: Databases;
let clock: ReturnType<typeof ownClock>;
const [music, photos, films] = [newId<LibraryId>(), newId<LibraryId>(), newId<LibraryId>()];
const owner = scopeOf({ accountId: newId(), role: 'owner' });
beforeEach(() => {
  house = openDatabases();
  clock = ownClock();
  for (const [id, kind] of [[music, 'music'], [photos, 'photo'], [films, 'film']] as const) {
    house.manager.prepare('INSERT INTO library VALUES (?, ?, ?, ?, 0)').run(id, kind, kind, `/media/${kind}`);
    markAvailable(house.library, id, null);
  }
}); // prettier-ignore
afterEach(() => house.close());

function store(library: LibraryId, files: readonly ReadFile[], adopt: (contentId: string) => ItemId | null = () => null): void {
  clock.advance(1_000);
  storeFiles(house.library, library, files, { now: clock.now(), adopt, gone: () => false });
} // prettier-ignore
const list = (query: ItemQuery) => itemPage(house.read, owner, { limit: 200, ...query })!.items;
const titles = (query: ItemQuery) => list(query).map(({ title }) => title);
const children = (id: string) => {
  const page = childPage(house.read, owner, id, { limit: 200 });
  assert.ok(typeof page === 'object');
  return page.items;
};
const only = (kind: ItemKind) => {
  const [one, ...more] = list({ kind });
  assert.ok(one && more.length === 0);
  return one;
};
/** Moments as the API writes them are in order as text. */
const byText = (one: string | null, other: string | null) =>
  Number((one ?? '') > (other ?? '')) || -Number((one ?? '') < (other ?? ''));
const track = (album: string, number: number, title: string, more: Parameters<typeof readTrackFile>[1] = {}) =>
  readTrackFile(`Wren/${album}/${number}.mp3`, {
    artist: 'Wren',
    albumArtist: 'Wren',
    album,
    track: number,
    title,
    ...more,
  });

describe('music', () => {
  test('an artist contains albums by year, an album its tracks by disc and number', () => {
    store(music, [
      track('Later', 1, 'Later one', { year: 2020 }),
      track('Early', 2, 'Second', { year: 2001, disc: 1 }),
      track('Early', 1, 'Third', { year: 2001, disc: 2 }),
      track('Early', 10, 'Tenth', { year: 1999, disc: 1 }),
      track('Undated', 1, 'Whenever'),
    ]);
    const albums = children(only('artist').id);
    assert.deepEqual(
      albums.map(({ title, year, childCount }) => [title, year, childCount]),
      [
        ['Early', 2001, 3],
        ['Later', 2020, 1],
        ['Undated', null, 1],
      ],
    );
    const tracks = children(albums[0]!.id);
    assert.deepEqual(
      tracks.map(({ title }) => title),
      ['Second', 'Tenth', 'Third'],
    );
    assert.deepEqual(
      tracks[2]!.parents.map(({ kind, title }) => [kind, title]),
      [
        ['artist', 'Wren'],
        ['album', 'Early'],
      ],
    );
    assert.deepEqual([tracks[2]!.disc, tracks[2]!.number, tracks[2]!.artist], [2, 1, null]);
  });

  test('a whole album or artist is marked as played, and only tracks are', () => {
    store(music, [track('One', 1, 'A'), track('One', 2, 'B'), track('Two', 1, 'C')]);
    const album = list({ kind: 'album' }).find(({ title }) => title === 'One')!;
    assert.deepEqual(
      watchableIn(house.read, owner, album.id)
        .map(({ title }) => title)
        .toSorted(),
      ['A', 'B'],
    );
    assert.equal(watchableIn(house.read, owner, only('artist').id).length, 3);
  });

  test('R-48: an album, and an artist, built anew are adopted from favourites', () => {
    store(music, [track('One', 1, 'A')]);
    const before = [only('artist'), only('album')];
    const kept = before.map(({ id }) => keptItem(house.read, owner, id)!);
    forgetLibrary(house.library, music);
    assert.equal(list({ kind: 'album' }).length, 0);
    store(
      music,
      [track('One', 1, 'A')],
      (contentId) => kept.find((one) => one.contentId === contentId)?.itemId ?? null,
    );
    assert.deepEqual(
      [only('artist').id, only('album').id],
      before.map(({ id }) => id),
    );
  });

  test('home shows the album with the newest track first, and no track to continue', () => {
    store(music, [track('One', 1, 'A')]);
    store(music, [track('Two', 1, 'B')]);
    store(music, [track('One', 2, 'C')]);
    house.server
      .prepare(
        `INSERT INTO progress (account_id, item_id, position_ms, watched, last_played_at, content_id, kind, title)
                VALUES (?, ?, 60000, 0, 1, 'x', 'track', 'x')`,
      )
      .run(owner.accountId, list({ kind: 'track' })[0]!.id);
    const { recentlyAdded, continueWatching } = home(house.read, owner);
    assert.deepEqual(
      recentlyAdded.music.map(({ title }) => title),
      ['One', 'Two'],
    );
    assert.deepEqual(continueWatching, []);
    assert.deepEqual(
      libraries(house.read, owner).map(({ kind, itemCount }) => [kind, itemCount]),
      [
        ['film', 0],
        ['music', 2],
        ['photo', 0],
      ],
    );
  });

  test('a guest is found by name, and the genre is told', () => {
    store(music, [track('One', 1, 'A', { artist: 'Wren feat. Ida Finch', genre: 'Folk' }), track('One', 2, 'B')]);
    assert.deepEqual(titles({ search: 'finch' }), ['A']);
    assert.deepEqual(titles({ search: 'wren' }).toSorted(), ['A', 'Wren']);
    const [a, b] = children(only('album').id);
    const genreOf = (id: string) => itemDetail(house.read, owner, id)?.genre;
    assert.deepEqual([genreOf(a!.id), genreOf(b!.id), genreOf(only('album').id)], ['Folk', null, 'Folk']);
  });

  test('what is gone, or became unreadable, takes its album and artist with it when they are empty', () => {
    store(music, [track('One', 1, 'A'), track('Two', 1, 'B')]);
    removeFiles(house.library, music, ['Wren/One/1.mp3']);
    assert.deepEqual(titles({ kind: 'album' }), ['Two']);
    assert.equal(only('artist').childCount, 1);
    setAside(
      house.library,
      music,
      { path: 'Wren/Two/1.mp3', sizeBytes: 1, mtimeMs: 1 },
      { code: 'x', message: 'x' },
      0,
    );
    assert.deepEqual([titles({ kind: 'album' }), titles({ kind: 'artist' })], [[], []]);
  });
});

describe('photos', () => {
  const day = (number: number) => Date.UTC(2024, 2, number, 12);

  test('all of them newest first, page by page; in an album oldest first', () => {
    const files = Array.from({ length: 30 }, (_, at) =>
      readPhotoFile(`Trip/${String((at * 7) % 30)}.jpg`, day(1 + ((at * 7) % 30))),
    );
    store(photos, [...files, readPhotoFile('Trip/old.jpg', Date.UTC(1955, 0, 1)), readPhotoFile('same.jpg', day(30))]);
    const seen: (string | null)[] = [];
    for (let cursor: string | undefined; ;) {
      const page = itemPage(house.read, owner, { kind: 'photo', limit: 7, cursor })!;
      seen.push(...page.items.map(({ takenAt }) => takenAt));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    assert.equal(seen.length, 32);
    assert.deepEqual(seen, seen.toSorted(byText).toReversed());
    assert.equal(seen.at(-1), '1955-01-01T00:00:00');
    const inAlbum = children(only('photo-album').id).map(({ takenAt }) => takenAt);
    assert.deepEqual(inAlbum, inAlbum.toSorted(byText));
    assert.deepEqual(
      [inAlbum.length, only('photo-album').takenAt, only('photo-album').year],
      [31, '2024-03-30T12:00:00', 2024],
    );
  });

  test('the order of a list without one: photos by time, all else and what is mixed by title', () => {
    store(photos, [readPhotoFile('A/a.jpg', day(1)), readPhotoFile('B/b.jpg', day(2))]);
    assert.deepEqual(titles({ library: photos }), ['b', 'a']);
    assert.deepEqual(titles({ kind: 'photo-album' }), ['B', 'A']);
    store(films, [readFile('Alien (1979).mkv'), readFile('Zodiac (2007).mkv')]);
    assert.deepEqual(titles({}), ['a', 'Alien', 'b', 'Zodiac']);
    assert.deepEqual(titles({ kind: 'film', sort: 'taken' }).toSorted(), ['Alien', 'Zodiac']);
  });

  test('found by name, album, year, month and camera', () => {
    store(photos, [readPhotoFile('Harbour/DSC1.jpg', day(5)), readPhotoFile('Garden/DSC2.jpg', Date.UTC(2022, 6, 1))]);
    for (const search of ['dsc1', 'harb', '2024', 'march 2024', 'harbour 2024'])
      assert.ok(titles({ search }).includes('DSC1') && !titles({ search }).includes('DSC2'), search);
    assert.equal(titles({ search: 'x100v' }).length, 2);
  });

  test('a thousand photos and tracks crowd no film out of a search, and come behind it', () => {
    store(
      photos,
      Array.from({ length: 600 }, (_, at) => readPhotoFile(`2012/${at}.jpg`, Date.UTC(2012, 0, 1, 0, 0, at))),
    );
    store(
      music,
      Array.from({ length: 600 }, (_, at) => track('Numbers', at, `2012 part ${at}`)),
    );
    store(films, [readFile('2012 (2009).mkv')]);
    const page = itemPage(house.read, owner, { search: '2012', limit: 200 })!;
    assert.equal(page.items[0]!.title, '2012');
    assert.equal(page.items[0]!.kind, 'film');
    assert.deepEqual(page.total, { atLeast: 500 });
  });

  test('nothing of a photo is ever played: its file tells where it was taken', () => {
    store(photos, [readPhotoFile('A/a.jpg', day(1))]);
    assert.deepEqual(playableFiles(house.read, owner, only('photo').id), []);
    assert.deepEqual(watchableIn(house.read, owner, only('photo-album').id), []);
  });
});
