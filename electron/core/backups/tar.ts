import { BackupError } from './problem.ts';

/**
 * The container inside a backup: plain ustar (POSIX.1-1988), so that `age -d … | tar x` needs nothing of ours. Written and
 * read by the little we use of it, because what we read may be hostile: regular files with names we know, and nothing else.
 */
const BLOCK = 512;
/** Eleven octal digits. No home has a database of 8 GB; it is refused, not cut. */
const LARGEST_ENTRY = 8 ** 11 - 1;

export type Entry = { readonly name: string; readonly sizeBytes: number };

/** The header block of one file. */
export function tarHeader({ name, sizeBytes }: Entry, madeAtMs: number): Buffer {
  if (sizeBytes > LARGEST_ENTRY) throw new Error(`${name} is too large for a backup`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, length: number) =>
    block.write(
      `${Math.floor(value)
        .toString(8)
        .padStart(length - 1, '0')}\0`,
      at,
      'latin1',
    );
  block.write(name, 0, 100, 'latin1');
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(sizeBytes, 124, 12);
  octal(madeAtMs / 1000, 136, 12);
  block.write('        ', 148, 'latin1');
  block.write('0', 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  block.write(`${checksum(block).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** What fills an entry up to whole blocks. */
export const tarPadding = (sizeBytes: number): Buffer => Buffer.alloc((BLOCK - (sizeBytes % BLOCK)) % BLOCK);

export const tarEnd = (): Buffer => Buffer.alloc(2 * BLOCK);

/** Bytes of an archive with these entries. */
export const tarSize = (entries: readonly Entry[]): number =>
  entries.reduce((sum, { sizeBytes }) => sum + BLOCK + sizeBytes + tarPadding(sizeBytes).length, 2 * BLOCK);

/** Takes an archive apart as it streams by. */
export type TarReader = {
  /** The next entry's header; null at the archive's end, after which nothing but the end may come. */
  readonly nextEntry: () => Entry | null;
  /** Hand the entry's content to `take` piece by piece. */
  readonly content: (entry: Entry, take: (bytes: Buffer) => void) => void;
};

/** @param next pieces of the archive; null at its end. */
export function readTar(next: () => Buffer | null): TarReader {
  let held: Buffer = Buffer.alloc(0);
  const pull = (): boolean => {
    const more = next();
    if (more === null) return false;
    held = more;
    return true;
  };
  /** Pass on exactly `bytes` bytes. */
  const pass = (bytes: number, take: (piece: Buffer) => void) => {
    for (let left = bytes; left > 0;) {
      if (held.length === 0 && !pull()) throw notOurs('it ends in the middle');
      const piece = held.subarray(0, left);
      held = held.subarray(piece.length);
      left -= piece.length;
      take(piece);
    }
  };
  const block = (): Buffer => {
    const pieces: Buffer[] = [];
    pass(BLOCK, (piece) => pieces.push(Buffer.from(piece)));
    return Buffer.concat(pieces);
  };
  return {
    nextEntry() {
      const header = block();
      if (header.every((byte) => byte === 0)) {
        if (!block().every((byte) => byte === 0)) throw notOurs('its end is not one');
        if (held.length > 0 || pull()) throw notOurs('something follows its end');
        return null;
      }
      return parseHeader(header);
    },
    content(entry, take) {
      pass(entry.sizeBytes, take);
      pass(tarPadding(entry.sizeBytes).length, () => {});
    },
  };
}

function parseHeader(block: Buffer): Entry {
  const text = (at: number, length: number) => {
    const field = block.toString('latin1', at, at + length);
    return field.slice(0, field.indexOf('\0') < 0 ? length : field.indexOf('\0'));
  };
  const octal = (at: number, length: number) => {
    const digits = text(at, length).trim();
    if (!/^[0-7]+$/.test(digits)) throw notOurs('a number in it is none');
    return Number.parseInt(digits, 8);
  };
  if (text(257, 5) !== 'ustar' || octal(148, 8) !== checksum(block)) throw notOurs('a header in it does not hold');
  if (text(156, 1) !== '0' || text(345, 155) !== '') throw notOurs('it holds more than plain files');
  return { name: text(0, 100), sizeBytes: octal(124, 12) };
}

/** All bytes, with the checksum's own field taken as blanks. */
const checksum = (block: Buffer): number =>
  block.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);

const notOurs = (why: string) =>
  new BackupError('hostile', `Holdfast did not make the content of this file: ${why}. Nothing was changed.`);
