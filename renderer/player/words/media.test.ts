import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Version } from '../../../shared/lan/schemas.ts';
import {
  bitrate,
  channelWords,
  codecName,
  containerName,
  fileSize,
  languageName,
  pictureWords,
  resolution,
  versionName,
} from './media.ts';

const video = { codec: 'h264', profile: null, width: 1920, height: 800, frameRate: 24, bitDepth: 8, hdr: 'sdr' };
/** What these words are made from; a version has more. */
const version = (changes: Partial<Version> = {}): Version =>
  ({ edition: null, part: null, video, ...changes }) as Version;

test('codecs and containers go by the name people know, and else by ffmpeg’s', () => {
  assert.equal(codecName('eac3'), 'Dolby Digital Plus');
  assert.equal(codecName('cook'), 'COOK');
  assert.equal(containerName('matroska'), 'Matroska (MKV)');
  assert.equal(containerName('asf'), 'ASF');
});

test('rates and sizes are decimal, with a digit more where it tells something', () => {
  assert.equal(bitrate(38_600_000), '38.6 Mb/s');
  assert.equal(bitrate(1_000_000), '1.0 Mb/s');
  assert.equal(bitrate(640_000), '640 kb/s');
  assert.equal(fileSize(4_200_000_000), '4.2 GB');
  assert.equal(fileSize(42_400_000_000), '42 GB');
  assert.equal(fileSize(310_000_000), '310 MB');
  assert.equal(fileSize(640_000), '640 kB');
  assert.equal(fileSize(12), '1 kB');
});

test('a picture is of the class its wider side puts it in', () => {
  const cases: readonly (readonly [number, number, string])[] = [
    [3840, 1600, '4K'],
    [2880, 2160, '4K'],
    [2560, 1080, '1440p'],
    [1920, 800, '1080p'],
    [1440, 1080, '1080p'],
    [1280, 536, '720p'],
    [960, 720, '720p'],
    [720, 576, '576p'],
  ];
  for (const [width, height, words] of cases) assert.equal(resolution(width, height), words, `${width}x${height}`);
});

test('a version is told from its siblings by edition, part and picture', () => {
  assert.equal(pictureWords(version()), '1080p');
  assert.equal(pictureWords(version({ video: { ...video, width: 3840, hdr: 'hdr10' } })), '4K HDR');
  assert.equal(pictureWords(version({ video: null })), 'Sound only');
  assert.equal(versionName(version()), '1080p');
  assert.equal(versionName(version({ edition: 'Extended', part: 2 })), 'Extended · Part 2 · 1080p');
});

test('channels and languages are in words, and nonsense is left as it is', () => {
  assert.deepEqual([1, 2, 6, 8, 7].map(channelWords), ['mono', 'stereo', '5.1', '7.1', '7 channels']);
  assert.equal(languageName('fr'), 'French');
  assert.equal(languageName('pt-BR'), 'Brazilian Portuguese');
  assert.equal(languageName('qaa'), 'qaa');
  assert.equal(languageName('not a tag'), 'not a tag');
  assert.deepEqual([languageName(null), languageName('und')], [null, null]);
});
