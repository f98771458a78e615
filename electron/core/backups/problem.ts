import { databaseProblem } from '../kernel/index.ts';
import { fail, type Failure, type Result } from '../../../shared/result.ts';

/** Why a backup cannot be made, read or restored. */
export type BackupProblem =
  | 'no-such-file'
  | 'not-a-backup'
  | 'wrong-key'
  | 'truncated'
  | 'damaged'
  | 'hostile'
  | 'newer'
  | 'disk-full'
  | 'place-gone'
  | 'not-writable'
  | 'source-damaged'
  | 'stopped';

/** Carries a problem from deep inside a stream to the use-case, which makes a value of it. */
export class BackupError extends Error {
  readonly code: BackupProblem;
  constructor(code: BackupProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const OF_ERRNO: Readonly<Record<string, readonly [BackupProblem, string]>> = {
  ENOSPC: ['disk-full', 'The disk is full. Free some space, or choose another folder for backups.'],
  EDQUOT: ['disk-full', 'The disk quota is used up. Free some space, or choose another folder for backups.'],
  EACCES: ['not-writable', 'This user may not write there. Give it write access, or choose another folder.'],
  EPERM: ['not-writable', 'This user may not write there. Give it write access, or choose another folder.'],
  EROFS: ['not-writable', 'That disk is read-only. Mount it for writing, or choose another folder.'],
  ENOENT: ['place-gone', 'The folder for backups is not there. Connect its disk, or choose another folder.'],
  ENOTDIR: ['place-gone', 'The folder for backups is not there. Connect its disk, or choose another folder.'],
  ENODEV: ['place-gone', 'The disk of that folder went away. Connect it again, or choose another folder.'],
  EIO: ['place-gone', 'The disk of that folder does not answer. Check its cable, or choose another folder.'],
  ESTALE: ['place-gone', 'The network folder went away. Connect it again, or choose another folder.'],
};

/** The failure behind what was thrown, or null when it is a bug of ours. */
export function backupFailure(error: unknown): Failure<BackupProblem> | null {
  if (error instanceof BackupError) return { code: error.code, message: error.message };
  const known = OF_ERRNO[String((error as NodeJS.ErrnoException).code)];
  if (known) return { code: known[0], message: known[1] };
  switch (databaseProblem(error)) {
    case 'damaged-database':
      return { code: 'damaged', message: 'A database in it is damaged. Choose another backup.' };
    case 'disk-full':
      return { code: 'disk-full', message: OF_ERRNO['ENOSPC']![1] };
    case 'not-writable':
      return { code: 'not-writable', message: OF_ERRNO['EACCES']![1] };
    case 'newer-database':
    case null:
      return null;
  }
}

/** Run a use-case whose expected failures are thrown inside; bugs go on as exceptions. */
export async function asResult<T>(run: () => Promise<T>): Promise<Result<T, BackupProblem>> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    const failure = backupFailure(error);
    if (failure === null) throw error;
    return fail(failure.code, failure.message);
  }
}

const FAULTS_OF_A_FILE: ReadonlySet<string> = new Set<BackupProblem>([
  'no-such-file',
  'not-a-backup',
  'wrong-key',
  'truncated',
  'damaged',
  'hostile',
  'newer',
]);

/** Whether what went wrong says something about the file itself, and not about this computer. */
export const isFaultOfFile = (code: string): boolean => FAULTS_OF_A_FILE.has(code);
