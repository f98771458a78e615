import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

export type FoundFile = {
  readonly path: string;
  readonly isFolder: boolean;
  /** Permission bits. */
  readonly mode: number;
  readonly sizeBytes: number;
  /** ms since 1970. */
  readonly changedAt: number;
};

/** A cache of segments may hold a hundred thousand; what we look for shows in the first ones. */
export const MOST_FILES = 20_000;
const BREATH_EVERY = 200;

/**
 * A folder and all in it, links not followed; nothing when it is not there.
 *
 * @param most where it ends: whoever gets so many has not seen all there is.
 */
export async function findFiles(
  root: string,
  skips: (path: string) => boolean = () => false,
  most = MOST_FILES,
): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  const look = async (path: string): Promise<void> => {
    if (found.length >= most || skips(path)) return;
    const stat = await lstat(path).catch(() => null);
    if (stat === null || !(stat.isFile() || stat.isDirectory())) return;
    found.push({
      path,
      isFolder: stat.isDirectory(),
      mode: stat.mode & 0o777,
      sizeBytes: stat.size,
      changedAt: stat.mtimeMs,
    });
    if (found.length % BREATH_EVERY === 0) await nextTurn();
    if (!stat.isDirectory()) return;
    // Closed by the loop. A folder that went meanwhile holds nothing.
    const folder = await opendir(path).catch(() => null);
    if (folder === null) return;
    for await (const entry of folder) await look(join(path, entry.name));
  };
  await look(root);
  return found;
}

/** Whether anybody but its owner may do something with it (MED-03). Modes mean nothing on Windows. */
export const isOpenToOthers = (file: FoundFile): boolean => (file.mode & 0o077) !== 0;

export const modeText = ({ mode }: Pick<FoundFile, 'mode'>): string => mode.toString(8).padStart(4, '0');
