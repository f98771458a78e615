import { parseArgs } from 'node:util';
import type { Output } from '../../../shared/contract/index.ts';
import { isAuditKey, verifyChain } from '../../core/audit/index.ts';
import {
  databaseProblem,
  managerMigrations,
  openIfMigrated,
  SecretsUnavailable,
  type Instance,
} from '../../core/kernel/index.ts';
import { callManager } from '../command-client.ts';
import { claim, dataDir, requireHoldfast } from '../data-dir.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { lookAtSecretsAlone } from '../secrets-alone.ts';
import { complain, say } from '../terminal.ts';

type Verdict = Output<'audit.verify'>;

/**
 * `holdfast audit verify [--json]`: checks the chain through the manager that runs, or alone under the instance lock, so
 * that evidence can be read without starting anything.
 */
export async function audit(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'data-dir': { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  if (positionals.length !== 1 || positionals[0] !== 'verify')
    throw new CommandError(EXIT.badUsage, 'Say: holdfast audit verify. See: holdfast audit --help');
  const { verdict, noKey } = await verify(dataDir(values['data-dir']));
  if (values.json) say(JSON.stringify(verdict, null, 2));
  else if (verdict.broken === null) say(whole(verdict));
  if (verdict.broken !== null) {
    complain(sentence(verdict.broken));
    return EXIT.auditBroken;
  }
  if (verdict.oldKeyThrough !== null)
    complain(
      `! Entries up to ${verdict.oldKeyThrough} were sealed with a key that is gone; there only hashes were checked.`,
    );
  if (noKey === null) return EXIT.ok;
  complain(`! The seals could not be checked, so a forger who computed every hash anew is not found: ${noKey}`);
  return EXIT.failed;
}

/** @returns `noKey`: why the seals could not be checked; null when they were. */
async function verify(root: string): Promise<{ readonly verdict: Verdict; readonly noKey: string | null }> {
  try {
    const answer = await callManager(root, 'audit.verify', {});
    if (!answer.ok) throw new CommandError(EXIT.failed, answer.failure.message);
    return { verdict: answer.value, noKey: null };
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode !== EXIT.notRunning) throw error;
  }
  requireHoldfast(root, 'Nothing was checked.');
  const instance = claim(root);
  try {
    return await verifyAlone(instance);
  } finally {
    instance.release();
  }
}

async function verifyAlone(instance: Instance): ReturnType<typeof verify> {
  const { files } = instance;
  const { key, noKey } = await readKey(instance);
  const notUsable = (what: string) =>
    new CommandError(EXIT.dataFolderNotUsable, `${files.managerDb} ${what} Nothing was checked, and nothing changed.`);
  try {
    const db = openIfMigrated(files.managerDb);
    if (db === null) throw notUsable('does not exist yet.');
    try {
      if ((db.pragma('user_version', { simple: true }) as number) > managerMigrations.length)
        throw notUsable('was written by a newer Holdfast.');
      return { verdict: verifyChain(db, key), noKey };
    } finally {
      db.close();
    }
  } catch (error) {
    if (databaseProblem(error) === null) throw error;
    throw notUsable('is damaged or cannot be read.');
  }
}

async function readKey(instance: Instance): Promise<{ readonly key: string | null; readonly noKey: string | null }> {
  try {
    const secrets = await lookAtSecretsAlone(instance, null);
    const key = await secrets.get('audit-key');
    if (isAuditKey(key)) return { key, noKey: null };
    return { key: null, noKey: 'there is no audit key for this data folder on this computer.' };
  } catch (error) {
    if (error instanceof SecretsUnavailable) return { key: null, noKey: error.message };
    throw error;
  }
}

const whole = ({ entries, first, head }: Verdict): string =>
  entries === 0 || head === null
    ? 'The audit is empty.'
    : `The audit is whole: ${entries} entries, ${first} to ${head.seq}.`;

/** The first bad entry, in words. */
function sentence({ seq, problem }: NonNullable<Verdict['broken']>): string {
  const advice = 'Somebody changed manager.db. Keep a copy of it before anything else.';
  switch (problem) {
    case 'changed':
      return `The audit is BROKEN at entry ${seq}: it was changed after it was written. ${advice}`;
    case 'not-ours':
      return `The audit is BROKEN at entry ${seq}: it was not written by this Holdfast. ${advice}`;
    case 'missing':
      return `The audit is BROKEN at entry ${seq}: it is missing. ${advice}`;
    case 'added':
      return `The audit is BROKEN at entry ${seq}: it stands where none was written. ${advice}`;
    case 'end-not-ours':
      return `The audit is BROKEN at entry ${seq}: the mark of its end is gone or not written by this Holdfast. ${advice}`;
    case 'checkpoint-not-ours':
      return `The audit is BROKEN at entry ${seq}: the checkpoint of pruning was not written by this Holdfast. ${advice}`;
  }
}
