import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientCapabilities } from '../../../shared/lan/schemas.ts';
import { planPlayback, type Plan, type Source } from './plan-playback.ts';

const film: Source = {
  container: 'mp4',
  bitrateBps: 8_000_000,
  video: { codec: 'h264', hdr: 'sdr', height: 1080 },
  audio: { codec: 'aac' },
};
const browser: ClientCapabilities = {
  containers: ['mp4', 'webm'],
  video: ['h264', 'vp9'],
  audio: ['aac', 'opus'],
  hls: true,
};
const hdr = { codec: 'h264', hdr: 'hdr10', height: 2160 };

const CASES: readonly (readonly [string, Partial<Source>, Partial<ClientCapabilities>, number | undefined, Plan])[] = [
  ['everything fits', {}, {}, undefined, { kind: 'direct' }],
  ['no sound', { audio: null }, {}, undefined, { kind: 'direct' }],
  ['no picture', { video: null }, {}, undefined, { kind: 'direct' }],
  ['the bitrate is exactly what was asked for', {}, { maxBitrate: 8_000_000 }, undefined, { kind: 'direct' }],
  ['the bitrate is not known', { bitrateBps: null }, { maxBitrate: 64_000 }, undefined, { kind: 'direct' }],
  ['the height is exactly what was asked for', {}, {}, 1080, { kind: 'direct' }],
  ['HDR, and the client says nothing of it', { video: hdr }, {}, undefined, { kind: 'direct' }],
  ['HDR, and the client shows it', { video: hdr }, { hdr: true }, undefined, { kind: 'direct' }],
  ['only the container is in the way', { container: 'matroska' }, {}, undefined, { kind: 'remux', reasons: ['This device does not open Matroska files.'] }],
  ['a container without a spoken name', { container: 'flv' }, {}, undefined, { kind: 'remux', reasons: ['This device does not open flv files.'] }],
  ['the picture', { video: { codec: 'hevc', hdr: 'sdr', height: 1080 } }, {}, undefined, { kind: 'transcode', reasons: ['This device does not play HEVC video.'] }],
  ['the sound', { audio: { codec: 'truehd' } }, {}, undefined, { kind: 'transcode', reasons: ['This device does not play Dolby TrueHD sound.'] }],
  ['HDR on a screen without it', { video: hdr }, { hdr: false }, undefined, { kind: 'transcode', reasons: ['This screen does not show HDR.'] }],
  ['a bitrate too high', {}, { maxBitrate: 7_999_999 }, undefined, { kind: 'transcode', reasons: ['Its bitrate is higher than this device asked for.'] }],
  ['a picture too tall', {}, {}, 720, { kind: 'transcode', reasons: ['A smaller picture was asked for.'] }],
  ['a client that plays nothing', {}, { containers: [], video: [], audio: [] }, undefined, { kind: 'transcode', reasons: ['This device does not play H.264 video.', 'This device does not play AAC sound.'] }],
  ['container and codec: converting mends both', { container: 'avi', audio: { codec: 'dts' } }, {}, undefined, { kind: 'transcode', reasons: ['This device does not play DTS sound.'] }],
]; // prettier-ignore

for (const [what, source, client, maxHeight, plan] of CASES)
  test(`the cheapest way to play is chosen, with its reasons: ${what}`, () => {
    assert.deepEqual(planPlayback({ ...film, ...source }, { ...browser, ...client }, { maxHeight }), plan);
  });
