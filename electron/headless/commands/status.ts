import { parseArgs } from 'node:util';
import type { FfmpegAbility } from '../../../shared/contract/system.ts';
import { dataFolder } from '../../core/kernel/index.ts';
import { lastRefusal } from '../../manager/index.ts';
import { callManager } from '../command-client.ts';
import { dataDir } from '../data-dir.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { say } from '../terminal.ts';

/** `holdfast status [--json]` */
export async function status(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { 'data-dir': { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const root = dataDir(values['data-dir']);
  const answer = await callManager(root, 'system.status', {}).catch((error: unknown) => {
    const refusal = lastRefusal(dataFolder(root));
    if (!(error instanceof CommandError) || error.exitCode !== EXIT.notRunning || refusal === null) throw error;
    throw new CommandError(EXIT.notRunning, `Holdfast is not running: its last start was refused. ${refusal}`);
  });
  if (!answer.ok) throw new CommandError(EXIT.failed, answer.failure.message);
  const now = answer.value;
  if (values.json) {
    say(JSON.stringify(now, null, 2));
  } else {
    const isOpen = now.isPaused ? 'Paused: nothing is served. Go on with: npx holdfast call system.resume' : 'Open';
    const house = { open: isOpen, closed: 'Closed: nothing listens', 'set-up-needed': 'Not set up yet' }[now.house];
    say(`${now.serverName} · Holdfast ${now.version} · ${house}`);
    for (const address of now.addresses) say(`  ${address}`);
    if (now.probe.kind === 'silent') say(`! Not serving: ${now.probe.problem}`);
    for (const [name, state] of [
      ['server', now.server],
      ['worker', now.worker],
    ] as const)
      say(`${name}: ${state.state}${state.problem === null ? '' : ` (${state.problem})`}`);
    say(now.ffmpeg === null ? 'ffmpeg: none' : `ffmpeg: ${now.ffmpeg.version}, ${converting(now.ffmpeg)}`);
    for (const warning of now.warnings) say(`! ${warning}`);
  }
  return now.house === 'open' ? EXIT.ok : EXIT.closed;
}

/** What ffmpeg is good for here, in words. */
function converting({ usable, hardware, conversions }: FfmpegAbility): string {
  if (!usable) return 'not usable for converting';
  return `converts up to ${conversions} films at once ${hardware === null ? 'on the processor' : `with ${hardware}`}`;
}
