import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder, writeFileAtomically } from './files.ts';

/**
 * `open.permit`: the house is open only while this file exists. A deletion works on a full disk, where writing
 * "locked" anywhere would not. It names its generation, so that a copied data folder is not open by accident.
 *
 * @param generations the one it is for; a restore names the old and the new while it flips between them.
 */
export function writePermit(path: string, ...generations: readonly string[]): void {
  const content = `${generations.join('\n')}\n`;
  // One that could not be deleted lies on a disk that may not take a new one either.
  if (existsSync(path) && readFileSync(path, 'utf8') === content) return;
  writeFileAtomically(path, content);
}

/** Close the house. Safe to repeat. */
export function deletePermit(path: string): void {
  try {
    unlinkSync(path); // rmSync names no code for what a disk refuses
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  syncFolder(dirname(path));
}

/**
 * Close the house whatever the disk says: one that cannot be deleted is emptied, which opens nothing either.
 *
 * @returns why it may still open the house after a restart, the code of an error; null: it is gone for good.
 */
export function takePermit(path: string): string | null {
  try {
    deletePermit(path);
    return null;
  } catch (error) {
    const code = codeOf(error);
    return emptyPermit(path) ? null : code;
  }
}

function emptyPermit(path: string): boolean {
  try {
    const fd = openSync(path, 'r+');
    try {
      ftruncateSync(fd);
      fsyncSync(fd);
      return true;
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    codeOf(error);
    return false;
  }
}

/** What the disk said; a bug of ours says nothing, and is thrown on. */
function codeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return code;
}

/** Whether the house may serve: the file is there and names the generation that runs. */
export function isOpen(path: string, generation: string): boolean {
  return existsSync(path) && readFileSync(path, 'utf8').trim().split('\n').includes(generation);
}
