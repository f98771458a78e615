import { parseArgs } from 'node:util';
import { callManager } from '../command-client.ts';
import { dataDir } from '../data-dir.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { ask, givenLines, say } from '../terminal.ts';

/** `holdfast unlock`: opens the house again after the owner's password. */
export async function unlock(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      'data-dir': { type: 'string' },
      owner: { type: 'string' },
      'password-fd': { type: 'string' },
      anyway: { type: 'string' },
    },
  });
  const root = dataDir(values['data-dir']);
  const lines = givenLines(values['password-fd']);
  const password = lines === null ? await ask("Owner's password: ", { secret: true }) : lines[0];
  if (!password)
    throw new CommandError(EXIT.badUsage, "Give the owner's password at the prompt or with --password-fd.");
  const owner = values.owner === undefined ? {} : { ownerName: values.owner };
  const override = values.anyway === undefined ? {} : { override: { reason: values.anyway } };
  const answer = await callManager(root, 'incident.release', { ...owner, ...override, password });
  if (!answer.ok)
    throw new CommandError(answer.failure.code === 'port-taken' ? EXIT.portTaken : EXIT.failed, answer.failure.message);
  say('Open again. Everyone has to sign in anew.');
  for (const address of answer.value.addresses) say(`  ${address}`);
  for (const text of answer.value.waiting) say(`! ${text}`);
  return EXIT.ok;
}
