import { parseArgs } from 'node:util';
import type { CheckEntry, Checklist } from '../../../shared/contract/checklist.ts';
import { GROUP_TITLES, GROUPS } from '../../core/checklist/index.ts';
import { escapeControls } from '../../core/kernel/index.ts';
import { callManager } from '../command-client.ts';
import { dataDir } from '../data-dir.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { complain, say } from '../terminal.ts';

/** `holdfast check [--json]`: looks at everything now, and ends with 9 when something critical failed, with 11 when it could not be looked at. */
export async function check(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { 'data-dir': { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const answer = await callManager(dataDir(values['data-dir']), 'checklist.run', {});
  if (!answer.ok)
    throw new CommandError(answer.failure.code === 'not-set-up' ? EXIT.closed : EXIT.failed, answer.failure.message);
  const found = answer.value;
  if (values.json) say(escapeControls(JSON.stringify(found, null, 2)));
  else print(found);
  if (critical(found, 'fail').length > 0) return EXIT.checkFailed;
  return critical(found, 'unknown').length > 0 ? EXIT.checkUnknown : EXIT.ok;
}

const critical = ({ checks }: Checklist, which: CheckEntry['state']): CheckEntry[] =>
  checks.filter(({ severity, state }) => severity === 'critical' && state === which);

function print(found: Checklist): void {
  const { checks, score, tookMs } = found;
  for (const group of GROUPS) {
    say(`\n${GROUP_TITLES[group]}`);
    for (const one of checks.filter((entry) => entry.group === group)) say(escapeControls(`  ${MARKS[one.state]} ${one.id.padEnd(7)} ${one.title}${more(one)}`)); // prettier-ignore
  }
  const number = (state: CheckEntry['state']) => checks.filter((entry) => entry.state === state).length;
  say('');
  say(
    `Score ${score} of 100: ${number('pass')} of ${checks.length} passed, ${number('fail')} failed, ${number('warn')} to look at, ${number('unknown')} did not run. Took ${((tookMs ?? 0) / 1000).toFixed(1)} s.`,
  );
  for (const state of ['fail', 'unknown'] as const) {
    const open = critical(found, state);
    if (open.length > 0) complain(`Critical: ${open.map(({ id, title }) => `${id} ${title}`).join(' · ')}`);
  }
}

/** Without a terminal's colours they are told apart by shape. */
const MARKS = { pass: '✓', warn: '!', fail: '✗', unknown: '?' } as const;

/** What passed needs no words here; --json has them. */
function more({ state, evidence, why, fix, accepted }: CheckEntry): string {
  if (state === 'pass') return '';
  const words = [evidence, ...(state === 'unknown' ? [] : [why])];
  if (accepted !== null) words.push(`Accepted until ${accepted.until.slice(0, 10)}: ${accepted.reason}`);
  else if (fix !== null && state !== 'unknown') words.push(`To mend it: ${fix.label}. ${fix.effect}`);
  return words.map((word) => `\n            ${word}`).join('');
}
