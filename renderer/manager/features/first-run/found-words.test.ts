import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foundWords } from './found-words.ts';

test('what was found is told as far as it was counted', () => {
  const none = { videos: 0, tracks: 0, pictures: 0, isWhole: true };
  assert.equal(foundWords({ ...none, videos: 1 }), '1 video');
  assert.equal(foundWords({ ...none, videos: 312, pictures: 40 }), '312 videos and 40 pictures');
  assert.equal(foundWords({ videos: 2, tracks: 1400, pictures: 1, isWhole: false }), 'More than 2 videos, 1,400 tracks and 1 picture'); // prettier-ignore
  assert.match(foundWords(none), /^Nothing in it plays yet/);
  assert.match(foundWords({ ...none, isWhole: false }), /^It is large/);
});
