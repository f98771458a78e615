import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Only the owner of the process may enter (MED-03). */
export const FOLDER_MODE = 0o700;
/** Only the owner of the process may read (MED-03). */
export const FILE_MODE = 0o600;

/** Make a folder only this user can enter; an existing one is narrowed to that. */
export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: FOLDER_MODE });
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) chmodSync(path, FOLDER_MODE);
}

/**
 * Replace a file so that after a power cut it is whole, old or new: written beside, synced, renamed, folder synced.
 */
export function writeFileAtomically(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeSynced(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true }); // a full disk took half of it
    throw error;
  }
  syncFolder(dirname(path));
}

function writeSynced(path: string, content: string | Uint8Array): void {
  const fd = openSync(path, 'w', FILE_MODE);
  try {
    writeFileSync(fd, content);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

const HALF_WRITTEN = /\.(\d+)\.tmp$/;

/**
 * Remove what processes that were ended in the middle of `writeFileAtomically` left in a folder. What somebody else still
 * writes there stays; this process must not be writing there.
 *
 * @returns how many there were.
 */
export function sweepHalfWritten(folder: string): number {
  if (!existsSync(folder)) return 0;
  const left = readdirSync(folder).filter((name) => {
    const pid = Number(HALF_WRITTEN.exec(name)?.[1]);
    // In a container every start may have the same number.
    return !Number.isNaN(pid) && (pid === process.pid || !isAlive(pid));
  });
  for (const name of left) rmSync(join(folder, name), { force: true });
  return left.length;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'; // one that is not ours to ask is alive too
  }
}

/** Make a rename or a deletion in a folder survive a power cut. */
export function syncFolder(path: string): void {
  // Windows cannot open a folder for syncing; NTFS journals the rename itself.
  if (process.platform === 'win32') return;
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
