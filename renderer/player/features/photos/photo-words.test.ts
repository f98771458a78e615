import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { datesOf, sizeWords } from './photo-words.ts';

const taken = (...moments: readonly (string | null)[]) => moments.map((takenAt) => ({ takenAt }) as ItemCard);

test('an album says when it was: the day, the month, or from which month to which', () => {
  assert.equal(datesOf(taken('2024-06-02T09:00:00', '2024-06-02T23:10:00')), '2 June 2024');
  assert.equal(datesOf(taken('2024-06-28T09:00:00', null, '2024-06-02T23:10:00')), 'June 2024');
  assert.equal(datesOf(taken('2025-01-03T09:00:00', '2024-12-28T23:10:00')), 'December 2024 to January 2025');
  assert.equal(datesOf(taken(null)), null);
  assert.equal(datesOf([]), null);
});

test('the size of a photo is told in pixels and megapixels', () => {
  assert.equal(sizeWords(4_032, 3_024), '4032 × 3024, 12.2 MP');
  assert.equal(sizeWords(64, 48), '64 × 48, under 0.1 MP');
});
