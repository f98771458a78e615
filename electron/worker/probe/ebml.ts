import type { FileWindow } from './file-window.ts';

/** An EBML element (RFC 8794, section 6): where its data lies. */
export type Element = {
  readonly id: number;
  readonly at: number;
  /** Exclusive; null when the writer did not know the size (RFC 8794, 6.2). May lie beyond the file's end. */
  readonly end: number | null;
};

/** The element whose header stands at the start of `head`, which was read at `at`; null when none does. */
export function elementIn(head: Buffer, at: number): Element | null {
  const first = head[0];
  if (first === undefined || first < 0x10) return null; // Element IDs have at most 4 bytes
  const idLength = Math.clz32(first) - 23;
  const sizeFirst = head[idLength];
  if (sizeFirst === undefined || sizeFirst === 0) return null;
  const sizeLength = Math.clz32(sizeFirst) - 23;
  const headerLength = idLength + sizeLength;
  if (head.length < headerLength) return null;
  let size = sizeFirst & (0xff >> sizeLength);
  let isUnknown = size === 0xff >> sizeLength;
  for (let next = idLength + 1; next < headerLength; next += 1) {
    const byte = head[next] ?? 0;
    size = size * 256 + byte;
    isUnknown &&= byte === 0xff;
  }
  if (!isUnknown && !Number.isSafeInteger(at + headerLength + size)) return null;
  return { id: head.readUIntBE(0, idLength), at: at + headerLength, end: isUnknown ? null : at + headerLength + size };
}

/** Reads element headers from a file, with one budget for the whole file. */
export class EbmlWalk {
  readonly window: FileWindow;
  #left: number;
  /** @param budget how many headers may be read before every answer is null. */
  constructor(window: FileWindow, budget: number) {
    this.window = window;
    this.#left = budget;
  }

  async elementAt(at: number, end: number): Promise<Element | null> {
    this.#left -= 1;
    if (this.#left < 0 || at >= end) return null;
    const head = await this.window.readUpTo(at, Math.min(12, end - at));
    return head && elementIn(head, at);
  }

  /** An element's whole data, or null when it is larger than the window gives, or cut. */
  async data(element: Element): Promise<Buffer | null> {
    return element.end === null ? null : this.window.read(element.at, element.end - element.at);
  }
}

/** The children in a master element's data. Each takes at least 2 bytes, so the buffer's size bounds them. */
export class Master {
  readonly #children: readonly { readonly id: number; readonly data: Buffer }[];
  constructor(data: Buffer) {
    const children = [];
    for (let at = 0; at < data.length;) {
      const element = elementIn(data.subarray(at, at + 12), at);
      // An unknown size is allowed to Segment and Cluster only; neither is read this way.
      if (element === null || element.end === null || element.end > data.length) break;
      children.push({ id: element.id, data: data.subarray(element.at, element.end) });
      at = element.end;
    }
    this.#children = children;
  }

  all(id: number): Buffer[] {
    return this.#children.filter((child) => child.id === id).map((child) => child.data);
  }
  first(id: number): Buffer | undefined {
    return this.#children.find((child) => child.id === id)?.data;
  }
  master(id: number): Master | undefined {
    const data = this.first(id);
    return data && new Master(data);
  }
  masters(id: number): Master[] {
    return this.all(id).map((data) => new Master(data));
  }
  /** An unsigned integer of at most 8 bytes; beyond 2^53 as undefined, like a missing one. */
  uint(id: number): number | undefined {
    const data = this.first(id);
    if (data === undefined || data.length > 8) return undefined;
    let value = 0;
    for (const byte of data) value = value * 256 + byte;
    return Number.isSafeInteger(value) ? value : undefined;
  }
  float(id: number): number | undefined {
    const data = this.first(id);
    const value = data?.length === 4 ? data.readFloatBE(0) : data?.length === 8 ? data.readDoubleBE(0) : undefined;
    return value !== undefined && Number.isFinite(value) ? value : undefined;
  }
  /** Text up to its first NUL (RFC 8794, 7.4 and 7.5), at most 1,000 bytes of it. */
  text(id: number): string | undefined {
    return this.first(id)?.toString('utf8', 0, 1000).split('\0')[0];
  }
}
