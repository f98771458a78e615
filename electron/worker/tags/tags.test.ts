import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { makePng } from '../probe/testing/fixtures.ts';
import { readTrack } from './index.ts';
import { makeTrack, type TrackOptions } from './testing/tracks.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-tags-'));
const cover = join(folder, 'cover.png');
before(() => makePng(cover));
after(() => rmSync(folder, { recursive: true, force: true }));

const FFPROBE = 'ffprobe';
const signal = new AbortController().signal;

async function read(name: string, ffprobePath: string | null = null) {
  const path = join(folder, name);
  const handle = await open(path);
  try {
    return await readTrack({ ffprobePath, signal }, path, handle, (await stat(path)).size);
  } finally {
    await handle.close();
  }
}

async function readMade(name: string, options: TrackOptions = {}, ffprobePath: string | null = null) {
  await makeTrack(join(folder, name), options);
  const result = await read(name, ffprobePath);
  assert.ok(result.ok, result.ok ? '' : result.failure.message);
  return result.value;
}

const tags = {
  title: 'Été à Łódź',
  artist: 'Björk feat. 椎名林檎',
  album_artist: 'Björk',
  album: 'Homogénic',
  track: '3/12',
  disc: '2/2',
  date: '1997-09-22',
  genre: 'Electronic',
  compilation: '1',
};
const meant = {
  title: 'Été à Łódź',
  artist: 'Björk feat. 椎名林檎',
  albumArtist: 'Björk',
  album: 'Homogénic',
  year: 1997,
  track: 3,
  disc: 2,
  genre: 'Electronic',
  isCompilation: true,
};

describe('what ffmpeg wrote is read, without ffprobe', () => {
  const kinds = [
    ['mp3', 'mp3', 'mp3', 44_100],
    ['flac', 'flac', 'flac', 44_100],
    ['m4a', 'mp4', 'aac', 44_100],
    ['ogg', 'ogg', 'vorbis', 44_100],
    ['opus', 'ogg', 'opus', 48_000],
  ] as const;
  for (const [ending, container, codec, sampleRate] of kinds)
    test(ending, async () => {
      const { info, tags: found } = await readMade(`all.${ending}`, { tags, seconds: 3 });
      assert.deepEqual(found, meant);
      assert.equal(info.container, container);
      const [audio, ...others] = info.streams;
      assert.ok(audio?.kind === 'audio' && others.length === 0);
      assert.deepEqual([audio.codec, audio.channels, audio.sampleRate], [codec, 1, sampleRate]);
      assert.ok(Math.abs((info.durationMs ?? 0) - 3_000) < 60, String(info.durationMs));
      assert.ok((info.bitrateBps ?? 0) > 8_000);
    });

  test('wav, whose tags know no album artist', async () => {
    const { info, tags: found } = await readMade('all.wav', { tags });
    assert.deepEqual({ ...found, albumArtist: meant.albumArtist, disc: 2, isCompilation: true }, meant);
    assert.equal(info.durationMs, 1_000);
    assert.equal(info.bitrateBps !== null && Math.round(info.bitrateBps / 10_000), 71); // 44,100 x 16 bit, and a head
  });

  for (const version of [3, 4])
    test(`ID3v2.${version}, in UTF-16 or UTF-8`, async () => {
      const { tags: found } = await readMade(`v${version}.mp3`, { tags, extra: ['-id3v2_version', String(version)] });
      assert.deepEqual(found, meant);
    });
});

test('raw AAC is asked of ffprobe', async () => {
  assert.equal((await readMade('raw.aac', {}, FFPROBE)).info.container, 'aac');
  const without = await read('raw.aac');
  assert.ok(!without.ok && without.failure.code === 'no-ffprobe');
});

test('an MP3 of constant bitrate without a note of its length', async () => {
  const { info } = await readMade('cbr.mp3', { seconds: 4, extra: ['-b:a', '64k', '-write_xing', '0'] });
  assert.ok(Math.abs((info.durationMs ?? 0) - 4_000) < 100, String(info.durationMs));
});

describe('a picture within is seen and not read', () => {
  for (const ending of ['mp3', 'flac', 'm4a'])
    test(ending, async () => {
      const { info, tags: found } = await readMade(`cover.${ending}`, { tags, cover });
      assert.deepEqual(info.streams.map(({ kind }) => kind).toSorted(), ['audio', 'video']);
      assert.ok(info.streams.every((stream) => stream.kind !== 'video' || stream.attachedPicture));
      assert.equal(found.album, meant.album);
    });
});

test('ID3v1 at the end, when there is nothing better', async () => {
  await makeTrack(join(folder, 'one.mp3'), { tags, extra: ['-write_id3v2', '0', '-write_id3v1', '1'] });
  const result = await read('one.mp3');
  assert.ok(result.ok);
  const { track, year, album } = result.value.tags;
  assert.deepEqual([track, year], [3, 1997]);
  assert.ok(album?.startsWith('Homog'));
});

/** An ID3v2 tag of these frames, each its id, its flags and its payload. */
function id3(version: 2 | 3 | 4, flags: number, frames: readonly (readonly [string, number, Buffer])[]): Buffer {
  const sevens = (size: number) => Buffer.from([size >> 21, size >> 14, size >> 7, size].map((byte) => byte & 0x7f));
  const plain = (size: number) => Buffer.from([size >> 24, size >> 16, size >> 8, size].map((byte) => byte & 0xff));
  const body = Buffer.concat(
    frames.map(([id, frameFlags, payload]) =>
      Buffer.concat([
        Buffer.from(id),
        version === 2
          ? plain(payload.length).subarray(1)
          : version === 4
            ? sevens(payload.length)
            : plain(payload.length),
        ...(version === 2 ? [] : [Buffer.from([0, frameFlags])]),
        payload,
      ]),
    ),
  );
  return Buffer.concat([Buffer.from('ID3'), Buffer.from([version, 0, flags]), sevens(body.length), body]);
}
/** The same with a 0 behind each 0xFF, as its flag says; the frames still count without them. */
function unsynchronised(tag: Buffer): Buffer {
  const body = Buffer.from([...tag.subarray(10)].flatMap((byte) => (byte === 0xff ? [byte, 0] : [byte])));
  const head = Buffer.from(tag.subarray(0, 10));
  head[8] = body.length >> 7;
  head[9] = body.length & 0x7f;
  return Buffer.concat([head, body]);
}
const latin = (text: string) => Buffer.from(`\0${text}`, 'latin1');

async function withTag(name: string, tag: Buffer) {
  await makeTrack(join(folder, 'bare.mp3'), { extra: ['-write_id3v2', '0'] });
  writeFileSync(join(folder, name), Buffer.concat([tag, readFileSync(join(folder, 'bare.mp3'))]));
  return read(name);
}

test('tags as other programs write them', async () => {
  const cases: [string, Buffer, Partial<typeof meant>][] = [
    ['2.2.mp3', id3(2, 0, [['TT2', 0, latin('Old')], ['TRK', 0, latin('07')], ['TYE', 0, latin('1988')]]), { title: 'Old', track: 7, year: 1988 }],
    ['several.mp3', id3(4, 0, [['TPE1', 0, Buffer.from('\x03Simon\0Garfunkel')]]), { artist: 'Simon, Garfunkel' }],
    ['first-wins.mp3', id3(3, 0, [['TIT2', 0, latin('One')], ['TIT2', 0, latin('Two')]]), { title: 'One' }],
    ['unsync.mp3', unsynchronised(id3(3, 0x80, [['TIT2', 0, Buffer.from([1, 0xff, 0xfe, 0x48, 0, 0x69, 0])], ['TALB', 0, latin('B')]])), { title: 'Hi', album: 'B' }],
    ['own-frame.mp3', id3(3, 0, [['TXXX', 0, Buffer.from('\0COMPILATION\0' + '1')], ['TALB', 0, latin('B')]]), { isCompilation: true, album: 'B' }],
    ['unsync-frame.mp3', id3(4, 0, [['TIT2', 2, Buffer.from([1, 0xff, 0, 0xfe, 0x48, 0, 0x69, 0])], ['TALB', 0, latin('B')]]), { title: 'Hi', album: 'B' }],
    ['compressed.mp3', id3(4, 0, [['TIT2', 8, Buffer.from('zzzz')], ['TALB', 0, latin('Behind')]]), { title: null as never, album: 'Behind' }],
    ['big-frame.mp3', id3(3, 0, [['COMM', 0, Buffer.alloc(300_000)], ['TALB', 0, latin('Behind')]]), { album: 'Behind' }],
    ['zero.mp3', id3(3, 0, [['TRCK', 0, latin('0/0')], ['TYER', 0, latin('0000')]]), { track: null as never, year: null as never }],
  ]; // prettier-ignore
  for (const [name, tag, expected] of cases) {
    const result = await withTag(name, tag);
    assert.ok(result.ok, name);
    const picked = Object.fromEntries(
      Object.keys(expected).map((key) => [key, result.value.tags[key as keyof typeof meant]]),
    );
    assert.deepEqual(picked, expected, name);
  }
});

test("iTunes's 2.4 tags count plainly", async () => {
  const frame = (id: string, text: string) => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(text.length + 1);
    return Buffer.concat([Buffer.from(id), size, Buffer.from([0, 0]), latin(text)]);
  };
  const body = Buffer.concat([frame('TIT2', 'x'.repeat(200)), frame('TALB', 'Behind'), Buffer.alloc(64)]);
  const tag = Buffer.concat([
    Buffer.from('ID3\x04\0\0'),
    Buffer.from([0, 0, body.length >> 7, body.length & 0x7f]),
    body,
  ]);
  const result = await withTag('itunes.mp3', tag);
  assert.ok(result.ok);
  assert.equal(result.value.tags.album, 'Behind');
});

describe('what is no music is said so', () => {
  const given: Record<string, [Buffer | string, string]> = {
    'empty.mp3': ['', 'empty'],
    'list.mp3': ['#EXTM3U\nhttp://127.0.0.1:9/canary\n', 'playlist'],
    'noise.mp3': [Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * 7_919) % 251)), 'not-media'],
    'tag-only.mp3': [id3(3, 0, [['TIT2', 0, latin('Alone')]]), 'truncated'],
    'endless-tag.mp3': [Buffer.from('ID3\x04\0\0\x7f\x7f\x7f\x7fTIT2'), 'truncated'],
    'flac.flac': [Buffer.from('fLaC\x84\xff\xff\xff'), 'no-ffprobe'],
  };
  for (const [name, [bytes, code]] of Object.entries(given))
    test(`${name}: ${code}`, async () => {
      writeFileSync(join(folder, name), bytes);
      const result = await read(name);
      assert.ok(!result.ok);
      assert.equal(result.failure.code, code);
      assert.match(result.failure.message, /\.$/);
    });
});

test('cut anywhere, or with any byte turned, a file is read or refused, and never hangs or throws', async () => {
  for (const ending of ['mp3', 'flac', 'm4a', 'ogg', 'opus', 'wav']) {
    await makeTrack(join(folder, `whole.${ending}`), {
      tags,
      cover: ending === 'mp3' ? cover : undefined,
    } as TrackOptions);
    const whole = readFileSync(join(folder, `whole.${ending}`));
    const name = `hurt.${ending}`;
    for (let at = 0; at < 400; at += 7) {
      const hurt = Buffer.from(whole);
      hurt[at] = at % 2 === 0 ? 0xff : 0;
      writeFileSync(join(folder, name), at % 3 === 0 ? hurt.subarray(0, at + 40) : hurt);
      await read(name);
    }
  }
});
