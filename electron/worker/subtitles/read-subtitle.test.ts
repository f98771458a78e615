import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { MAX_SUBTITLE_FILE_BYTES, readSubtitle } from './read-subtitle.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-subtitles-')));
after(() => rmSync(root, { recursive: true, force: true }));

const SRT = '1\r\n00:00:01,000 --> 00:00:02,000\r\nGrüße – “schön”\r\n';
const WINDOWS = Buffer.from(SRT.replace('–', '\x96').replace('“', '\x93').replace('”', '\x94'), 'latin1');

async function read(content: string | Buffer) {
  const path = join(root, 'file.srt');
  writeFileSync(path, content);
  return readSubtitle(root, path);
}

test('words are read in UTF-8, UTF-16 with its mark, and windows-1252', async () => {
  const utf16 = Buffer.from(`\ufeff${SRT}`, 'utf16le');
  for (const bytes of [Buffer.from(SRT), Buffer.from(`\ufeff${SRT}`), utf16, Buffer.from(utf16).swap16(), WINDOWS]) {
    const found = await read(bytes);
    assert.deepEqual([found?.demuxer, found?.text], ['srt', SRT.replaceAll('\r\n', '\n')]);
    assert.equal(found?.sizeBytes, bytes.length);
  }
});

test('the content says what it is, not the ending', async () => {
  assert.equal((await read('WEBVTT\n\n00:01.000 --> 00:02.000\nx\n'))?.demuxer, 'webvtt');
  assert.equal((await read('\n[Script Info]\nTitle: x\n'))?.demuxer, 'ass');
});

test('MED-08, MED-12: what is no subtitle inside, or too large, is none', async () => {
  for (const content of [
    '',
    'Only words.',
    '#EXTM3U\nhttp://127.0.0.1:9/canary\n',
    'ffconcat version 1.0\nfile /etc/passwd\n',
    '<html><script>1</script></html>',
    `${SRT}\0`,
    Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0, 1, 2, 3]),
  ])
    assert.equal(await read(content), null, String(content));
  const large = join(root, 'large.srt');
  writeFileSync(large, SRT.repeat(1 + Math.floor(MAX_SUBTITLE_FILE_BYTES / Buffer.byteLength(SRT))));
  assert.equal(await readSubtitle(root, large), null);
  truncateSync(large, Buffer.byteLength(SRT));
  assert.equal((await readSubtitle(root, large))?.demuxer, 'srt');
});

test('MED-11: a link out of the library is not followed', { skip: process.platform === 'win32' }, async () => {
  const outside = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-outside-')));
  try {
    writeFileSync(join(outside, 'file.srt'), SRT);
    symlinkSync(join(outside, 'file.srt'), join(root, 'link.srt'));
    assert.equal(await readSubtitle(root, join(root, 'link.srt')), null);
  } finally {
    rmSync(outside, { recursive: true });
  }
});
