import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { fillRows, monthsOf, rowOfPhoto, wallOf, wallShape } from './wall.ts';

const photo = (takenAt: string | null, width: number | null = 400, height: number | null = 300, id = '') =>
  ({ id, takenAt, width, height }) as ItemCard;
const SHAPE = { width: 1_000, gap: 10, rowHeight: 200, headHeight: 50 };

test('photos stand under the month of the clock where they were taken, in the order they came', () => {
  const months = monthsOf([
    photo('2024-12-31T23:59:59'),
    photo('2024-12-01T00:00:00'),
    photo('2024-11-30T23:59:59'),
    photo(null),
    photo(null),
  ]);
  assert.deepEqual(
    months.map(({ title, from, photos }) => [title, from, photos.length]),
    [
      ['December 2024', 0, 2],
      ['November 2024', 2, 1],
      ['Date unknown', 3, 2],
    ],
  );
});

test('the same month of another year is another month', () => {
  assert.equal(monthsOf([photo('2024-07-01T10:00:00'), photo('2023-07-01T10:00:00')]).length, 2);
});

test('every row but the last of a month fills the width, and none is far from the wished height', () => {
  const ratios = [1.5, 0.66, 1.33, 1.78, 1, 0.75, 1.5, 1.5, 0.5, 3, 1.33, 1.33, 0.66, 1.5];
  const rows = fillRows(ratios, SHAPE);
  assert.equal(rows.reduce((sum, { count }) => sum + count, 0), ratios.length); // prettier-ignore
  let at = 0;
  for (const [index, { count, height }] of rows.entries()) {
    const drawn = ratios.slice(at, at + count).reduce((sum, ratio) => sum + ratio * height, SHAPE.gap * (count - 1));
    at += count;
    assert.ok(drawn <= SHAPE.width + 0.001);
    if (index === rows.length - 1) assert.ok(height <= SHAPE.rowHeight);
    else {
      assert.ok(Math.abs(drawn - SHAPE.width) < 0.001);
      assert.ok(height > SHAPE.rowHeight * 0.6 && height < SHAPE.rowHeight * 1.6, `${height}`);
    }
  }
});

test('one photo alone keeps the usual height; a panorama alone is no wider than the page', () => {
  assert.deepEqual(fillRows([1.5], SHAPE), [{ count: 1, height: 200 }]);
  assert.deepEqual(fillRows([3], { ...SHAPE, width: 300 }), [{ count: 1, height: 100 }]);
  assert.deepEqual(fillRows([], SHAPE), []);
});

test('what is read on at the end moves nothing but the last row', () => {
  const all = Array.from({ length: 60 }, (_, index) => photo('2024-05-01T10:00:00', 300 + (index % 7) * 60, 300));
  const before = wallOf(all.slice(0, 40), SHAPE);
  const after = wallOf(all, SHAPE);
  assert.deepEqual(after.slice(0, before.length - 1), before.slice(0, -1));
});

test('a photo is found in its row, and its place in the whole list is known', () => {
  const all = Array.from({ length: 30 }, (_, index) =>
    photo(index < 12 ? '2024-05-02T10:00:00' : '2024-04-02T10:00:00', 400, 300, `p${index}`),
  );
  const rows = wallOf(all, SHAPE);
  const row = rows[rowOfPhoto(rows, 'p17')];
  assert.ok(row?.kind === 'photos');
  assert.equal(row.photos[17 - row.from]?.id, 'p17');
  assert.equal(rowOfPhoto(rows, 'elsewhere'), -1);
});

test('a page without width has no wall yet, and a phone has lower rows than a desk', () => {
  assert.deepEqual(wallOf([photo(null)], wallShape(0)), []);
  assert.ok(wallShape(358).rowHeight < wallShape(1_344).rowHeight);
});
