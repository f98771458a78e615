import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder, writeFileAtomically } from './files.ts';

/**
 * `open.permit`: the house is open only while this file exists. A deletion works on a full disk, where writing
 * "locked" anywhere would not. It names its generation, so that a copied data folder is not open by accident.
 *
 * @param generations the one it is for; a restore names the old and the new while it flips between them.
 */
export function writePermit(path: string, ...generations: readonly string[]): void {
  writeFileAtomically(path, `${generations.join('\n')}\n`);
}

/** Close the house. Safe to repeat. */
export function deletePermit(path: string): void {
  rmSync(path, { force: true });
  syncFolder(dirname(path));
}

/** Whether the house may serve: the file is there and names the generation that runs. */
export function isOpen(path: string, generation: string): boolean {
  return existsSync(path) && readFileSync(path, 'utf8').trim().split('\n').includes(generation);
}
