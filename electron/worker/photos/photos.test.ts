import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { withoutMetadata } from '../artwork/without-metadata.ts';
import { renderPicture } from '../artwork/render.ts';
import { NO_EXIF, readExif } from './exif.ts';
import { readPhoto } from './index.ts';
import { exifBytes, makePicture, withExif, type PictureOptions } from './testing/pictures.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-photos-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const signal = new AbortController().signal;

async function read(name: string) {
  const path = join(folder, name);
  const handle = await open(path);
  try {
    return await readPhoto(signal, handle, (await stat(path)).size);
  } finally {
    await handle.close();
  }
}
async function readMade(name: string, options: PictureOptions = {}) {
  await makePicture(join(folder, name), options);
  const result = await read(name);
  assert.ok(result.ok, result.ok ? '' : result.failure.message);
  return result.value;
}
const refused = async (name: string, bytes: Buffer | string, code: string) => {
  writeFileSync(join(folder, name), bytes);
  const result = await read(name);
  assert.ok(!result.ok, name);
  assert.equal(result.failure.code, code, name);
  assert.match(result.failure.message, /\.$/);
};

test('format and size, by content and not by name', async () => {
  for (const [name, format] of [['a.jpg', 'jpeg'], ['a.png', 'png'], ['a.webp', 'webp'], ['a.gif', 'gif']] as const) {
    const { facts, info } = await readMade(name, { width: 100, height: 60 });
    assert.deepEqual(facts, { format, width: 100, height: 60, takenAt: null, camera: null });
    assert.equal(info.container, format);
  }
  writeFileSync(join(folder, 'png.jpg'), readFileSync(join(folder, 'a.png')));
  const other = await read('png.jpg');
  assert.ok(other.ok && other.value.facts.format === 'png');
}); // prettier-ignore

test('what the camera wrote: when, with what, and how it was held', async () => {
  const exif = { taken: '2024:03:05 10:11:12', make: 'FUJIFILM', model: 'X100V', orientation: 6, latitude: 53.5 };
  const { facts, orientation } = await readMade('exif.jpg', { width: 100, height: 60, exif });
  assert.deepEqual(facts, {
    format: 'jpeg',
    width: 60,
    height: 100,
    takenAt: Date.parse('2024-03-05T10:11:12Z'),
    camera: 'FUJIFILM X100V',
  });
  assert.equal(orientation, 6);
});

test('exif as it comes', () => {
  assert.equal(readExif(exifBytes({ make: 'Canon', model: 'Canon EOS R5' })).camera, 'Canon EOS R5');
  assert.equal(readExif(exifBytes({ make: 'NIKON CORPORATION', model: 'NIKON D850' })).camera, 'NIKON D850');
  assert.equal(readExif(exifBytes({ model: 'Pixel 8' })).camera, 'Pixel 8');
  for (const taken of ['0000:00:00 00:00:00', '    :  :     :  :  ', '2024:13:05 10:11:12', 'yesterday'])
    assert.equal(readExif(exifBytes({ taken })).takenAt, null, taken);
  for (const orientation of [0, 9, 65_535]) assert.equal(readExif(exifBytes({ orientation })).orientation, 1);
  const big = Buffer.from('MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x03\0\0\0\0\0\0', 'latin1');
  assert.equal(readExif(big).orientation, 3);
});

test('Exif that points to itself, beyond its end or nowhere is read as nothing', () => {
  const whole = exifBytes({ taken: '2024:03:05 10:11:12', make: 'A', model: 'B', orientation: 3, latitude: 1 });
  for (let length = 0; length < whole.length; length += 1) readExif(whole.subarray(0, length));
  for (let at = 0; at < whole.length; at += 1)
    for (const byte of [0, 8, 0xff]) {
      const hurt = Buffer.from(whole);
      hurt[at] = byte;
      readExif(hurt);
    }
  assert.deepEqual(readExif(Buffer.from('II*\0\xff\xff\xff\xff', 'latin1')), NO_EXIF);
  assert.deepEqual(readExif(Buffer.from('no exif at all')), NO_EXIF);
});

describe('what is no picture, or none we can show, is said so', () => {
  test('by content', async () => {
    await refused('empty.jpg', '', 'empty');
    await refused('text.jpg', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'not-picture');
    await refused('iphone.heic', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), 'heif');
    await refused('web.avif', Buffer.from('\0\0\0\x18ftypavif\0\0\0\0mif1avif', 'latin1'), 'heif');
    await refused('cut.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), 'truncated');
    await refused('cut.png', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), 'truncated');
  });

  test('MED-12: one that would take gigabytes to decode, before anything decodes it', async () => {
    const png = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xff\0\0\xff\xff\x08\x06\0\0\0\0\0\0\0\0\0\0\0IDAT', 'latin1');
    await refused('bomb.png', png, 'too-large');
    const webp = Buffer.from('RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0\xff\xff\xff\xff\xff\xff', 'latin1');
    await refused('bomb.webp', webp, 'too-large');
  });

  test('cut or hurt anywhere, it is read or refused, and never hangs or throws', async () => {
    for (const name of ['hurt.jpg', 'hurt.png', 'hurt.webp', 'hurt.gif']) {
      await makePicture(join(folder, name), { exif: name === 'hurt.jpg' ? { taken: '2024:03:05 10:11:12', orientation: 8 } : undefined } as PictureOptions);
      const whole = readFileSync(join(folder, name));
      for (let at = 0; at < Math.min(300, whole.length); at += 3) {
        const hurt = Buffer.from(whole);
        hurt[at] = at % 2 === 0 ? 0xff : 0;
        writeFileSync(join(folder, name), at % 3 === 0 ? hurt : hurt.subarray(0, at));
        await read(name);
      }
    }
  });
}); // prettier-ignore

/** Average colour of a quarter of a picture, as "r" or "b": which half it is of. */
function colourAt(path: string, corner: 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right'): string {
  const x = corner.endsWith('right') ? 'iw/2' : '0';
  const y = corner.startsWith('bottom') ? 'ih/2' : '0';
  const rgb = execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-vf', `crop=iw/2:ih/2:${x}:${y},scale=1:1`, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']);
  return rgb[0]! > rgb[2]! ? 'r' : 'b';
} // prettier-ignore

test('pictures are turned as their camera says: all eight ways', async () => {
  // Red left and blue right as stored; Exif tells where the stored left goes.
  const expected = ['rb', 'br', 'br', 'rb', 'rr|bb', 'rr|bb', 'bb|rr', 'bb|rr'];
  for (const [index, look] of expected.entries()) {
    const orientation = (index + 1) as 1;
    const path = join(folder, `turned-${orientation}.jpg`);
    const target = join(folder, `turned-${orientation}-made.jpg`);
    await makePicture(path, { width: 96, height: 64, exif: { orientation } });
    const source = { kind: 'image', path, demuxer: 'jpeg_pipe', orientation } as const;
    assert.ok(await renderPicture({ ffmpeg: 'ffmpeg', signal }, source, 240, target));
    const corners = (['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const).map((corner) => colourAt(target, corner));
    const seen = look.length === 2 ? corners.slice(0, 2).join('') : `${corners[0]}${corners[1]}|${corners[2]}${corners[3]}`;
    assert.equal(seen, look, `orientation ${orientation}`);
  }
}); // prettier-ignore

test('a made picture tells nothing of place, camera or time', async () => {
  const path = join(folder, 'secret.jpg');
  await makePicture(path, { exif: { taken: '2024:03:05 10:11:12', model: 'CAMERACANARY', latitude: 53.5 } });
  assert.ok(readFileSync(path).includes('GPSCANARY'));
  const target = join(folder, 'secret-made.jpg');
  const source = { kind: 'image', path, demuxer: 'jpeg_pipe', orientation: 1 } as const;
  assert.ok(await renderPicture({ ffmpeg: 'ffmpeg', signal }, source, 240, target));
  for (const word of ['CANARY', 'Exif', '2024:03']) assert.ok(!readFileSync(target).includes(word), word);
});

test('segments that tell are taken out of a JPEG, those that show it stay', async () => {
  await makePicture(join(folder, 'plain.jpg'));
  const plain = readFileSync(join(folder, 'plain.jpg'));
  const told = withExif(plain, exifBytes({ model: 'CANARY' }));
  const comment = Buffer.concat([plain.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, 8]), Buffer.from('CANARY'), plain.subarray(2)]);
  const profile = Buffer.concat([plain.subarray(0, 2), Buffer.from([0xff, 0xe2, 0, 8]), Buffer.from('ICC_PR'), plain.subarray(2)]);
  assert.ok(!withoutMetadata(told).includes('CANARY'));
  assert.ok(!withoutMetadata(comment).includes('CANARY'));
  assert.ok(withoutMetadata(profile).includes('ICC_PR'));
  for (const bad of [Buffer.alloc(0), Buffer.from([0xff, 0xd8]), plain.subarray(0, 40), Buffer.from('nothing like it')])
    assert.equal(withoutMetadata(bad).length, 0);
}); // prettier-ignore

test('a strip of a picture becomes no picture of any height', async () => {
  const path = join(folder, 'strip.png');
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'color=red:s=40x6000', '-frames:v', '1', '-update', '1', path]);
  const target = join(folder, 'strip.jpg');
  const source = { kind: 'image', path, demuxer: 'png_pipe', orientation: 1 } as const;
  assert.ok(await renderPicture({ ffmpeg: 'ffmpeg', signal }, source, 240, target));
  const handle = await open(target);
  const made = await readPhoto(signal, handle, (await stat(target)).size);
  await handle.close();
  assert.ok(made.ok && made.value.facts.height <= 480);
}); // prettier-ignore
