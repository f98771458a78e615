import { statfsSync } from 'node:fs';
import { BackupError } from './problem.ts';

/** What must be left for others, so that a backup never is what fills the disk. */
const RESERVE_BYTES = 16 * 1024 * 1024;

/** Bytes that this user may still write on a folder's disk. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** @throws BackupError `disk-full` when a folder's disk has no room for so many bytes. */
export function requireSpace(folder: string, bytes: number): void {
  const missing = bytes + RESERVE_BYTES - freeBytes(folder);
  if (missing <= 0) return;
  const megabytes = Math.ceil(missing / (1024 * 1024));
  throw new BackupError('disk-full', `The disk of ${folder} has too little room: ${megabytes} MB more are needed. Free some space, then try again.`); // prettier-ignore
}
