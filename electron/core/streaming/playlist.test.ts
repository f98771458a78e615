import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EncodingPlan } from '../../../shared/control/encoding.ts';
import { masterPlaylist, mediaPlaylist } from './playlist.ts';
import { segmentStarts } from './segment-starts.ts';

const plan: EncodingPlan = {
  durationMs: 9_500,
  startsMs: [0, 1_000, 3_000, 7_000],
  variants: [
    { width: 1280, height: 720, bitrateBps: 4_000_000 },
    { width: 640, height: 360, bitrateBps: 1_000_000 },
  ],
  codecs: 'avc1.64001f,mp4a.40.2',
  waitingBehind: 0,
};

test('the playlist of sizes names each with its bits, pixels and codecs, below its own address', () => {
  assert.equal(
    masterPlaylist(plan),
    `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-STREAM-INF:BANDWIDTH=4000000,RESOLUTION=1280x720,CODECS="avc1.64001f,mp4a.40.2"
0/index.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=1000000,RESOLUTION=640x360,CODECS="avc1.64001f,mp4a.40.2"
1/index.m3u8
`,
  );
});

test('what is not known is not said: codecs of a copy, pixels of sound alone', () => {
  const sound = { width: 0, height: 0, bitrateBps: 192_000 };
  const text = masterPlaylist({ ...plan, codecs: null, variants: [sound] });
  assert.match(text, /^#EXT-X-STREAM-INF:BANDWIDTH=192000$/m);
});

test('the playlist of segments lists the whole film with its true lengths', () => {
  assert.equal(
    mediaPlaylist(plan),
    `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init.mp4"
#EXTINF:1.000,
0.m4s
#EXTINF:2.000,
1.m4s
#EXTINF:4.000,
2.m4s
#EXTINF:2.500,
3.m4s
#EXT-X-ENDLIST
`,
  );
});

test('lengths add up to the film, and none is above the target when rounded (RFC 8216, 4.3.3.1)', () => {
  for (const [durationMs, startsMs] of [
    [1, [0]],
    [7_325_417, segmentStarts(7_325_417)],
    [60_000, [0, 10_417, 20_500, 41_999]],
  ] as const) {
    const text = mediaPlaylist({ ...plan, durationMs, startsMs });
    const lengths = [...text.matchAll(/#EXTINF:([\d.]+),/g)].map(([, length]) => Number(length));
    const target = Number(/TARGETDURATION:(\d+)/.exec(text)![1]);
    assert.equal(lengths.length, startsMs.length);
    assert.ok(Math.abs(lengths.reduce((sum, one) => sum + one, 0) - durationMs / 1_000) < 0.001);
    for (const length of lengths) assert.ok(Math.round(length) <= target);
  }
});
