import { clockMoment } from '../../core/library/index.ts';
import { plainText } from '../probe/mp4.ts';

/** How a picture is to be turned and mirrored for showing (TIFF 6.0, Orientation): 1 is as stored. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export type Exif = {
  readonly orientation: Orientation;
  /** By the clock that was there, ms as if that clock were UTC. */
  readonly takenAt: number | null;
  readonly camera: string | null;
};

export const NO_EXIF: Exif = { orientation: 1, takenAt: null, camera: null };

// Exif 2.32, 4.6. The place (0x8825, GPS) is left out on purpose: what is not read cannot be told.
const MAKE = 0x010f;
const MODEL = 0x0110;
const ORIENTATION = 0x0112;
const EXIF_IFD = 0x8769;
const TAKEN = 0x9003;
const DIGITIZED = 0x9004;

const ASCII = 2;
const SHORT = 3;
const LONG = 4;
const MAX_ENTRIES = 256;
const MAX_TEXT_BYTES = 128;

/**
 * Read a TIFF structure as Exif has it: the main directory and the one of the camera. Two directories, each bounded, so
 * that no loop of them can hold the reader.
 */
export function readExif(tiff: Buffer): Exif {
  const order = tiff.toString('latin1', 0, 2);
  if (tiff.length < 8 || (order !== 'II' && order !== 'MM')) return NO_EXIF;
  const isLittle = order === 'II';
  const short = (at: number): number => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const long = (at: number): number => (isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  if (short(2) !== 42) return NO_EXIF;

  /** Where the entry of each tag lies. */
  const directory = (at: number): Map<number, number> => {
    const entries = new Map<number, number>();
    if (at + 2 > tiff.length) return entries;
    const count = Math.min(short(at), MAX_ENTRIES);
    for (let entry = at + 2; entry < at + 2 + count * 12 && entry + 12 <= tiff.length; entry += 12)
      entries.set(short(entry), entry);
    return entries;
  };
  const text = (entry: number | undefined): string | null => {
    if (entry === undefined || short(entry + 2) !== ASCII) return null;
    const length = Math.min(long(entry + 4), MAX_TEXT_BYTES);
    const at = long(entry + 4) <= 4 ? entry + 8 : long(entry + 8);
    return plainText(tiff.toString('utf8', at, Math.min(at + length, tiff.length)).split('\0')[0] ?? '');
  };
  const main = directory(long(4));
  const pointer = main.get(EXIF_IFD);
  const camera = pointer !== undefined && short(pointer + 2) === LONG ? directory(long(pointer + 8)) : new Map<number, number>(); // prettier-ignore
  const turned = main.get(ORIENTATION);
  const orientation = turned !== undefined && short(turned + 2) === SHORT ? short(turned + 8) : 1;
  return {
    orientation: orientation >= 1 && orientation <= 8 ? (orientation as Orientation) : 1,
    takenAt: momentOf(text(camera.get(TAKEN))) ?? momentOf(text(camera.get(DIGITIZED))),
    camera: cameraOf(text(main.get(MAKE)), text(main.get(MODEL))),
  };
}

/** "2024:03:05 10:11:12"; what was never set is zeros or spaces. */
function momentOf(text: string | null): number | null {
  const match = /^(\d{4})[:-](\d{2})[:-](\d{2})[ T](\d{2}):(\d{2}):(\d{2})/.exec(text ?? '');
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [number, number, number, number, number, number]; // prettier-ignore
  return clockMoment(year, month, day, hour, minute, second);
}

/** Many write their name into the model, too. */
function cameraOf(make: string | null, model: string | null): string | null {
  if (make === null || model === null) return model ?? make;
  const brand = make.split(' ')[0]!.toLowerCase();
  return model.toLowerCase().startsWith(brand) ? model : `${make} ${model}`;
}
