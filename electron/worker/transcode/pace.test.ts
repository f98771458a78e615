import assert from 'node:assert/strict';
import { test } from 'node:test';
import { segmentStarts } from '../../core/streaming/index.ts';
import { isFarAhead, isTimeForGood } from './pace.ts';

const startsMs = segmentStarts(600_000); // 0, 1, 3, 7, 11 s…
const at = (next: number, position = 0, from = 0) => ({ startsMs, from, next, position });

test('the encoder waits when a minute lies ahead of the viewer, and sooner only when the cache is full', () => {
  const aMinute = startsMs.findIndex((ms) => ms >= 60_000);
  assert.equal(isFarAhead(at(aMinute - 1), false), false);
  assert.equal(isFarAhead(at(aMinute), false), true);
  assert.equal(isFarAhead(at(aMinute, 5), false), false, 'the viewer went on');
  assert.equal(isFarAhead(at(3, 1), true), true);
  assert.equal(isFarAhead(at(3, 3), true), false, 'somebody waits for it');
  assert.equal(isFarAhead(at(startsMs.length), true), false, 'it is at the end');
});

test('the better preset follows with 12 s in hand, when the fast one was three times as fast as the film', () => {
  const inHand = startsMs.findIndex((ms) => ms >= 12_000);
  assert.equal(isTimeForGood(at(inHand), startsMs[inHand]! / 3), true);
  assert.equal(isTimeForGood(at(inHand), startsMs[inHand]! / 2), false, 'too slow');
  assert.equal(isTimeForGood(at(inHand - 1), 1), false, 'too little in hand');
  assert.equal(isTimeForGood(at(inHand, 3), 1), false, 'the viewer is near');
  assert.equal(isTimeForGood(at(inHand, 0, inHand), 1), false, 'it made nothing yet');
});
