import type { BackupRow, BackupSettings } from '../core/backups/index.ts';
import type { SecondState } from './second-folder.ts';

/** DB-05: this old is worth a word. */
const STALE_MS = 2 * 24 * 60 * 60_000;

/** DB-05, DB-07, DB-12, SEC-08 in words, as far as something is to be done. */
export function backupWarnings(house: {
  readonly settings: BackupSettings;
  readonly newest: BackupRow | undefined;
  /** Copies that lie there and failed their last proof. */
  readonly damaged: readonly { readonly path: string; readonly problem: string | null }[];
  readonly second: SecondState | null;
  readonly now: number;
}): string[] {
  const { settings, newest, damaged, second, now } = house;
  const warnings: string[] = [];
  if (settings.problem !== null) warnings.push(`The last backup was not made. ${settings.problem}`);
  else if (newest !== undefined && now - newest.madeAt > STALE_MS)
    warnings.push('The last backup is older than two days. Run: npx holdfast backup create');
  for (const { path, problem } of damaged)
    warnings.push(
      `The backup ${path} failed its check. ${problem} Check its disk; remove the file if it is of no use.`,
    );
  if (settings.recoveryRecipient === null)
    warnings.push(
      'There is no recovery kit: if this computer is lost, its backups cannot be opened. Run: npx holdfast backup kit',
    );
  else if (settings.kitConfirmedAt === null)
    warnings.push(
      'Nobody has shown yet that the recovery kit was kept: without it, backups open on this computer alone. Run: npx holdfast backup kit',
    );
  if (second === 'same-disk')
    warnings.push('The second folder for backups is on the same disk; one failure would take both. Choose another.');
  if (second === 'away')
    warnings.push(`The second folder for backups is not there: ${settings.secondFolder}. Connect its disk.`); // prettier-ignore
  else if (settings.secondProblem !== null) warnings.push(`The last copy was not made. ${settings.secondProblem}`);
  if (settings.drillProblem !== null) warnings.push(`The last restore drill failed. ${settings.drillProblem}`);
  return warnings;
}
