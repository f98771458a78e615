import type { FileWindow } from './file-window.ts';

/** A box of ISO/IEC 14496-12, 4.2: where its payload lies in the file. */
export type Box = {
  readonly type: string;
  readonly at: number;
  /** Exclusive; never beyond the parent's end. */
  readonly end: number;
  /** The box says it is longer than what is there: the file was cut. */
  readonly isCut: boolean;
};

// A two-hour film of ours has about a hundred outside its fragments.
const MAX_BOXES = 10_000;

/** Thrown by `BoxWalk` when a file has more boxes than any reader should look at; caught in `mp4.ts`. */
export class TooManyBoxes extends Error {}

/** Lists boxes in a file with one budget for the whole file, so that no nesting can make it long. */
export class BoxWalk {
  readonly window: FileWindow;
  #seen = 0;
  constructor(window: FileWindow) {
    this.window = window;
  }

  /** The box whose header is at a position, or null when none fits there. */
  async boxAt(at: number, end: number): Promise<Box | null> {
    if (at + 8 > end) return null;
    this.#seen += 1;
    if (this.#seen > MAX_BOXES) throw new TooManyBoxes();
    const header = await this.window.readUpTo(at, Math.min(16, end - at));
    return header === null ? null : boxIn(header, at, end);
  }

  /** All boxes between two positions; ends quietly at the first that makes no sense. */
  async children(parent: { readonly at: number; readonly end: number }): Promise<Box[]> {
    const boxes: Box[] = [];
    for (let at = parent.at; ;) {
      const box = await this.boxAt(at, parent.end);
      if (box === null) return boxes;
      boxes.push(box);
      at = box.end;
    }
  }

  /** The boxes at the end of a path of types, every box of each type on the way: `['mdia', 'minf', 'stbl', 'stsd']`. */
  async find(parent: Box, ...types: readonly string[]): Promise<Box | null> {
    let box = parent;
    for (const type of types) {
      const next = (await this.children(box)).find((child) => child.type === type);
      if (next === undefined) return null;
      box = next;
    }
    return box;
  }

  /** A box's payload, at most `limit` bytes of it. */
  async payload(box: Box, limit: number): Promise<Buffer | null> {
    return this.window.read(box.at, Math.min(limit, box.end - box.at));
  }
}

/** The boxes lying in a buffer. Each takes at least 8 bytes, so the buffer's size bounds them. */
export function boxesIn(bytes: Buffer): { readonly type: string; readonly data: Buffer }[] {
  const boxes = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    const box = boxIn(bytes.subarray(at, at + 16), at, bytes.length);
    if (box === null) break;
    boxes.push({ type: box.type, data: bytes.subarray(box.at, box.end) });
    at = box.end;
  }
  return boxes;
}

function boxIn(header: Buffer, at: number, end: number): Box | null {
  if (header.length < 8) return null;
  let size = header.readUInt32BE(0);
  let headerSize = 8;
  if (size === 1) {
    if (header.length < 16) return null;
    const long = header.readBigUInt64BE(8);
    if (long > BigInt(Number.MAX_SAFE_INTEGER)) return null;
    size = Number(long);
    headerSize = 16;
  } else if (size === 0) {
    size = end - at; // to the end
  }
  if (size < headerSize) return null;
  return {
    type: header.toString('latin1', 4, 8),
    at: at + headerSize,
    end: Math.min(at + size, end),
    isCut: at + size > end,
  };
}
