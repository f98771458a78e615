import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, statSync, chmodSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

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
  const fd = openSync(temporary, 'w', FILE_MODE);
  try {
    writeFileSync(fd, content);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, path);
  syncFolder(dirname(path));
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
