import { constants } from 'node:fs';
import { open, readlink, realpath, type FileHandle } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';

/**
 * The one safe path (law 4): open a file read-only and check that what was *opened* lies inside `root`, after every
 * link was followed (MED-04, MED-11).
 *
 * @param root absolute folder the file must be in.
 * @param path absolute path, made from a database row and never from a request.
 * @returns the open handle, or null when the file is away, is no plain file, or lies elsewhere.
 */
export async function openRealPath(root: string, path: string): Promise<FileHandle | null> {
  let handle: FileHandle;
  try {
    // O_NONBLOCK: opening a pipe somebody put there must not wait for its writer.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
  try {
    const stat = await handle.stat();
    if (stat.isFile() && isInside(await realpath(root), await pathOfOpened(handle, path))) return handle;
  } catch (error) {
    await handle.close();
    if (isAbsence(error)) return null;
    throw error;
  }
  await handle.close();
  return null;
}

/** Whether `path` is `root` or below it; both already resolved. */
export function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`));
}

async function pathOfOpened(handle: FileHandle, path: string): Promise<string> {
  // Linux tells what the descriptor really points at; elsewhere a link swapped within microseconds could slip by.
  return process.platform === 'linux' ? readlink(`/proc/self/fd/${handle.fd}`) : realpath(path);
}

const ABSENT = new Set([
  'ENOENT',
  'ENOTDIR',
  'EACCES',
  'EPERM',
  'ELOOP',
  'EIO',
  'ENXIO',
  'ENODEV',
  'ESTALE',
  'ENAMETOOLONG',
]);
function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ABSENT.has(String(error.code));
}
