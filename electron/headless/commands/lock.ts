import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Answer } from '../../../shared/contract/index.ts';
import { writeLockNote } from '../../core/incident/index.ts';
import { dataFolder, systemClock, takePermit } from '../../core/kernel/index.ts';
import { callManager } from '../command-client.ts';
import { dataDir, requireHoldfast } from '../data-dir.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { say } from '../terminal.ts';

/** What the contract takes; a long explanation must not keep the house open. */
const LONGEST_REASON = 200;
/** Both processes are gone within a second (ARCHITECTURE 5); a manager silent for this long hangs. */
const DEADLINE_MS = 10_000;

/**
 * `holdfast lock [--reason TEXT]`: one command closes the house. It deletes the permit itself before it asks anybody, so
 * that the house stays closed from the next start on, whether a manager runs, hangs or does not run.
 */
export async function lock(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { 'data-dir': { type: 'string' }, reason: { type: 'string' } } });
  const root = dataDir(values['data-dir']);
  const data = dataFolder(root);
  // A permit is enough to be closed: who was told that instance.db is damaged may have moved it away.
  if (!existsSync(data.permit)) requireHoldfast(root, 'Nothing was closed.');
  const permitProblem = takePermit(data.permit);
  const input = values.reason ? { reason: values.reason.slice(0, LONGEST_REASON) } : {};
  let answer: Answer<'incident.lockDown'>;
  try {
    answer = await callManager(root, 'incident.lockDown', input, DEADLINE_MS);
  } catch (error) {
    // Whoever may not delete it may not ask either. A manager that was asked cuts everybody off all the same.
    if (permitProblem !== null)
      throw new CommandError(
        EXIT.failed,
        `NOT closed: ${data.permit} cannot be deleted (${permitProblem}). Run this as its owner.`,
      );
    if (!(error instanceof CommandError) || error.exitCode !== EXIT.notRunning) throw error;
    const reason = values.reason?.slice(0, LONGEST_REASON) ?? 'Closed while Holdfast was not running';
    writeLockNote(data.lockNote, { reason, actor: 'owner:command-line', lockedAt: systemClock.now() });
    say('Closed. Holdfast is not running; it stays closed when it starts.');
    return EXIT.ok;
  }
  if (!answer.ok) throw new CommandError(EXIT.failed, answer.failure.message);
  say('Closed. Nothing on your network can reach this computer. Everyone is signed out.');
  if (!answer.value.recorded)
    say('The incident could not be written yet, perhaps the disk is full; it is tried again.');
  say('Keys are changed in 10 s. Was it a mistake? Run: npx holdfast incident mistake');
  return EXIT.ok;
}
