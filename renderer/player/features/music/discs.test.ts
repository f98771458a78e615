import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { discsOf } from './discs.ts';

const track = (title: string, disc: number | null) => ({ title, disc }) as ItemCard;
const told = (tracks: readonly ItemCard[]) =>
  discsOf(tracks).map((disc) => [disc.number, disc.tracks.map(({ title }) => title).join('')]);

test('an album of one disc has no headings, whether or not its files number it', () => {
  assert.deepEqual(told([track('a', null), track('b', null)]), [[null, 'ab']]);
  assert.deepEqual(told([track('a', 1), track('b', null)]), [[null, 'ab']]);
});

test('several discs keep their tracks and their order', () => {
  assert.deepEqual(told([track('a', 1), track('b', 2), track('c', 1)]), [
    [1, 'ac'],
    [2, 'b'],
  ]);
});
