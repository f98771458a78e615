import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Answer } from '../../../shared/contract/index.ts';
import { writeLockNote } from '../../core/incident/index.ts';
import { dataFolder, systemClock, takePermit } from '../../core/kernel/index.ts';
import { callManager } from '../command-client.ts';
import { dataDir, requireHoldfast } from '../data-dir.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { complain, say } from '../terminal.ts';

/** What the contract takes; a long explanation must not keep the house open. */
const LONGEST_REASON = 200;
/** Both processes are gone within a second (ARCHITECTURE 5); a manager silent for this long hangs. */
const LONGEST_SILENCE_MS = 10_000;

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
  const reason = values.reason?.trim().slice(0, LONGEST_REASON) || null;
  let answer: Answer<'incident.lockDown'>;
  try {
    answer = await callManager(root, 'incident.lockDown', reason === null ? {} : { reason }, LONGEST_SILENCE_MS);
  } catch (error) {
    // Whoever may not delete it may not ask either. A manager that was asked cuts everybody off all the same.
    if (permitProblem !== null)
      throw new CommandError(
        EXIT.failed,
        `NOT closed: ${data.permit} cannot be deleted (${permitProblem}). Run this as its owner.`,
      );
    if (!(error instanceof CommandError)) throw error;
    const isRunning = error.exitCode !== EXIT.notRunning;
    // Also beside a manager that hangs: killed, it takes the reason with it. One that comes back writes it down itself.
    const kept = writeLockNote(data.lockNote, {
      reason: reason ?? `Closed while Holdfast ${isRunning ? 'did not answer' : 'was not running'}`,
      actor: 'owner:command-line',
      lockedAt: systemClock.now(),
    });
    if (!kept && reason !== null) complain('! The reason could not be written, perhaps the disk is full.');
    if (isRunning)
      throw new CommandError(
        EXIT.failed,
        `The Holdfast on ${root} did not answer. Its server misses the permit and closes by itself within 2 s. Make sure: end its process, then start it again; it stays closed.`,
      );
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
