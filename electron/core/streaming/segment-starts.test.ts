import assert from 'node:assert/strict';
import { test } from 'node:test';
import { segmentStarts } from './segment-starts.ts';

test('lengths ramp up from 1 s to 4 s, and then stay', () => {
  assert.deepEqual(segmentStarts(20_000), [0, 1_000, 3_000, 7_000, 11_000, 15_000, 19_000]);
});

test('a film as short as a segment is one segment; a tail below 1 s joins the one before it', () => {
  for (const short of [1, 500, 1_000, 1_999]) assert.deepEqual(segmentStarts(short), [0], String(short));
  assert.deepEqual(segmentStarts(2_000), [0, 1_000]);
  assert.deepEqual(segmentStarts(7_999), [0, 1_000, 3_000]);
  assert.deepEqual(segmentStarts(8_000), [0, 1_000, 3_000, 7_000]);
});

test('for every length: from 0, ascending, inside the film, none shorter than 1 s nor longer than 5 s', () => {
  for (let durationMs = 1_000; durationMs < 40_000; durationMs += 37) {
    const starts = segmentStarts(durationMs);
    assert.equal(starts[0], 0);
    for (const [at, start] of starts.entries()) {
      const length = (starts[at + 1] ?? durationMs) - start;
      assert.ok(length >= 1_000 && length < 5_000, `${durationMs}: ${length} at ${start}`);
    }
  }
});

test('the list of a longer film begins with that of a shorter one, so that a wrong duration moves no segment', () => {
  const long = segmentStarts(3 * 3_600_000);
  assert.deepEqual(long.slice(0, 50), segmentStarts(195_000).slice(0, 50));
  assert.ok(long.length < 2_710);
});
