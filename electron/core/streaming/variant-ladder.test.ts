import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { seededNumbers } from './testing/seeded-numbers.ts';
import { variantLadder } from './variant-ladder.ts';

type Picture = Parameters<typeof variantLadder>[0];
const film: Picture = { codec: 'h264', width: 1920, height: 1080, rotation: 0, bitrateBps: 20_000_000 };
const sizes = (picture: Partial<Picture>, limits = {}) =>
  variantLadder({ ...film, ...picture }, limits).map(({ width, height }) => `${width}x${height}`);
const rates = (picture: Partial<Picture>, limits = {}) =>
  variantLadder({ ...film, ...picture }, limits).map(({ bitrateBps }) => bitrateBps);

describe('the sizes a film is converted to', () => {
  const table: readonly (readonly [string, Partial<Picture>, object, readonly string[]])[] = [
    ['1080p', {}, {}, ['1920x1080', '1280x720', '852x480', '640x360']],
    ['4K ends at 1080p', { width: 3840, height: 2160 }, {}, ['1920x1080', '1280x720', '852x480', '640x360']],
    ['a wide film', { width: 3840, height: 1600 }, {}, ['1920x800', '1280x532', '854x354', '640x266']],
    ['an old film', { width: 1440, height: 1080 }, {}, ['1440x1080', '960x720', '640x480', '480x360']],
    ['a DVD', { width: 720, height: 576 }, {}, ['720x576', '600x480', '450x360']],
    ['360p is the least step', { width: 640, height: 360 }, {}, ['640x360']],
    ['smaller than any step', { width: 160, height: 90 }, {}, ['160x90']],
    ['odd sizes become even, downwards', { width: 853, height: 479 }, {}, ['852x478', '640x358']],
    ['a phone’s upright film', { rotation: 90 }, {}, ['1080x1920', '720x1280', '480x852', '360x640']],
    ['stored upright', { width: 1080, height: 1920 }, {}, ['1080x1920', '720x1280', '480x852', '360x640']],
    ['turned round', { rotation: 180 }, {}, ['1920x1080', '1280x720', '852x480', '640x360']],
    ['asked for 720', {}, { maxHeight: 720 }, ['1280x720', '852x480', '640x360']],
    ['asked for something between', {}, { maxHeight: 700 }, ['852x480', '640x360']],
    ['asked for less than the least', {}, { maxHeight: 144 }, ['256x144']],
    ['asked for more than there is', { width: 854, height: 480 }, { maxHeight: 1080 }, ['854x480', '640x358']],
  ];
  for (const [what, picture, limits, expected] of table)
    test(what, () => assert.deepEqual(sizes(picture, limits), expected));
});

describe('the bits of each size', () => {
  test('a film with bits to spare', () => assert.deepEqual(rates({}), [8e6, 4e6, 2e6, 1e6]));
  test('a film that does not tell', () => assert.deepEqual(rates({ bitrateBps: null }), [8e6, 4e6, 2e6, 1e6]));
  test('never above the source', () => assert.deepEqual(rates({ bitrateBps: 4e6 }), [4e6, 2e6, 1e6, 5e5]));
  test('not even the least is above the source', () => assert.deepEqual(rates({ bitrateBps: 300_000 }), [3e5]));
  test('H.264 needs twice what HEVC needs, but the largest never gets more than the source has', () => {
    for (const codec of ['hevc', 'av1', 'vp9'])
      assert.deepEqual(rates({ codec, bitrateBps: 2e6 }), [2e6, 1.7e6, 1e6, 5e5], codec);
    assert.deepEqual(rates({ codec: 'hevc', bitrateBps: 6e6 }), [6e6, 4e6, 2e6, 1e6]);
    assert.deepEqual(rates({ codec: 'hevc', bitrateBps: 20e6 }), [8e6, 4e6, 2e6, 1e6]);
    assert.deepEqual(rates({ codec: 'hevc', width: 1280, height: 720, bitrateBps: 1e6 }), [1e6, 85e4, 5e5]);
    assert.deepEqual(rates({ codec: 'hevc', bitrateBps: 300_000 }), [3e5]);
  });
  test('a smaller size that saves nothing is left out', () => assert.deepEqual(rates({ bitrateBps: 1e6 }), [1e6, 5e5]));
  test('what the client can take', () => assert.deepEqual(rates({}, { maxBitrate: 2_500_000 }), [2e6, 1e6]));
  test('less than the least', () => assert.deepEqual(rates({}, { maxBitrate: 300_000 }), [300_000]));
});

test('whatever the source: never larger in pixels or bits, even, one after the other smaller, the aspect kept', () => {
  const next = seededNumbers(7);
  for (let round = 0; round < 3_000; round += 1) {
    const width = 2 + Math.floor(next() * 4_000);
    const height = 2 + Math.floor(next() * 2_400);
    const rotation = ([0, 90, 180, 270] as const)[Math.floor(next() * 4)]!;
    const limits = { maxHeight: next() < 0.5 ? undefined : 144 + Math.floor(next() * 2_000) };
    const codec = ['h264', 'hevc', 'av1', 'mpeg2video'][Math.floor(next() * 4)]!;
    const bitrateBps = Math.round(20_000 * 2 ** (next() * 12));
    const ladder = variantLadder({ codec, bitrateBps, width, height, rotation }, limits);
    const [shownWidth, shownHeight] = rotation % 180 === 0 ? [width, height] : [height, width];
    const about = JSON.stringify({ codec, bitrateBps, width, height, rotation, limits, ladder });
    assert.ok(ladder.length >= 1 && ladder.length <= 4, about);
    for (const [at, one] of ladder.entries()) {
      assert.ok(one.width <= Math.max(2, shownWidth) && one.height <= Math.max(2, shownHeight), about);
      assert.ok(Number.isInteger(one.bitrateBps) && one.bitrateBps > 0 && one.bitrateBps <= bitrateBps, about);
      assert.ok(one.width % 2 === 0 && one.height % 2 === 0 && one.width >= 2 && one.height >= 2, about);
      // Two pixels of rounding either way.
      const drift = Math.abs(one.width * shownHeight - one.height * shownWidth);
      assert.ok(drift <= 2 * (shownWidth + shownHeight) + 4, about);
      if (at > 0) assert.ok(one.height < ladder[at - 1]!.height && one.bitrateBps < ladder[at - 1]!.bitrateBps, about);
    }
  }
});
