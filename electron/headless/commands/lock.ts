import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { dataFolder, deletePermit } from '../../core/kernel/index.ts';
import { callManager } from '../command-client.ts';
import { dataDir } from '../data-dir.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { say } from '../terminal.ts';

/**
 * `holdfast lock [--reason TEXT]`: one command closes the house. With no manager running it deletes the permit itself,
 * so that the next start stays closed.
 */
export async function lock(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { 'data-dir': { type: 'string' }, reason: { type: 'string' } } });
  const root = dataDir(values['data-dir']);
  try {
    const answer = await callManager(root, 'incident.lockDown', values.reason ? { reason: values.reason } : {});
    if (!answer.ok) throw new CommandError(EXIT.failed, answer.failure.message);
    say('Closed. Nothing on your network can reach this computer. Everyone is signed out.');
    if (!answer.value.recorded)
      say('The incident could not be written yet, perhaps the disk is full; it is tried again.');
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode !== EXIT.notRunning) throw error;
    const data = dataFolder(root);
    if (!existsSync(data.root)) throw new CommandError(EXIT.failed, `There is no Holdfast in ${root}.`);
    deletePermit(data.permit);
    say('Closed. Holdfast is not running; it stays closed when it starts.');
    return EXIT.ok;
  }
}
