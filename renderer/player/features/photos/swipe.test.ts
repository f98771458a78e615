import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followPx, swipeStep } from './swipe.ts';

test('a long way turns the page however slowly, to the side the picture moves from', () => {
  assert.equal(swipeStep(-120, 390, 2_000), 1);
  assert.equal(swipeStep(120, 390, 2_000), -1);
});

test('a flick turns it, a tremble and a change of mind do not', () => {
  assert.equal(swipeStep(-40, 390, 60), 1);
  assert.equal(swipeStep(-10, 390, 5), 0);
  assert.equal(swipeStep(60, 390, 900), 0);
  assert.equal(swipeStep(0, 390, 0), 0);
});

test('at an end the picture holds back', () => {
  assert.equal(followPx(-80, true), -80);
  assert.equal(followPx(-80, false), -20);
});
