import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { claimDataFolder, dataFolder, defaultDataFolder, type Instance } from '../core/kernel/index.ts';
import { CommandError, EXIT } from './exit-codes.ts';

/** The data folder a command means: `--data-dir`, else the system's place. Absolute. */
export const dataDir = (given: string | undefined): string => resolve(given ?? defaultDataFolder());

/** The claim on a data folder for a command that runs alone on it. @throws CommandError when another has it, or it is unusable. */
export function claim(root: string): Instance {
  const claimed = claimDataFolder(root);
  if (claimed.ok) return claimed.value;
  const { code, message } = claimed.failure;
  throw new CommandError(code === 'in-use' ? EXIT.dataFolderInUse : EXIT.dataFolderNotUsable, message);
}

/**
 * Refuse a folder that is not Holdfast's before anything is written to it: another one, mistyped, must not pass for the
 * house that serves on.
 *
 * @param undone what did not happen then, a sentence.
 * @throws CommandError `dataFolderNotUsable`.
 */
export function requireHoldfast(root: string, undone: string): void {
  if (mayBeThere(dataFolder(root).instanceDb)) return;
  throw new CommandError(
    EXIT.dataFolderNotUsable,
    `There is no Holdfast in ${root}. ${undone} Give its data folder with --data-dir.`,
  );
}

/** What this user may not look at may be there: what is done next says so in its own words. */
function mayBeThere(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    return !['ENOENT', 'ENOTDIR'].includes(String((error as NodeJS.ErrnoException).code));
  }
}
