import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type PictureOptions = {
  /** As stored. Left half red, right half blue. */
  readonly width?: number;
  readonly height?: number;
  readonly exif?: ExifOptions;
};

/** Make a picture; its ending says which kind. Exif goes into JPEG only. */
export async function makePicture(path: string, options: PictureOptions = {}): Promise<void> {
  const { width = 64, height = 48, exif } = options;
  await mkdir(dirname(path), { recursive: true });
  const half = `${width / 2}x${height}`;
  await run('ffmpeg', [
    ...['-v', 'error', '-nostdin', '-y', '-f', 'lavfi', '-i', `color=red:s=${half}`, '-f', 'lavfi', '-i', `color=blue:s=${half}`],
    ...['-filter_complex', 'hstack', '-frames:v', '1', '-update', '1', path],
  ]); // prettier-ignore
  if (exif && path.endsWith('.jpg')) await writeFile(path, withExif(await readFile(path), exifBytes(exif)));
}

export type ExifOptions = {
  readonly orientation?: number;
  /** "2024:03:05 10:11:12" */
  readonly taken?: string;
  readonly make?: string;
  readonly model?: string;
  /** Degrees north; written as a GPS directory whose text says CANARY. */
  readonly latitude?: number;
};

/** Put an Exif segment behind a JPEG's first two bytes. */
export function withExif(jpeg: Buffer, tiff: Buffer): Buffer {
  const payload = Buffer.concat([Buffer.from('Exif\0\0'), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(payload.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, payload, jpeg.subarray(2)]);
}

type Entry = readonly [tag: number, type: number, count: number, value: Buffer];
const ascii = (tag: number, text: string): Entry => [tag, 2, text.length + 1, Buffer.from(`${text}\0`)];
const short = (tag: number, value: number): Entry => [tag, 3, 1, Buffer.from([value & 0xff, value >> 8, 0, 0])];

/** A TIFF structure, little-endian, with the main, the Exif and the GPS directory. */
export function exifBytes({ orientation, taken, make, model, latitude }: ExifOptions): Buffer {
  const main: Entry[] = [];
  if (make !== undefined) main.push(ascii(0x010f, make));
  if (model !== undefined) main.push(ascii(0x0110, model));
  if (orientation !== undefined) main.push(short(0x0112, orientation));
  const camera: Entry[] = taken === undefined ? [] : [ascii(0x9003, taken)];
  const place: Entry[] =
    latitude === undefined
      ? []
      : [
          ascii(0x0001, 'N'),
          [0x0002, 5, 3, rationals(Math.trunc(latitude), Math.round((latitude % 1) * 60), 0)],
          ascii(0x001b, 'GPSCANARY'),
        ];
  const pointers = Number(camera.length > 0) + Number(place.length > 0);
  const mainBytes = directoryBytes(main, 8, pointers);
  const cameraAt = 8 + mainBytes.length;
  const cameraBytes = camera.length > 0 ? directoryBytes(camera, cameraAt) : Buffer.alloc(0);
  const placeAt = cameraAt + cameraBytes.length;
  const placeBytes = place.length > 0 ? directoryBytes(place, placeAt) : Buffer.alloc(0);
  if (camera.length > 0) main.push([0x8769, 4, 1, long(cameraAt)]);
  if (place.length > 0) main.push([0x8825, 4, 1, long(placeAt)]);
  return Buffer.concat([Buffer.from('II*\0\x08\0\0\0', 'latin1'), directoryBytes(main, 8), cameraBytes, placeBytes]);
}

/** @param reserved entries that will be added once the place of what they point to is known. */
function directoryBytes(entries: readonly Entry[], at: number, reserved = 0): Buffer {
  const count = entries.length + reserved;
  const table = Buffer.alloc(2 + count * 12 + 4);
  table.writeUInt16LE(count, 0);
  const values: Buffer[] = [];
  let valueAt = at + table.length;
  for (const [index, [tag, type, length, value]] of entries.entries()) {
    const entry = 2 + index * 12;
    table.writeUInt16LE(tag, entry);
    table.writeUInt16LE(type, entry + 2);
    table.writeUInt32LE(length, entry + 4);
    if (value.length <= 4) value.copy(table, entry + 8);
    else {
      table.writeUInt32LE(valueAt, entry + 8);
      values.push(value);
      valueAt += value.length;
    }
  }
  return Buffer.concat([table, ...values]);
}

function long(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
const rationals = (...values: readonly number[]): Buffer =>
  Buffer.concat(values.flatMap((value) => [long(value), long(1)]));
