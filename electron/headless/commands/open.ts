import { parseArgs } from 'node:util';
import { callAnything } from '../command-client.ts';
import { dataDir } from '../data-dir.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { LINK_METHOD, linkLines } from '../owner-page/link-on-request.ts';
import type { OwnerLink } from '../owner-page/owner-page.ts';
import { say } from '../terminal.ts';

/** `holdfast open`: a link that opens the owner's window in a browser on this computer, once. */
export async function open(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { 'data-dir': { type: 'string' } } });
  const made = await callAnything(dataDir(values['data-dir']), LINK_METHOD, {});
  if (!made.ok)
    throw new CommandError(EXIT.failed, 'Holdfast runs with a window of its own here: open it from its icon.');
  say('Open Holdfast in a browser on this computer with this link. It works once, within 10 minutes:');
  for (const line of linkLines(made.value as OwnerLink)) say(line);
  return EXIT.ok;
}
