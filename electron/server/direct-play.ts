import { read } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';

const MIB = 1024 * 1024;
/**
 * Bytes read at once, by how many are reading: large pieces cost least CPU for a byte, and sixty-four readers with two
 * pieces each must stay below 32 MB (PERFORMANCE, direct play and P8).
 */
const PIECES: readonly (readonly [upToReaders: number, bytes: number])[] = [
  [8, MIB],
  [24, MIB / 2],
  [48, MIB / 4],
  [Infinity, MIB / 8],
];
/** Free buffers kept for the next piece, in all. */
const KEPT_BYTES = 16 * MIB;

/** Buffers for reading files, used again and again; allocating one for each piece would keep the collector busy. */
export function createReadPool() {
  const free = new Map<number, Buffer[]>();
  let keptBytes = 0;
  let readers = 0;
  return {
    enter: () => void (readers += 1),
    leave: () => {
      readers -= 1;
      if (readers === 0) {
        free.clear();
        keptBytes = 0;
      }
    },
    take(): Buffer {
      const size = PIECES.find(([upTo]) => readers <= upTo)![1];
      const buffer = free.get(size)?.pop();
      if (!buffer) return Buffer.allocUnsafeSlow(size);
      keptBytes -= size;
      return buffer;
    },
    give(buffer: Buffer): void {
      if (keptBytes + buffer.length > KEPT_BYTES || readers === 0) return;
      keptBytes += buffer.length;
      const same = free.get(buffer.length);
      if (same) same.push(buffer);
      else free.set(buffer.length, [buffer]);
    },
  };
}
export type ReadPool = ReturnType<typeof createReadPool>;

/**
 * Send the bytes `start` to `end` (both included) of an open file on a raw response: pooled reads, one piece read ahead
 * while the piece before it is on its way. Ends the response; closes nothing but it.
 *
 * Resolves when the last byte is handed over or the client is gone. A file that became shorter meanwhile breaks the
 * connection off, because its length was promised already.
 *
 * @throws when the disk fails.
 */
export async function sendBytes(
  pool: ReadPool,
  handle: FileHandle,
  response: ServerResponse,
  start: number,
  end: number,
): Promise<void> {
  pool.enter();
  let position = start;
  const nextPiece = async (): Promise<{ buffer: Buffer; length: number } | null> => {
    const wanted = end - position + 1;
    if (wanted <= 0) return null;
    const buffer = pool.take();
    const length = await readAt(handle.fd, buffer, Math.min(buffer.length, wanted), position);
    position += length;
    if (length > 0) return { buffer, length };
    pool.give(buffer);
    return null;
  };
  try {
    let ahead = nextPiece();
    for (;;) {
      const piece = await ahead;
      if (piece === null) break;
      if (response.destroyed) {
        pool.give(piece.buffer);
        return;
      }
      ahead = nextPiece();
      // Somebody must listen to this promise even when the write below throws.
      ahead.catch(() => {});
      await writePiece(response, piece.buffer.subarray(0, piece.length));
      pool.give(piece.buffer);
    }
    if (position <= end) response.destroy();
    else response.end();
  } finally {
    pool.leave();
  }
}

function readAt(fd: number, buffer: Buffer, length: number, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(fd, buffer, 0, length, position, (error, bytesRead) => (error ? reject(error) : resolve(bytesRead)));
  });
}

/** Resolves when the kernel has the bytes, or the client is gone: only then may the buffer be used again. */
function writePiece(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    response.write(bytes, () => resolve());
  });
}
