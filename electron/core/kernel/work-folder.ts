import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder } from './data-folder.ts';
import { newId } from './ids.ts';

/** Who works on copies of the house, which lie there unsealed. */
const KINDS = ['practice', 'evidence', 'compare', 'vault'] as const;

/** A folder in the cache for copies while some work lasts; whoever works there makes it private and removes it. */
export const workFolder = ({ cache }: Pick<DataFolder, 'cache'>, kind: (typeof KINDS)[number]): string =>
  join(cache, `${kind}-${newId()}`);

/**
 * Remove what work left behind that was killed or cut off. Only while nothing works on this data folder.
 *
 * @returns how many there were.
 */
export function sweepWorkFolders({ cache }: Pick<DataFolder, 'cache'>): number {
  if (!existsSync(cache)) return 0;
  const left = readdirSync(cache).filter((name) => KINDS.some((kind) => name.startsWith(`${kind}-`)));
  for (const name of left) rmSync(join(cache, name), { recursive: true, force: true });
  return left.length;
}
