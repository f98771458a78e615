import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, statSync } from 'node:fs';
import { open, rename, rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FILE_MODE } from '../kernel/index.ts';

/** ARCHITECTURE 5: room for the evidence of a house whose disk is full. */
export const RESERVE_BYTES = 64 * 1024 * 1024;
const PIECE_BYTES = 1024 * 1024;
/** It is no reserve that takes what others need: only where this much stays free beside it. */
const FREE_BESIDE_BYTES = 2 * RESERVE_BYTES;

/**
 * Keep 64 MB on the disk that can be given up. Made in small pieces, beside everything else, of random bytes: a file
 * system that compresses would give room for nothing else.
 *
 * @returns false where there is no room for it.
 */
export async function keepReserve(path: string): Promise<boolean> {
  if (existsSync(path) && statSync(path).size === RESERVE_BYTES) return true;
  const { bavail, bsize } = await statfs(dirname(path));
  if (bavail * bsize < RESERVE_BYTES + FREE_BESIDE_BYTES) return false;
  const temporary = `${path}.part`;
  const piece = randomBytes(PIECE_BYTES);
  try {
    const file = await open(temporary, 'w', FILE_MODE);
    try {
      for (let written = 0; written < RESERVE_BYTES; written += PIECE_BYTES) await file.write(piece);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    return true;
  } catch (error) {
    await rm(temporary, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOSPC' && code !== 'EDQUOT' && code !== 'ENOENT') throw error;
    return false; // filled up, or the data folder went meanwhile
  }
}

/** Give the room to whoever needs it now. Works on a full disk. Safe to repeat. */
export function freeReserve(path: string): void {
  rmSync(path, { force: true });
  rmSync(`${path}.part`, { force: true });
}
