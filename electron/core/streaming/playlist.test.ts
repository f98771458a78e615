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

/**
 * What RFC 8216bis demands of a playlist, as strictly as a player may take it: section 4.1 (lines), 4.2 (attribute lists),
 * 4.4 (which tag may stand where, and how often). @returns the addresses in it.
 */
function parseStrictly(text: string): { readonly uris: string[]; readonly kind: 'multivariant' | 'media' } {
  assert.match(text, /^#EXTM3U\n/, 'the first line (4.4.1.1)');
  assert.ok(text.endsWith('\n') && !text.includes('\r') && !text.startsWith('\ufeff'), 'lines end with LF, no BOM (4.1)');
  const attributes = /^[A-Z0-9-]+=(\d+(\.\d+)?|\d+x\d+|"[^"\r\n]*"|[^",\s]+)(,[A-Z0-9-]+=(\d+x\d+|\d+(\.\d+)?|"[^"\r\n]*"|[^",\s]+))*$/;
  const seen = new Map<string, number>();
  const uris: string[] = [];
  let pending: 'EXTINF' | 'EXT-X-STREAM-INF' | null = null;
  for (const line of text.slice(0, -1).split('\n')) {
    assert.ok(line !== '' && line.trim() === line, `a blank or padded line: ${JSON.stringify(line)}`);
    if (!line.startsWith('#')) {
      assert.ok(pending !== null, `an address without its tag: ${line}`);
      assert.ok(!URL.canParse(line) && new URL(line, 'http://a/b/').href.startsWith('http://a/b/'), 'relative, below its own');
      uris.push(line);
      pending = null;
      continue;
    }
    assert.equal(pending, null, `a tag between EXTINF or STREAM-INF and its address: ${line}`);
    const [, tag = '', value = ''] = /^#([A-Z0-9-]+)(?::(.*))?$/.exec(line) ?? assert.fail(`not a tag: ${line}`);
    seen.set(tag, (seen.get(tag) ?? 0) + 1);
    switch (tag) {
      case 'EXTM3U':
      case 'EXT-X-INDEPENDENT-SEGMENTS':
      case 'EXT-X-ENDLIST':
        assert.equal(value, '');
        break;
      case 'EXT-X-VERSION':
        assert.ok(Number(value) >= 6, 'EXT-X-MAP in a playlist of whole pictures and sound needs 6 (section 8)');
        break;
      case 'EXT-X-TARGETDURATION':
        assert.match(value, /^[1-9]\d*$/);
        break;
      case 'EXT-X-MEDIA-SEQUENCE':
        assert.equal(value, '0');
        assert.equal(uris.length, 0, 'before the first segment (4.4.3.2)');
        break;
      case 'EXT-X-PLAYLIST-TYPE':
        assert.equal(value, 'VOD');
        break;
      case 'EXT-X-MAP':
        assert.match(value, attributes);
        assert.match(value, /^URI="[^"]+"$/);
        assert.equal(uris.length, 0, 'it is for the segments behind it (4.4.4.5)');
        break;
      case 'EXTINF':
        assert.match(value, /^\d+\.\d+,$/);
        pending = 'EXTINF';
        break;
      case 'EXT-X-STREAM-INF':
        assert.match(value, attributes);
        assert.match(value, /(^|,)BANDWIDTH=\d+(,|$)/, 'required (4.4.6.2)');
        pending = 'EXT-X-STREAM-INF';
        break;
      default:
        assert.fail(`a tag nobody meant: ${tag}`);
    }
  }
  assert.equal(pending, null, 'the last tag has its address');
  for (const [tag, count] of seen)
    if (tag !== 'EXTINF' && tag !== 'EXT-X-STREAM-INF') assert.equal(count, 1, `${tag} once`);
  const isMedia = seen.has('EXTINF');
  assert.ok(isMedia !== seen.has('EXT-X-STREAM-INF'), 'either kind, never both (4.1)');
  assert.equal(seen.has('EXT-X-TARGETDURATION') && seen.has('EXT-X-ENDLIST'), isMedia);
  assert.ok(uris.length > 0 && new Set(uris).size === uris.length);
  return { uris, kind: isMedia ? 'media' : 'multivariant' };
} // prettier-ignore

test('both playlists are what RFC 8216bis says, for a player of the system as strict as it may be', () => {
  const sound = { width: 0, height: 0, bitrateBps: 160_000 };
  for (const one of [
    plan,
    { ...plan, codecs: null, variants: [plan.variants[0]!] },
    { ...plan, codecs: 'mp4a.40.2', variants: [sound] },
    { ...plan, durationMs: 1, startsMs: [0] },
    { ...plan, durationMs: 7_325_417, startsMs: segmentStarts(7_325_417) },
  ]) {
    assert.equal(parseStrictly(masterPlaylist(one)).uris.length, one.variants.length);
    assert.deepEqual(parseStrictly(mediaPlaylist(one)).uris, one.startsMs.map((_, at) => `${at}.m4s`));
  }
}); // prettier-ignore

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
