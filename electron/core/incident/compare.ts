import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ok, type Result } from '../../../shared/result.ts';
import { stageGeneration, type BackupProblem } from '../backups/index.ts';
import { generationFiles, type DataFolder } from '../kernel/index.ts';
import { factsOf, findDifferences, type Difference } from './differences.ts';
import { findFileChanges, type FileChanges } from './file-changes.ts';

export type CompareInput = {
  /** null: there is none, and files are compared with the last scan. */
  readonly backup: { readonly file: string; readonly identities: readonly string[] } | null;
  /** The live databases and their folder; only read. */
  readonly managerDb: string;
  readonly libraryDb: string;
  readonly data: DataFolder;
  /** Where the backup is laid out meanwhile; removed at the end. */
  readonly workFolder: string;
};
export type Compared = {
  /** null: there was no backup. Moment in ms since 1970. */
  readonly backup: { readonly madeAt: number; readonly differences: readonly Difference[] } | null;
  readonly files: FileChanges;
};

/** Open a backup beside the house and say what is otherwise now, in its databases and in its folders. Changes nothing. */
export async function compareWithBackup(
  input: CompareInput,
  onProgress: (fraction: number) => void,
): Promise<Result<Compared, BackupProblem>> {
  const { backup, managerDb, libraryDb, data } = input;
  const folder = join(input.workFolder, 'compared');
  try {
    if (backup === null)
      return ok({ backup: null, files: await findFileChanges({ data, managerDb, libraryDb, before: null }) });
    // As a restore would, so that a backup of an earlier version has today's tables.
    const staged = await stageGeneration({ ...backup, folder }, onProgress);
    if (!staged.ok) return staged;
    const then = generationFiles(folder);
    const { madeAt } = staged.value.manifest;
    const differences = findDifferences(factsOf(then.managerDb), factsOf(managerDb));
    const before = { libraryDb: then.libraryDb, madeAt };
    return ok({
      backup: { madeAt, differences },
      files: await findFileChanges({ data, managerDb, libraryDb, before }),
    });
  } finally {
    rmSync(input.workFolder, { recursive: true, force: true });
  }
}
