import type { FileHandle } from 'node:fs/promises';

/** One read of this many bytes covers the whole header of most files. */
const WINDOW_BYTES = 64 * 1024;
/** The most one answer may hold; longer demands are answered with null. */
export const MAX_READ_BYTES = 1024 * 1024;
// A whole header needs far less. It ends hostile files that send a reader to and fro.
const MAX_TOTAL_BYTES = 32 * 1024 * 1024;

/**
 * A bounded view of an open file for header readers: positions are checked, reads are at most 1 MiB, the sum of
 * reads at most 32 MiB, and neighbouring reads come from one 64 KiB block in memory.
 */
export class FileWindow {
  readonly sizeBytes: number;
  readonly #handle: FileHandle;
  readonly #signal: AbortSignal;
  #block: Buffer = Buffer.alloc(0);
  #blockAt = 0;
  #totalBytes = 0;

  /** @param signal ends every later read by throwing its reason. */
  constructor(handle: FileHandle, sizeBytes: number, signal: AbortSignal) {
    this.#handle = handle;
    this.sizeBytes = sizeBytes;
    this.#signal = signal;
  }

  /**
   * The bytes at a position; a view that stays valid.
   *
   * @returns null when they reach past the file's end, are more than `MAX_READ_BYTES`, or the reading budget is spent.
   * @throws the system's error when reading fails, the signal's reason when it was aborted.
   */
  async read(at: number, length: number): Promise<Buffer | null> {
    if (!Number.isSafeInteger(at) || at < 0 || length < 0 || length > MAX_READ_BYTES) return null;
    if (at + length > this.sizeBytes) return null;
    if (at < this.#blockAt || at + length > this.#blockAt + this.#block.length) {
      if (!(await this.#load(at, Math.max(length, WINDOW_BYTES)))) return null;
      // The file may have become shorter since its size was taken.
      if (at + length > this.#blockAt + this.#block.length) return null;
    }
    return this.#block.subarray(at - this.#blockAt, at - this.#blockAt + length);
  }

  /** Up to `length` bytes at a position: fewer at the file's end. */
  async readUpTo(at: number, length: number): Promise<Buffer | null> {
    return this.read(at, Math.max(0, Math.min(length, this.sizeBytes - at)));
  }

  async #load(at: number, wanted: number): Promise<boolean> {
    this.#signal.throwIfAborted();
    const length = Math.min(wanted, this.sizeBytes - at);
    this.#totalBytes += length;
    if (this.#totalBytes > MAX_TOTAL_BYTES) return false;
    const block = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.#handle.read(block, filled, length - filled, at + filled);
      this.#signal.throwIfAborted();
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    this.#block = block.subarray(0, filled);
    this.#blockAt = at;
    return true;
  }
}
