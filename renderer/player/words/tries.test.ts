import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withTriesLeft } from './tries.ts';

test('a wrong password says how many tries are left, from the header', () => {
  assert.equal(withTriesLeft('No.', '4'), 'No. 4\u00a0tries left before a pause.');
  assert.equal(withTriesLeft('No.', '1'), 'No. 1\u00a0try left before a pause.');
  assert.equal(withTriesLeft('No.', '0'), 'No. That was the last try for now.');
});

test('without a count, or with one that is none, the sentence stays as it is', () => {
  for (const remaining of [null, '', '-1', '1.5', 'limit=5, remaining=4']) assert.equal(withTriesLeft('No.', remaining), 'No.');
}); // prettier-ignore
