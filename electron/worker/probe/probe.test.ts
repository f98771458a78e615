import assert from 'node:assert/strict';
import { appendFile, mkdtemp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { askFfprobe, ffprobeArguments } from './ffprobe.ts';
import { probeFile } from './index.ts';
import type { ProbeFailure } from './index.ts';
import { sniff } from './sniff.ts';
import { makeAvi, makeMkv, makeMp4, makeMpegTs, makeOther, makePng, makeRotatedMp4, makeWebm, seededRandom } from './testing/fixtures.ts'; // prettier-ignore
import type { MediaInfo } from '../../core/library/index.ts';
import type { Result } from '../../../shared/result.ts';

const ffprobePath = (process.env['PATH'] ?? '').split(delimiter).map((dir) => join(dir, 'ffprobe')).find(existsSync) ?? 'ffprobe'; // prettier-ignore
const NEVER = new AbortController().signal;
let dir = '';
const at = (name: string): string => join(dir, name);

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'holdfast-probe-'));
});
after(() => rm(dir, { recursive: true, force: true }));

async function probe(
  path: string,
  { ffprobe = null, signal = NEVER }: { readonly ffprobe?: string | null; readonly signal?: AbortSignal } = {},
): Promise<Result<MediaInfo, ProbeFailure>> {
  const handle = await open(path, 'r');
  try {
    return await probeFile({ ffprobePath: ffprobe, signal }, path, handle, (await handle.stat()).size);
  } finally {
    await handle.close();
  }
}

/** The header readers' own answer: without ffprobe, one that needs it fails. */
async function fromHeader(path: string): Promise<MediaInfo> {
  const result = await probe(path);
  assert.ok(result.ok, `header reader did not answer: ${JSON.stringify(result)}`);
  return result.value;
}

async function fails(path: string, code: ProbeFailure, ffprobe: string | null = ffprobePath): Promise<void> {
  const result = await probe(path, { ffprobe });
  assert.ok(!result.ok, `expected ${code}, got a success`);
  assert.equal(result.failure.code, code);
  assert.match(result.failure.message, /^This .*\.$/);
}

/** What both must agree on. ffprobe decodes, so it also knows what headers leave out; those are compared when there. */
function assertAgree(own: MediaInfo, theirs: MediaInfo): void {
  assert.deepEqual(
    own.streams.map((stream) => [stream.kind, stream.index, stream.codec, stream.isDefault]),
    theirs.streams.map((stream) => [stream.kind, stream.index, stream.codec, stream.isDefault]),
  );
  assert.ok(
    Math.abs((own.durationMs ?? 0) - (theirs.durationMs ?? -1e9)) <= 50,
    `${own.durationMs} ${theirs.durationMs}`,
  );
  assert.ok(Math.abs((own.bitrateBps ?? 0) / (theirs.bitrateBps ?? 1) - 1) < 0.05);
  assert.deepEqual(own.chapters, theirs.chapters);
  assert.equal(own.title, theirs.title);
  for (const [n, stream] of own.streams.entries()) {
    const other = theirs.streams[n];
    if (stream.kind === 'video' && other?.kind === 'video') {
      if (!stream.attachedPicture) assert.deepEqual([stream.width, stream.height], [other.width, other.height]);
      assert.deepEqual(
        [stream.hdr, stream.rotation, stream.attachedPicture],
        [other.hdr, other.rotation, other.attachedPicture],
      );
      if (stream.profile !== null) assert.equal(stream.profile, other.profile);
      if (stream.level !== null) assert.equal(stream.level, other.level);
      if (stream.bitDepth !== null) assert.equal(stream.bitDepth, other.bitDepth);
      if (stream.pixelFormat !== undefined) assert.equal(stream.pixelFormat, other.pixelFormat);
      if (stream.frameRate !== null) assert.ok(Math.abs(stream.frameRate - (other.frameRate ?? 0)) < 0.02);
    } else if (stream.kind === 'audio' && other?.kind === 'audio') {
      assert.deepEqual(
        [stream.sampleRate, stream.language, stream.title],
        [other.sampleRate, other.language, other.title],
      );
      if (stream.channels !== null) assert.equal(stream.channels, other.channels);
      if (stream.profile !== null) assert.equal(stream.profile, other.profile);
    } else if (stream.kind === 'subtitle' && other?.kind === 'subtitle') {
      assert.deepEqual([stream.language, stream.isForced], [other.language, other.isForced]);
    } else assert.fail('kinds differ');
  }
}

/** The header readers answer for this file, and as ffprobe does. */
async function agrees(path: string): Promise<MediaInfo> {
  const own = await fromHeader(path);
  const { container, demuxer } = own;
  const theirs = await askFfprobe({
    ffprobePath,
    signal: NEVER,
    path,
    container,
    demuxer,
    sizeBytes: (await stat(path)).size,
  });
  assert.ok(theirs.ok);
  assertAgree(own, theirs.value);
  return own;
}

/** No measure of speed: a loop over a lying length never ends, and a busy machine must not fail the test. */
const HANG_MS = 20_000;

test('an MP4 is read without ffprobe, moov at the end or at the start, and as ffprobe reads it', async () => {
  await makeMp4(at('end.mp4'), { audioLanguage: 'fre', title: 'Tango' });
  await makeMp4(at('start.mp4'), { faststart: true, audioLanguage: 'ger', subtitleLanguage: 'eng', channels: 6 });
  const end = await agrees(at('end.mp4'));
  assert.equal(end.container, 'mp4');
  assert.equal(end.title, 'Tango');
  assert.ok(Math.abs((end.durationMs ?? 0) - 2000) <= 50);
  const [video, audio] = end.streams;
  assert.ok(video?.kind === 'video' && video.codec === 'h264' && video.width === 160 && video.height === 90);
  assert.deepEqual([video.frameRate, video.bitDepth, video.profile, video.hdr], [24, 8, 'Constrained Baseline', 'sdr']);
  assert.ok(audio?.kind === 'audio' && audio.language === 'fr' && audio.channels === 2);
  const start = await agrees(at('start.mp4'));
  assert.ok(start.streams[2]?.kind === 'subtitle' && start.streams[2].language === 'en');
});

test('other codecs an MP4 may hold are read alike', async () => {
  await makeMp4(at('hevc.mp4'), { video: 'hevc10-hdr', audio: 'eac3', channels: 6 });
  await makeMp4(at('ac3.mp4'), { audio: 'ac3', channels: 6 });
  await makeMp4(at('opus.mp4'), { video: 'vp9', audio: 'opus' });
  await makeMp4(at('flac.mp4'), { audio: 'flac', video: 'mpeg4' });
  await makeMp4(at('mp3.mp4'), { audio: 'mp3', channels: 1 });
  await makeMp4(at('quick.mov'), { muxer: 'mov', audio: 'aac', audioLanguage: 'spa' });
  const hevc = await agrees(at('hevc.mp4'));
  assert.ok(
    hevc.streams[0]?.kind === 'video' && hevc.streams[0].hdr === 'hdr10' && hevc.streams[0].profile === 'Main 10',
  );
  for (const name of ['ac3.mp4', 'opus.mp4', 'flac.mp4', 'mp3.mp4']) await agrees(at(name));
  assert.equal((await agrees(at('quick.mov'))).container, 'mov');
});

test('a phone video says how it is to be turned', async () => {
  await makeMp4(at('straight.mp4'));
  for (const degrees of [90, 180, 270] as const) {
    await makeRotatedMp4(at(`turned-${degrees}.mp4`), at('straight.mp4'), degrees);
    const { streams } = await agrees(at(`turned-${degrees}.mp4`));
    assert.ok(streams[0]?.kind === 'video');
    assert.equal(streams[0].rotation, degrees);
  }
});

test('chapters are read, and the text track behind them is no subtitle', async () => {
  const chapters = ['Opening', 'Ça commence', 'End'];
  await makeMp4(at('chapters.mp4'), { chapters });
  await makeMkv(at('chapters.mkv'), { chapters });
  for (const name of ['chapters.mp4', 'chapters.mkv']) {
    const info = await agrees(at(name));
    assert.deepEqual(info.chapters.map(({ startMs, title }) => [startMs, title]), chapters.map((title, n) => [n * 500, title])); // prettier-ignore
    assert.equal(info.streams.length, 2);
  }
});

test('Matroska and WebM are read without ffprobe and as ffprobe reads them', async () => {
  await makeMkv(at('srt.mkv'), {
    audio: 'ac3',
    channels: 6,
    audioLanguage: 'jpn',
    subtitleLanguage: 'dut',
    subtitleForced: true,
    title: 'Ran',
  });
  await makeWebm(at('v.webm'), { audioLanguage: 'por' });
  await makeMkv(at('hevc10.mkv'), { video: 'hevc10', audio: 'flac' });
  await makeMkv(at('hdr.mkv'), { video: 'hevc10-hdr', audio: 'opus' });
  await makeMkv(at('old.mkv'), { video: 'mpeg2', audio: 'mp2' });
  const mkv = await agrees(at('srt.mkv'));
  assert.equal(mkv.container, 'matroska');
  assert.equal(mkv.title, 'Ran');
  assert.ok(mkv.streams[1]?.kind === 'audio' && mkv.streams[1].language === 'ja' && mkv.streams[1].channels === 6);
  assert.ok(mkv.streams[2]?.kind === 'subtitle' && mkv.streams[2].language === 'nl' && mkv.streams[2].isForced);
  assert.equal((await agrees(at('v.webm'))).container, 'webm');
  const ten = await agrees(at('hevc10.mkv'));
  assert.ok(ten.streams[0]?.kind === 'video' && ten.streams[0].bitDepth === 10 && ten.streams[0].hdr === 'sdr');
  const hdr = await agrees(at('hdr.mkv'));
  assert.ok(hdr.streams[0]?.kind === 'video' && hdr.streams[0].hdr === 'hdr10');
  await agrees(at('old.mkv'));
});

test('a cover is an attached picture, not what is played', async () => {
  await makePng(at('cover.png'));
  await makeMkv(at('cover.mkv'), { attachment: at('cover.png') });
  const info = await agrees(at('cover.mkv'));
  assert.deepEqual(info.streams.map((stream) => stream.kind === 'video' && stream.attachedPicture), [false, false, true]); // prettier-ignore
});

test('what the header readers leave alone is asked of ffprobe', async () => {
  const made: [string, string, Promise<void>][] = [
    ['a.ts', 'mpegts', makeMpegTs(at('a.ts'))],
    ['a.m2ts', 'mpegts', makeMpegTs(at('a.m2ts'), { packetBytes: 192 })],
    ['a.avi', 'avi', makeAvi(at('a.avi'))],
    ['a.mpg', 'mpegps', makeOther(at('a.mpg'), 'mpeg')],
    ['a.flv', 'flv', makeOther(at('a.flv'), 'flv')],
    ['a.wmv', 'asf', makeOther(at('a.wmv'), 'asf')],
    ['fragments.mp4', 'mp4', makeMp4(at('fragments.mp4'), { fragmented: true })],
  ];
  await Promise.all(made.map(([, , done]) => done));
  for (const [name, container] of made) {
    await fails(at(name), 'no-ffprobe', null);
    const result = await probe(at(name), { ffprobe: ffprobePath });
    assert.ok(result.ok, `${name}: ${JSON.stringify(result)}`);
    assert.equal(result.value.container, container);
    assert.ok(Math.abs((result.value.durationMs ?? 0) - 2000) < 300, `${name} ${result.value.durationMs}`);
    const [video] = result.value.streams.filter((stream) => stream.kind === 'video');
    assert.deepEqual([video?.width, video?.height], [160, 90]);
  }
  await makeOther(at('a.ogg'), 'ogg');
  await fails(at('a.ogg'), 'no-video');
});

test('a playlist is refused by its content, whatever its name, and never followed', async () => {
  await makeMp4(at('target.mp4'));
  const texts: Record<string, string> = {
    'hls.mp4': `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n${at('target.mp4')}\n#EXT-X-ENDLIST\n`,
    'concat.mkv': `ffconcat version 1.0\nfile '${at('target.mp4')}'\n`,
    'bom.mp4': '\ufeff#EXTM3U\nhttp://192.0.2.1/a.ts\n',
    'sdp.mp4': 'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n',
    'svg.mp4': '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    'dash.mp4': '<?xml version="1.0"?><MPD></MPD>',
    'page.mp4': '\n\n  <!DOCTYPE html><html></html>',
    'rtsp.mov': 'RTSPtextRTSP://192.0.2.1/stream',
    'pls.avi': '[playlist]\nFile1=http://192.0.2.1/\n',
    'plain.mkv': 'Dear diary, today I saw a film.\n',
    'address.mkv': 'concat:/etc/passwd|/etc/hosts',
  };
  for (const [name, text] of Object.entries(texts)) {
    await writeFile(at(name), text);
    await fails(at(name), 'playlist', join(dir, 'a program that would fail if started'));
  }
  await writeFile(at('utf16.mp4'), Buffer.from('\ufeff#EXTM3U\nhttp://192.0.2.1/', 'utf16le'));
  await fails(at('utf16.mp4'), 'playlist');
});

test('a playlist dressed as media is not followed by ffprobe either', async () => {
  await makeMp4(at('inner.mp4'));
  // An mp4 opening, then a playlist: only the mov demuxer may look at it.
  const opening = Buffer.alloc(24);
  opening.writeUInt32BE(24, 0);
  opening.write('ftypisom', 4, 'latin1');
  await writeFile(
    at('dressed.mp4'),
    Buffer.concat([opening, Buffer.from(`\n#EXTM3U\n#EXTINF:2,\n${at('inner.mp4')}\n`)]),
  );
  const result = await probe(at('dressed.mp4'), { ffprobe: ffprobePath });
  assert.ok(!result.ok);
});

test('files that are no video are told apart', async () => {
  await writeFile(at('empty.mp4'), '');
  await fails(at('empty.mp4'), 'empty');
  const random = seededRandom(7);
  await writeFile(at('garbage.mkv'), Buffer.from(Array.from({ length: 9000 }, () => Math.floor(random() * 256))));
  await fails(at('garbage.mkv'), 'not-media');
  await writeFile(at('zeros.mp4'), Buffer.alloc(4096));
  await fails(at('zeros.mp4'), 'not-media');
  await makePng(at('picture.mp4'));
  await fails(at('picture.mp4'), 'not-media');
  await makeMp4(at('song.m4a'), { video: 'none' });
  await fails(at('song.m4a'), 'no-video');
  await makeMkv(at('song.mka'), { video: 'none', audio: 'flac' });
  await fails(at('song.mka'), 'no-video');
});

test('a cut file is truncated when what describes it is gone, and read when it is not', async () => {
  await makeMp4(at('cut-end.mp4'));
  await truncate(at('cut-end.mp4'), Math.floor((await stat(at('cut-end.mp4'))).size / 2));
  await fails(at('cut-end.mp4'), 'truncated');
  await makeMp4(at('cut-moov.mp4'), { faststart: true });
  await truncate(at('cut-moov.mp4'), 400);
  await fails(at('cut-moov.mp4'), 'truncated');
  await makeMp4(at('cut-start.mp4'), { faststart: true });
  await truncate(at('cut-start.mp4'), Math.floor((await stat(at('cut-start.mp4'))).size / 2));
  await fromHeader(at('cut-start.mp4'));
  await makeMkv(at('cut.mkv'));
  await truncate(at('cut.mkv'), Math.floor((await stat(at('cut.mkv'))).size / 2));
  assert.ok(Math.abs(((await fromHeader(at('cut.mkv'))).durationMs ?? 0) - 2000) < 50);
  await makeMkv(at('cut-header.mkv'));
  await truncate(at('cut-header.mkv'), 300);
  await fails(at('cut-header.mkv'), 'truncated');
});

test('a path and its name are never options or other protocols', async () => {
  assert.deepEqual(ffprobeArguments('avi', '/x/-i.avi'), [
    '-v', 'error', '-f', 'avi', '-protocol_whitelist', 'file', '-format_whitelist', 'avi', '-show_format', '-show_streams',
    '-show_chapters', '-of', 'json', '-i', 'file:/x/-i.avi',
  ]); // prettier-ignore
  await makeAvi(at('-i "quoted"; $(x) %d\n.avi'));
  const result = await probe(at('-i "quoted"; $(x) %d\n.avi'), { ffprobe: ffprobePath });
  assert.ok(result.ok);
  await assert.rejects(
    askFfprobe({ ffprobePath, signal: NEVER, path: 'relative.avi', container: 'avi', demuxer: 'avi', sizeBytes: 1 }),
  );
});

test('ffprobe is ended by the signal, by too much output, and its absence has a name', async () => {
  await makeAvi(at('wait.avi'));
  const script = async (name: string, body: string): Promise<string> => {
    await writeFile(at(name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    return at(name);
  };
  const signal = AbortSignal.timeout(300);
  const slow = await probe(at('wait.avi'), { ffprobe: await script('slow', 'exec sleep 60'), signal });
  assert.ok(!slow.ok && slow.failure.code === 'timeout');
  const aborted = await probe(at('wait.avi'), { ffprobe: ffprobePath, signal: AbortSignal.abort() });
  assert.ok(!aborted.ok && aborted.failure.code === 'timeout');
  await fails(at('wait.avi'), 'unreadable', await script('loud', 'exec cat /dev/zero'));
  await fails(at('wait.avi'), 'unreadable', await script('wrong', 'echo "[1,2"'));
  await fails(at('wait.avi'), 'unreadable', await script('failing', 'exit 1'));
  await fails(at('wait.avi'), 'no-ffprobe', at('not-there'));
  // Nothing of our environment but PATH reaches it (a shell adds variables of its own).
  const seen = await script('env', `env > "${at('seen')}"; exit 1`);
  await probe(at('wait.avi'), { ffprobe: seen });
  const names = (await readFile(at('seen'), 'utf8')).split('\n').map((line) => line.split('=')[0]);
  assert.deepEqual(names.filter((name) => name && !['PATH', 'PWD', 'SHLVL', '_', 'OLDPWD'].includes(name)), []); // prettier-ignore
});

test('a disk error is a failure, a closed handle too', async () => {
  await makeMp4(at('gone.mp4'));
  const handle = await open(at('gone.mp4'), 'r');
  await handle.close();
  const result = await probeFile({ ffprobePath: null, signal: NEVER }, at('gone.mp4'), handle, 1000);
  assert.ok(!result.ok && result.failure.code === 'unreadable');
});

test('600 damaged copies end quickly with an answer, never an exception', async () => {
  await makeMp4(at('seed.mp4'), { faststart: true, subtitleLanguage: 'eng', chapters: ['a', 'b'] });
  await makeMp4(at('seed-end.mp4'), { title: 'x' });
  await makeMkv(at('seed.mkv'), { audio: 'ac3', subtitleLanguage: 'eng', chapters: ['a', 'b'] });
  const random = seededRandom(20_260_101);
  for (const name of ['seed.mp4', 'seed-end.mp4', 'seed.mkv']) {
    const whole = await readFile(at(name));
    const moov = Math.max(0, whole.indexOf('moov') - 64);
    for (let copy = 0; copy < 200; copy += 1) {
      const bytes = Buffer.from(whole);
      const flips = 1 + Math.floor(random() * 12);
      for (let flip = 0; flip < flips; flip += 1) {
        // Half of them where the header is.
        const span = random() < 0.5 ? bytes.length : 4000;
        const place = (span === 4000 && name === 'seed-end.mp4' ? moov : 0) + Math.floor(random() * span);
        bytes[Math.min(place, bytes.length - 1)] = random() < 0.3 ? 0xff : Math.floor(random() * 256);
      }
      const kept = random() < 0.3 ? Math.floor(random() * bytes.length) : bytes.length;
      await writeFile(at('damaged'), bytes.subarray(0, kept));
      const started = performance.now();
      await probe(at('damaged'));
      assert.ok(performance.now() - started < HANG_MS);
    }
  }
});

test('hostile nesting and sizes end', async () => {
  const box = (type: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(8 + body.length, 0);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, body]);
  };
  const ftyp = box('ftyp', Buffer.from('isom\0\0\0\0isom'));
  let nested: Buffer = Buffer.alloc(0);
  for (let depth = 0; depth < 5000; depth += 1) nested = box('moov', nested);
  const manyBoxes = Buffer.concat(Array.from({ length: 200_000 }, () => box('free', Buffer.alloc(0))));
  const manyTracks = box('moov', Buffer.concat([box('mvhd', Buffer.alloc(100)), ...Array.from({ length: 20_000 }, () => box('trak', Buffer.alloc(0)))])); // prettier-ignore
  const huge = Buffer.from('00000001666f6f6f7fffffffffffffff', 'hex');
  const ebml = Buffer.from('1a45dfa3a3428288', 'hex');
  const matroska = Buffer.concat([ebml, Buffer.from('matroska'), Buffer.alloc(23, 0xec), Buffer.from('18538067ffffffffffffffff'.slice(0, 24), 'hex')]); // prettier-ignore
  const voids = Buffer.concat([matroska, Buffer.from('ec80'.repeat(300_000), 'hex')]);
  const longTracks = Buffer.concat([
    matroska,
    Buffer.from('1549a96680', 'hex'),
    Buffer.from('1654ae6b0800ffffffffff', 'hex'),
  ]);
  const files = { nested: Buffer.concat([ftyp, nested]), manyBoxes: Buffer.concat([ftyp, manyBoxes]), manyTracks: Buffer.concat([ftyp, manyTracks]), huge: Buffer.concat([ftyp, huge]), voids, longTracks }; // prettier-ignore
  for (const [name, bytes] of Object.entries(files)) {
    await writeFile(at(name), bytes);
    const started = performance.now();
    const result = await probe(at(name));
    assert.ok(!result.ok, name);
    assert.ok(performance.now() - started < HANG_MS, name);
  }
});

test('a file that grows or shrinks under the reader is no crash', async () => {
  await makeMp4(at('shrinks.mp4'));
  const handle = await open(at('shrinks.mp4'), 'r');
  const { size } = await handle.stat();
  await truncate(at('shrinks.mp4'), 100);
  const result = await probeFile({ ffprobePath: null, signal: NEVER }, at('shrinks.mp4'), handle, size);
  assert.ok(!result.ok);
  await appendFile(at('shrinks.mp4'), 'x');
  await handle.close();
});

test('the first bytes alone tell the container', () => {
  const cases: [string, Buffer, string][] = [
    ['mp4', Buffer.from('00000018667479706d70343200000000', 'hex'), 'mp4'],
    ['quicktime brand', Buffer.from('0000001466747970717420200000000000', 'hex'), 'mov'],
    ['old quicktime', Buffer.from('00000008776964650000000000000000', 'hex'), 'mov'],
    ['heic picture', Buffer.from('00000018667479706865696300000000', 'hex'), 'unknown'],
    ['wave sound', Buffer.from('RIFF\0\0\0\0WAVEfmt ', 'latin1'), 'unknown'],
    ['program stream', Buffer.from('000001ba44000400', 'hex'), 'mpegps'],
    ['nothing', Buffer.alloc(0), 'unknown'],
    ['one byte', Buffer.from([0x47]), 'playlist'],
    ['a script', Buffer.from('#!/bin/sh\necho\n'), 'playlist'],
  ];
  for (const [name, head, expected] of cases) {
    const found = sniff(head);
    assert.equal(found.kind === 'media' ? found.container : found.kind, expected, name);
  }
});
