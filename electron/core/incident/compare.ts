import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ok, type Result } from '../../../shared/result.ts';
import { stageGeneration, type BackupProblem } from '../backups/index.ts';
import { generationFiles } from '../kernel/index.ts';
import { factsOf, findDifferences, type Difference } from './differences.ts';

export type CompareInput = {
  readonly file: string;
  readonly identities: readonly string[];
  /** The live database; only read. */
  readonly managerDb: string;
  /** Where the backup is laid out meanwhile; removed at the end. */
  readonly workFolder: string;
};
export type Compared = { readonly madeAt: number; readonly differences: readonly Difference[] };

/** Open a backup beside the house and say what is otherwise now. Changes nothing. */
export async function compareWithBackup(
  input: CompareInput,
  onProgress: (fraction: number) => void,
): Promise<Result<Compared, BackupProblem>> {
  const folder = join(input.workFolder, 'compared');
  try {
    // As a restore would, so that a backup of an earlier version has today's tables.
    const staged = await stageGeneration({ file: input.file, identities: input.identities, folder }, onProgress);
    if (!staged.ok) return staged;
    const then = factsOf(generationFiles(folder).managerDb);
    return ok({ madeAt: staged.value.manifest.madeAt, differences: findDifferences(then, factsOf(input.managerDb)) });
  } finally {
    rmSync(input.workFolder, { recursive: true, force: true });
  }
}
