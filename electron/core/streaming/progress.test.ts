import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { newId } from '../kernel/index.ts';
import { openDatabases, START_MS, type Databases } from '../kernel/testing/databases.ts';
import { isWatchedAt, saveProgress, setFavorite, setWatched, type WatchedItem } from './progress.ts';

let house: Databases;
const [me, other] = [newId(), newId()];
const film: WatchedItem = {
  itemId: newId(),
  contentId: 'content',
  kind: 'film',
  title: 'Heat',
  year: 1995,
  durationMs: 100_000,
};
const now = START_MS;
beforeEach(() => {
  house = openDatabases();
});
afterEach(() => house.close());
const row = (account = me) =>
  house.server
    .prepare<[string], { position: number; watched: number; favorite: number; playedAt: number | null }>(
      'SELECT position_ms AS position, watched, favorite, last_played_at AS playedAt FROM progress WHERE account_id = ?',
    )
    .get(account);

test('a film counts as watched from 92 % of its length on, and never when the length is unknown', () => {
  assert.deepEqual([91_999, 92_000, 100_000, 500_000].map((at) => isWatchedAt(at, 100_000)), [false, true, true, true]);
  assert.equal(isWatchedAt(1_000_000, null), false);
  assert.equal(isWatchedAt(0, 0), false);
}); // prettier-ignore

test('a position is kept with its moment; past the mark the film is watched and starts over', () => {
  saveProgress(house.server, me, film, 40_000, now);
  assert.deepEqual(row(), { position: 40_000, watched: 0, favorite: 0, playedAt: now });
  saveProgress(house.server, me, film, 95_000, now + 1);
  assert.deepEqual(row(), { position: 0, watched: 1, favorite: 0, playedAt: now + 1 });
});

test('marking by hand starts over, either way, and is no playing', () => {
  saveProgress(house.server, me, film, 40_000, now);
  setWatched(house.server, me, film, true, now + 1);
  assert.deepEqual(row(), { position: 0, watched: 1, favorite: 0, playedAt: now });
  setWatched(house.server, me, film, false, now + 2);
  assert.deepEqual(row(), { position: 0, watched: 0, favorite: 0, playedAt: now });
});

test('a favourite keeps position and mark, and the other way about', () => {
  saveProgress(house.server, me, film, 40_000, now);
  setFavorite(house.server, me, film, true, now + 1);
  assert.deepEqual(row(), { position: 40_000, watched: 0, favorite: 1, playedAt: now });
  saveProgress(house.server, me, film, 50_000, now + 2);
  assert.equal(row()!.favorite, 1);
  setFavorite(house.server, me, film, false, now + 3);
  assert.deepEqual(row(), { position: 50_000, watched: 0, favorite: 0, playedAt: now + 2 });
});

test('a film never played can be a favourite or watched, without a moment of playing', () => {
  setFavorite(house.server, me, film, true, now);
  assert.deepEqual(row(), { position: 0, watched: 0, favorite: 1, playedAt: null });
  setWatched(house.server, other, film, true, now);
  assert.deepEqual(row(other), { position: 0, watched: 1, favorite: 0, playedAt: null });
});

test('each account has its own', () => {
  saveProgress(house.server, me, film, 40_000, now);
  assert.equal(row(other), undefined);
});

test('R-48: content, title and year are kept beside it, as they are now, for a library built anew', () => {
  saveProgress(house.server, me, film, 40_000, now);
  saveProgress(house.server, me, { ...film, contentId: 'replaced', title: 'Heat (restored)', year: 1996 }, 41_000, now);
  const kept = house.server.prepare('SELECT item_id, content_id, kind, title, year, duration_ms FROM progress').get();
  assert.deepEqual(kept, { item_id: film.itemId, content_id: 'replaced', kind: 'film', title: 'Heat (restored)', year: 1996, duration_ms: 100_000 });
}); // prettier-ignore
