import { read } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';

const MIB = 1024 * 1024;
/**
 * Bytes read at once: large pieces cost least CPU for a byte, yet 64 readers must stay below 32 MB in all (PERFORMANCE,
 * direct play and P8), so pieces get smaller as readers get more.
 */
const LARGEST_PIECE = MIB;
const SMALLEST_PIECE = MIB / 16;
const BUDGET_BYTES = 16 * MIB;
/** While few read, each has the next piece read ahead; among many, somebody else's is always ready to be sent. */
const MAX_READING_AHEAD = 8;
/** A player asks range after range; buffers let go in between would be allocated anew for each. */
const KEEP_MS = 10_000;

/** Buffers for reading files, used again and again; allocating one for each piece would keep the collector busy. */
export function createReadPool() {
  let free: Buffer[] = [];
  let readers = 0;
  let pieceBytes = LARGEST_PIECE;
  let timer: NodeJS.Timeout | undefined;

  const setSize = () => {
    const before = pieceBytes;
    const share = BUDGET_BYTES / readers;
    while (pieceBytes > SMALLEST_PIECE && pieceBytes > share) pieceBytes /= 2;
    // Not at the same number as down: readers that come and go around it would throw all buffers away each time.
    while (pieceBytes < LARGEST_PIECE && pieceBytes * 4 <= share) pieceBytes *= 2;
    if (pieceBytes !== before) free = [];
  };
  return {
    enter(): void {
      clearTimeout(timer);
      readers += 1;
      setSize();
    },
    leave(): void {
      readers -= 1;
      if (readers > 0) setSize();
      else timer = setTimeout(() => (free = []), KEEP_MS).unref();
    },
    get readsAhead(): boolean {
      return readers <= MAX_READING_AHEAD;
    },
    take: (): Buffer => free.pop() ?? Buffer.allocUnsafeSlow(pieceBytes),
    give(buffer: Buffer): void {
      // One from when fewer were reading makes several of today's; a smaller one is of no use.
      for (let at = 0; at + pieceBytes <= buffer.length && free.length * pieceBytes < BUDGET_BYTES; at += pieceBytes)
        free.push(buffer.subarray(at, at + pieceBytes));
    },
  };
}
export type ReadPool = ReturnType<typeof createReadPool>;

/**
 * Send the bytes `start` to `end` (both included) of an open file on a raw response: pooled reads, among few readers
 * with one piece read ahead while the piece before it is on its way. Ends the response; closes nothing but it.
 *
 * Resolves when the last byte is handed over or the client is gone. A file that became shorter meanwhile breaks the
 * connection off, because its length was promised already.
 *
 * @param gone aborted when nobody reads any more. A write alone does not tell: a response that waits behind another on
 *   its connection never learns that the connection closed.
 * @throws when the disk fails.
 */
export async function sendBytes(
  pool: ReadPool,
  handle: FileHandle,
  response: ServerResponse,
  start: number,
  end: number,
  gone: AbortSignal,
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
    let ahead: ReturnType<typeof nextPiece> | null = null;
    for (;;) {
      const piece = await (ahead ?? nextPiece());
      if (piece === null) break;
      if (response.destroyed) {
        pool.give(piece.buffer);
        return;
      }
      ahead = pool.readsAhead ? nextPiece() : null;
      // Somebody must listen to this promise even when the write below throws.
      ahead?.catch(() => {});
      if (!(await writePiece(response, piece.buffer.subarray(0, piece.length), gone))) {
        // Its own buffer may still be the kernel's; the one read ahead must be whole before the file is closed.
        const unsent = await ahead;
        if (unsent) pool.give(unsent.buffer);
        return;
      }
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

/** True when the kernel has the bytes: only then may the buffer be used again. False when the client is gone. */
function writePiece(response: ServerResponse, bytes: Buffer, gone: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (gone.aborted) {
      resolve(false);
      return;
    }
    const onGone = () => resolve(false);
    gone.addEventListener('abort', onGone, { once: true });
    response.write(bytes, () => {
      gone.removeEventListener('abort', onGone);
      resolve(true);
    });
  });
}
