import { statfsSync } from 'node:fs';
import { BackupError } from './problem.ts';

/** What must be left for others, so that a backup never is what fills the disk. */
const RESERVE_BYTES = 16 * 1024 * 1024;

/** @throws BackupError `disk-full` when a folder's disk has no room for so many bytes. */
export function requireSpace(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const missing = bytes + RESERVE_BYTES - bavail * bsize;
  if (missing <= 0) return;
  const megabytes = Math.ceil(missing / (1024 * 1024));
  throw new BackupError('disk-full', `The disk of ${folder} has too little room: ${megabytes} MB more are needed. Free some space, then try again.`); // prettier-ignore
}
