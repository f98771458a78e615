import { closeSync, existsSync, fsyncSync, openSync, readSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Result } from '../../../shared/result.ts';
import { FILE_MODE, syncFolder } from '../kernel/index.ts';
import { requireSpace } from './disk-space.ts';
import { asResult, BackupError, type BackupProblem } from './problem.ts';
import { hashFile } from './verify.ts';

export type CopyInput = {
  readonly file: string;
  /** The second place; its disk may not be connected. */
  readonly folder: string;
  /** What the copy must have, read back from there. */
  readonly sha256: string;
};

/** Put a proved backup into a second place: temporary name, synced, renamed, read back (DB-07, DB-12). */
export function copyBackup(input: CopyInput): Promise<Result<null, BackupProblem>> {
  // oxlint-disable-next-line require-await -- what it throws becomes a Result in one place
  return asResult(async () => {
    const { file, folder, sha256 } = input;
    if (!existsSync(folder))
      throw new BackupError('place-gone', `The folder ${folder} is not there. Connect its disk; the copy is tried again by itself.`); // prettier-ignore
    const name = basename(file);
    const temporary = join(folder, `.${name}.part`);
    requireSpace(folder, statSync(file).size);
    try {
      copy(file, temporary);
      renameSync(temporary, join(folder, name));
      syncFolder(folder);
    } finally {
      rmSync(temporary, { force: true });
    }
    if (hashFile(join(folder, name)) !== sha256) {
      rmSync(join(folder, name), { force: true });
      throw new BackupError(
        'damaged',
        `The copy in ${folder} is not what was written, and was removed. Check that disk.`,
      );
    }
    return null;
  });
}

/** Whether two folders lie on one disk, so that one failure would take both (DB-07). */
export const isSameDisk = (a: string, b: string): boolean => statSync(a).dev === statSync(b).dev;

function copy(from: string, to: string): void {
  const source = openSync(from, 'r');
  try {
    const target = openSync(to, 'w', FILE_MODE);
    try {
      const buffer = Buffer.allocUnsafe(256 * 1024);
      for (let got = readSync(source, buffer); got > 0; got = readSync(source, buffer))
        for (let at = 0; at < got;) at += writeSync(target, buffer, at, got - at);
      fsyncSync(target);
    } finally {
      closeSync(target);
    }
  } finally {
    closeSync(source);
  }
}
