import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeMp4, makePng } from '../probe/testing/fixtures.ts';
import { pictureFormat } from '../photos/picture-head.ts';
import { pictureArguments, renderPicture } from './render.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-render-'));
const film = join(folder, "quote's -i $(x) film.mp4");
const image = join(folder, 'poster.png');
const signal = new AbortController().signal;
const deps = { ffmpeg: '/usr/bin/ffmpeg', signal };

before(async () => {
  await makeMp4(film, { seconds: 2 });
  await makePng(image);
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Width and height of a JPEG, from its SOF marker. */
function jpegSize(bytes: Buffer): [number, number] {
  for (let at = 2; at < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1]!;
    if (marker >= 0xc0 && marker <= 0xc2) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
  }
  throw new Error('no JPEG');
}

test('a frame of a film becomes a JPEG of at most the asked width', async () => {
  const target = join(folder, 'frame.jpg');
  assert.ok(await renderPicture(deps, { kind: 'frame', path: film, demuxer: 'mov', atMs: 1_000 }, 100, target));
  const [width] = jpegSize(readFileSync(target));
  assert.equal(width, 100);
});

test('MED-12: an image is encoded anew, so nothing hidden in it is served', async () => {
  const target = join(folder, 'image.jpg');
  writeFileSync(image, Buffer.concat([readFileSync(image), Buffer.from('<script>canary</script>')]));
  assert.ok(
    await renderPicture(deps, { kind: 'image', path: image, demuxer: 'png_pipe', orientation: 1 }, 240, target),
  );
  assert.ok(!readFileSync(target).includes('canary'));
});

test('what is no picture gives none, and nothing is left behind', async () => {
  const text = join(folder, 'text.png');
  writeFileSync(text, 'not a picture');
  const target = join(folder, 'nothing.jpg');
  assert.equal(
    await renderPicture(deps, { kind: 'image', path: text, demuxer: 'png_pipe', orientation: 1 }, 240, target),
    false,
  );
  assert.ok(!existsSync(target));
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.tmp')),
    [],
  );
});

test('MED-12: SVG, HTML and text are not taken for pictures, whatever they are called', () => {
  for (const text of ['<svg xmlns="http://www.w3.org/2000/svg">', '<?xml version="1.0"?>', '#EXTM3U', ''])
    assert.equal(pictureFormat(Buffer.from(text)), null, text);
});

test('MED-07, MED-08: arguments are closed names, numbers and one file behind `file:`; no network, no other format', () => {
  const args = pictureArguments({ kind: 'frame', path: '/films/-i;x.mp4', demuxer: 'mov', atMs: 1_500 }, 480);
  const value = (flag: string) => args[args.indexOf(flag) + 1];
  assert.equal(value('-i'), 'file:/films/-i;x.mp4');
  assert.equal(value('-protocol_whitelist'), 'file');
  assert.equal(value('-format_whitelist'), 'mov');
  assert.equal(value('-f'), 'mov');
  assert.equal(args.filter((arg) => arg.includes('films')).length, 1);
});
