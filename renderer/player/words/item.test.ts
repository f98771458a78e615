import assert from 'node:assert/strict';
import { beforeEach, mock, afterEach, test } from 'node:test';
import type { ItemCard, Parent, WatchState } from '../../../shared/lan/schemas.ts';
import { countOf, isNew, itemName, leftOf, timeLeft, titleOf, watchedShare } from './item.ts';

const NOW = Date.UTC(2026, 2, 3, 12);
const DAY = 24 * 3_600_000;
const MINUTE = 60_000;
beforeEach(() => mock.timers.enable({ apis: ['Date'], now: NOW }));
afterEach(() => mock.timers.reset());

const at = (moment: number): string => new Date(moment).toISOString();
/** What these words are made from; a card has more. */
const card = (changes: Partial<ItemCard> = {}): ItemCard =>
  ({
    kind: 'film',
    parents: [],
    unwatchedCount: null,
    title: 'Heat',
    year: 1995,
    edition: null,
    durationMs: 170 * MINUTE,
    addedAt: at(NOW - 30 * DAY),
    available: true,
    ...changes,
  }) as ItemCard;
const state = (changes: Partial<WatchState> = {}): WatchState => ({
  positionMs: 0,
  watched: false,
  favorite: false,
  lastPlayedAt: null,
  ...changes,
});

test('an item is new for a week, to whoever has not begun it', () => {
  const today = card({ addedAt: at(NOW) });
  assert.equal(isNew(today, state()), true);
  assert.equal(isNew(card({ addedAt: at(NOW - 7 * DAY + 1) }), state()), true);
  assert.equal(isNew(card({ addedAt: at(NOW - 7 * DAY) }), state()), false);
  assert.equal(isNew(today, state({ positionMs: MINUTE })), false);
  assert.equal(isNew(today, state({ watched: true })), false);
  assert.equal(isNew(card({ ...today, kind: 'show', unwatchedCount: 0 }), state()), false);
  assert.equal(isNew(card({ ...today, kind: 'show', unwatchedCount: 3 }), state()), true);
});

test('the name of a link begins with what is seen and leaves out what is not so', () => {
  assert.equal(itemName(card(), state()), 'Heat, 1995');
  assert.equal(itemName(card({ year: null }), state()), 'Heat');
  assert.equal(
    itemName(card({ edition: 'Director’s Cut', addedAt: at(NOW), available: false }), state()),
    'Heat, 1995, Director’s Cut, new, drive not connected',
  );
  assert.equal(itemName(card({ addedAt: at(NOW) }), state({ watched: true })), 'Heat, 1995, watched');
});

test('what is left is never less than nothing, and unknown without a length', () => {
  assert.equal(timeLeft(card(), state({ positionMs: 76 * MINUTE })), '1 h 34 min left');
  assert.equal(leftOf(card(), state({ positionMs: 171 * MINUTE })), 0);
  assert.equal(timeLeft(card({ durationMs: null }), state({ positionMs: MINUTE })), null);
  assert.equal(leftOf(card({ durationMs: null }), state({ positionMs: MINUTE })), 0);
});

test('the share that was watched is a number also where there is no length', () => {
  assert.equal(watchedShare(card(), state({ positionMs: 85 * MINUTE })), 0.5);
  assert.equal(watchedShare(card({ durationMs: null }), state({ positionMs: MINUTE })), 0);
  assert.equal(watchedShare(card({ durationMs: 0 }), state({ positionMs: MINUTE })), 0);
});

test('titles are counted in words, also where the count stops', () => {
  assert.equal(countOf(0, 'title'), '0 titles');
  assert.equal(countOf(1, 'title'), '1 title');
  assert.equal(countOf(1_862, 'title'), '1,862 titles');
  assert.equal(countOf({ atLeast: 500 }, 'title'), 'More than 500 titles');
});

test('everything has a name to read, also what its file does not name', () => {
  assert.equal(titleOf(card({ kind: 'album', title: '' })), 'Untitled');
  const named = (kind: Parent['kind'], title: string): Parent => ({ id: '0'.repeat(32), kind, title, number: null });
  const album = card({
    kind: 'album',
    title: 'Salt Hymns',
    year: 2019,
    artist: null,
    parents: [named('artist', 'Ida Marsh')],
  });
  assert.equal(itemName(album, state()), 'Salt Hymns, Ida Marsh, 2019');
  assert.equal(itemName(card({ kind: 'artist', title: 'Ida Marsh', childCount: 2 }), state()), 'Ida Marsh, 2 albums');
  const track = card({ kind: 'track', title: 'Ebb', artist: 'Tom Wick', parents: [named('artist', 'Ida Marsh')] });
  assert.equal(itemName(track, state()), 'Ebb, Tom Wick');
});
