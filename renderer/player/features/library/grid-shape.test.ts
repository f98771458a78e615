import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gridShape, rowHeight } from './grid-shape.ts';

test('a phone shows three, a desk as many as have room at 160 px', () => {
  const columns = (width: number) => gridShape(width, 'poster').columns;
  assert.deepEqual([320, 390, 559].map(columns), [3, 3, 3]);
  assert.deepEqual([560, 699, 700, 1_280, 1_440].map(columns), [3, 3, 4, 7, 8]);
});

test('covers are square and stand two abreast on a phone', () => {
  const phone = gridShape(390, 'square');
  assert.equal(phone.columns, 2);
  assert.equal(
    rowHeight(phone) - phone.tileWidth,
    rowHeight(gridShape(390, 'poster')) - gridShape(390, 'poster').tileWidth * 1.5,
  );
});

test('tiles and gaps fill the width exactly, and no tile on a desk is narrower than promised', () => {
  for (let width = 300; width <= 3_840; width += 7) {
    const { columns, gap, tileWidth, isNarrow } = gridShape(width, 'poster');
    assert.ok(Math.abs(tileWidth * columns + gap * (columns - 1) - width) < 1e-6, `${width}`);
    assert.ok(isNarrow || tileWidth >= 160, `${width}: ${tileWidth}`);
  }
});

test('a row has room for the picture and its words', () => {
  for (const width of [390, 1_440]) {
    const shape = gridShape(width, 'poster');
    assert.ok(Number.isInteger(rowHeight(shape)));
    assert.ok(rowHeight(shape) >= shape.tileWidth * 1.5 + 10 + 20);
  }
});
