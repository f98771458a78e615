import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientCapabilities, Version } from '../../shared/lan/schemas.ts';
import { judgePlay } from './direct-play.ts';

const client: ClientCapabilities = {
  containers: ['mp4', 'webm'],
  video: ['h264', 'vp9'],
  audio: ['aac', 'opus'],
  hls: false,
};
const video = { codec: 'h264', profile: 'High', width: 1920, height: 1080, frameRate: 24, bitDepth: 8, hdr: 'sdr' };
const track = { index: 1, codec: 'aac', channels: 2, language: 'en', title: null, isDefault: false };
/** What is judged; a version has more. */
const version = (changes: Partial<Version> = {}): Version =>
  ({ container: 'mp4', durationMs: 60_000, video, audio: [track], ...changes }) as Version;
const plays = (changes: Partial<Version>) => judgePlay(version(changes), client).kind === 'plays';
const reason = (changes: Partial<Version>) => {
  const verdict = judgePlay(version(changes), client);
  return verdict.kind === 'cannot' ? verdict.reason : null;
};

test('a file plays when container, picture and sound are known to the browser', () => {
  assert.ok(plays({}));
  assert.ok(plays({ container: 'mov,mp4' }), 'one of its names is enough');
  assert.ok(plays({ video: null }), 'sound alone');
  assert.ok(plays({ audio: [] }), 'no sound at all');
});

test('what it cannot play is named: the first reason found', () => {
  assert.equal(reason({ container: 'matroska' }), 'This browser does not open Matroska (MKV) files.');
  assert.equal(reason({ video: { ...video, codec: 'hevc' } }), 'This browser does not play HEVC video.');
  assert.match(reason({ video: { ...video, bitDepth: 10 } })!, /H\.264 video with 10 bits a colour/);
  assert.equal(reason({ audio: [{ ...track, codec: 'dts' }] }), 'This browser does not play DTS sound.');
});

test('only the track that is heard counts: the default one, else the first', () => {
  const dts = { ...track, index: 2, codec: 'dts' };
  assert.ok(plays({ audio: [track, dts] }));
  assert.equal(plays({ audio: [dts, track] }), false);
  assert.ok(plays({ audio: [dts, { ...track, isDefault: true }] }));
});

test('what it cannot play is converted where the browser takes a conversion and the length is known', () => {
  const verdict = (changes: Partial<Version>, hls: boolean) =>
    judgePlay(version({ container: 'matroska', ...changes }), { ...client, hls });
  assert.deepEqual(verdict({}, true), {
    kind: 'converted',
    reason: 'This browser does not open Matroska (MKV) files.',
  });
  assert.equal(verdict({}, false).kind, 'cannot');
  assert.equal(verdict({ durationMs: null }, true).kind, 'cannot');
});
