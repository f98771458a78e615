import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { IncidentStep } from '../../../shared/contract/incident.ts';
import { isWhole, recordedEvidence, verifyEvidence } from '../../core/incident/index.ts';
import { currentGeneration, dataFolder, generationFolder, writeFileAtomically } from '../../core/kernel/index.ts';
import { callManager } from '../command-client.ts';
import { dataDir } from '../data-dir.ts';
import { CommandError, EXIT, must } from '../exit-codes.ts';
import { ask, givenLines, readLines, say } from '../terminal.ts';

type Values = {
  readonly 'data-dir'?: string | undefined;
  readonly 'identity-fd'?: string | undefined;
  readonly 'password-fd'?: string | undefined;
  readonly owner?: string | undefined;
  readonly anyway?: string | undefined;
  readonly out?: string | undefined;
  readonly since?: string | undefined;
  readonly before?: string | undefined;
  readonly json: boolean;
};

/** `holdfast incident state|mistake|story|exposure|keep|undo|ban|propose-backup|reopen|practise|report|verify` */
export async function incident(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'data-dir': { type: 'string' },
      'identity-fd': { type: 'string' },
      'password-fd': { type: 'string' },
      owner: { type: 'string' },
      anyway: { type: 'string' },
      out: { type: 'string' },
      since: { type: 'string' },
      before: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const [what = 'state', ...rest] = positionals;
  const root = dataDir(values['data-dir']);
  const [one] = rest;
  switch (what) {
    case 'state':
      return state(root, values.json);
    case 'mistake':
      return mistake(root);
    case 'story':
      return story(root, values);
    case 'exposure':
      return exposure(root, values.json);
    case 'keep':
    case 'undo':
      if (one !== undefined) return decide(root, one, what);
      break;
    case 'ban':
      if (one !== undefined) return ban(root, rest);
      break;
    case 'propose-backup':
      return proposeBackup(root, values.before);
    case 'reopen':
      if (one === 'computer' || one === 'home') return reopen(root, one, values);
      break;
    case 'practise':
      return practise(root);
    case 'report':
      return report(root, values);
    case 'verify':
      if (one !== undefined) return verify(root, one, values);
  }
  throw new CommandError(EXIT.badUsage, 'Say what to do about the incident. See: holdfast incident --help');
}

async function state(root: string, json: boolean): Promise<number> {
  const now = must(await callManager(root, 'incident.state', {}));
  if (json) {
    say(JSON.stringify(now, null, 2));
    return EXIT.ok;
  }
  const { incident } = now;
  if (incident === null) {
    say(now.isOpen ? 'Open. There is no incident.' : 'Closed. There is no incident.');
    return EXIT.ok;
  }
  const stage = { closed: 'Closed', computer: 'Open on this computer alone', home: 'Open again' }[incident.stage];
  say(`${stage}. Closed at ${incident.lockedAt}: ${incident.reason}`);
  for (const step of incident.steps) say(`  ${MARKS[step.state]} ${step.text}`);
  for (const { name, outcome, text } of incident.keys) say(`      ${name}: ${outcome}. ${text}`);
  if (incident.mistakeUntil !== null)
    say(`Was it a mistake? Until ${incident.mistakeUntil}: npx holdfast incident mistake`);
  return EXIT.ok;
}
const MARKS: Readonly<Record<IncidentStep['state'], string>> = { done: '+', running: '>', failed: '!', waiting: '.' };

async function mistake(root: string): Promise<number> {
  const { addresses, stage } = must(await callManager(root, 'incident.mistake', {}));
  const how = stage === 'home' ? 'as if nothing was' : 'on this computer alone, as it was before';
  say(`Open again, ${how}: nobody was signed out.`);
  for (const address of addresses) say(`  ${address}`);
  return EXIT.ok;
}

const DAY_MS = 86_400_000;
/** How long before the closing, ms; `since` that is none of these is a date. */
const SPANS: Readonly<Record<string, number>> = {
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
  everything: Number.POSITIVE_INFINITY,
};

/** @returns ISO 8601. */
async function sinceMoment(root: string, since: string): Promise<string> {
  const span = SPANS[since];
  if (span === undefined) return dateGiven('--since', since);
  const { incident } = must(await callManager(root, 'incident.state', {}));
  return new Date(Math.max(0, (incident === null ? Date.now() : Date.parse(incident.lockedAt)) - span)).toISOString();
}

function dateGiven(option: string, text: string): string {
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new CommandError(EXIT.badUsage, `${option} takes a date such as 2026-11-20 or 2026-11-20T18:30, not "${text}".`); // prettier-ignore
  return new Date(at).toISOString();
}

async function story(root: string, { json, since }: Values): Promise<number> {
  const asked = since === undefined ? {} : { since: await sinceMoment(root, since) };
  const told = must(await callManager(root, 'incident.story', asked));
  if (json) {
    say(JSON.stringify(told, null, 2));
    return EXIT.ok;
  }
  say(`Since ${told.since}:${told.older > 0 ? ` ${told.older} older entries are not told.` : ''}`);
  for (const { at, text, isSuspicious } of told.events) say(`${isSuspicious ? '!' : ' '} ${at} ${text}`);
  say(
    told.began === null
      ? 'Nothing suspicious is on the record.'
      : `It probably began at ${told.began}: ${told.beganWith}`,
  );
  for (const { address, isNew, failures, signIns } of told.addresses)
    say(`! ${address}${isNew ? ', never seen before' : ''}: ${failures} wrong passwords, ${signIns} sign-ins`);
  for (const { at, text } of told.files?.changes ?? []) say(`! ${at ?? '(gone)'} ${text}`);
  if (told.files !== null && told.files.more > 0) say(`! and ${told.files.more} files more`);
  for (const text of told.files?.notLookedAt ?? []) say(`  ${text}`);
  if (told.files === null) say('Files were not looked at yet.');
  if (told.compared === null)
    say(told.onRecord === null ? 'It was not compared with a backup.' : 'There is no backup to compare with. Accounts made or changed since then, by the record:'); // prettier-ignore
  else if (told.compared.differences.length === 0) say(`Nothing differs from the backup of ${told.compared.backup}.`);
  else say(`Since the backup of ${told.compared.backup}:`);
  if (told.compared?.isBefore === false)
    say('! No kept backup is from before it began. This is the oldest one; what was changed before it is not shown.');
  for (const { key, text, decision } of [...(told.compared?.differences ?? []), ...(told.onRecord ?? [])])
    say(`  ${key}: ${text}${decision === null ? '' : decision === 'keep' ? ' Kept.' : ' Undone.'}`);
  return EXIT.ok;
}

async function exposure(root: string, json: boolean): Promise<number> {
  const found = must(await callManager(root, 'incident.exposure', {}));
  if (json) {
    say(JSON.stringify(found, null, 2));
    return EXIT.ok;
  }
  const { accounts, libraries, addresses, kept } = found;
  const list = (values: readonly string[]) => (values.length === 0 ? 'none' : values.join(', '));
  say('Whoever was inside could read this. Nobody can tell afterwards what was looked at.');
  for (const { name, role, sees, passwordHashes, devices, watched, ...at } of accounts) {
    say(`${name} (${role}): ${passwordHashes} password hashes, ${watched} titles watched or marked`);
    say(`  devices ${list(devices)}; addresses ${list(at.addresses)}; may see ${list(sees)}`);
  }
  for (const { name, path, titles } of libraries) say(`${name}: ${titles} titles in ${path}`);
  say(`Addresses of devices: ${list(addresses)}`);
  say('Not within reach:');
  for (const text of kept) say(`  ${text}`);
  for (const { name, letter } of accounts) say(`\nTo tell ${name}:\n\n${letter}`);
  return EXIT.ok;
}

async function decide(root: string, key: string, decision: 'keep' | 'undo'): Promise<number> {
  const { password } = must(await callManager(root, 'incident.decide', { key, decision }));
  say(decision === 'keep' ? 'Kept.' : 'Undone.');
  if (password !== null) say(`The new password of ${password.name}, shown this once: ${password.password}`);
  return EXIT.ok;
}

async function ban(root: string, addresses: string[]): Promise<number> {
  const { banned } = must(await callManager(root, 'incident.ban', { addresses }));
  say(`Banned for a year: ${banned.join(', ')}`);
  return EXIT.ok;
}

async function proposeBackup(root: string, before: string | undefined): Promise<number> {
  const asked = before === undefined ? {} : { before: dateGiven('--before', before) };
  const { backup, isFit, text } = must(await callManager(root, 'incident.proposeBackup', asked));
  say(text);
  if (backup === null || !isFit) return EXIT.failed;
  say(`To go back to it: npx holdfast backup restore ${backup.fileName}`);
  return EXIT.ok;
}

async function practise(root: string): Promise<number> {
  const { steps } = must(await callManager(root, 'incident.practise', {}));
  for (const { text } of steps) say(`+ ${text}`);
  say('Your house went on as it was: no row that a closing touches was changed, by its hash.');
  return EXIT.ok;
}

async function reopen(root: string, stage: 'computer' | 'home', values: Values): Promise<number> {
  const { password, newPassword } = await passwords(stage, values);
  const answer = await callManager(root, 'incident.reopen', {
    stage,
    password,
    ...(newPassword === undefined ? {} : { newPassword }),
    ...(values.owner === undefined ? {} : { ownerName: values.owner }),
    ...(values.anyway === undefined ? {} : { override: { reason: values.anyway } }),
  });
  if (!answer.ok && answer.failure.code === 'port-taken')
    throw new CommandError(EXIT.portTaken, answer.failure.message);
  const { addresses, waiting } = must(answer);
  say(stage === 'computer' ? 'Open on this computer alone. Look whether all is well, then: npx holdfast incident reopen home' : 'Open again. Everyone signs in anew.'); // prettier-ignore
  for (const address of addresses) say(`  ${address}`);
  for (const text of waiting) say(`! ${text}`);
  return EXIT.ok;
}

/** The owner's password, and for the first stage a new one; from a descriptor, one a line, or asked for. */
async function passwords(
  stage: 'computer' | 'home',
  values: Values,
): Promise<{ password: string; newPassword: string | undefined }> {
  const lines = givenLines(values['password-fd']);
  const password = lines === null ? await ask("Owner's password: ", { secret: true }) : lines[0];
  if (!password)
    throw new CommandError(EXIT.badUsage, "Give the owner's password at the prompt or with --password-fd.");
  if (stage === 'home') return { password, newPassword: undefined };
  const newPassword = lines === null ? await ask('New password for the owner: ', { secret: true }) : lines[1];
  return { password, newPassword: newPassword || undefined };
}

async function report(root: string, values: Values): Promise<number> {
  const made = must(await callManager(root, 'incident.report', {}));
  const text = values.json ? made.json : made.markdown;
  if (values.out === undefined) say(text);
  else {
    if (existsSync(values.out))
      throw new CommandError(EXIT.failed, `${values.out} is there already. Give another file.`);
    writeFileAtomically(values.out, `${text}\n`);
    say(`Written: ${values.out}`);
  }
  return EXIT.ok;
}

/** Needs no manager, and nothing of this house when it is done elsewhere. */
async function verify(root: string, file: string, values: Values): Promise<number> {
  const fd = values['identity-fd'];
  const identity = fd === undefined ? null : readLines(Number(fd)).find((line) => line.startsWith('AGE-SECRET-KEY-1'));
  if (identity === undefined)
    throw new CommandError(EXIT.badUsage, `There is no recovery kit's key on descriptor ${fd}.`);
  const data = dataFolder(root);
  const named = existsSync(file) ? file : `${data.incidents}/${file}`;
  const recorded = existsSync(data.current)
    ? recordedEvidence(generationFolder(data, currentGeneration(data)).managerDb, basename(named))
    : null;
  const verdict = must(
    await verifyEvidence({ file: named, identities: identity === null ? null : [identity.trim()], recorded }),
  );
  if (values.json) say(JSON.stringify({ isWhole: isWhole(verdict), ...verdict }, null, 2));
  else {
    say(`SHA-256 ${verdict.sha256}`);
    say({ matches: 'The hash beside it matches.', differs: '! The hash beside it does NOT match.', missing: 'There is no hash beside it.' }[verdict.beside]); // prettier-ignore
    say({ matches: 'The record of this house names the same hash.', differs: '! The record of this house names ANOTHER hash.', unknown: 'No record of this house names it.' }[verdict.record]); // prettier-ignore
    for (const { name, state } of verdict.parts ?? []) if (state !== 'matches') say(`! ${name}: ${PART_TEXTS[state]}`);
    if (verdict.parts === null)
      say("What is inside was not looked at: give the recovery kit's key with --identity-fd.");
    else say(`${verdict.parts.filter(({ state }) => state === 'matches').length} parts inside match.`);
    for (const text of verdict.manifest?.leftOut ?? []) say(`  ${text}`);
    if (verdict.beside === 'missing' && verdict.record === 'unknown' && verdict.parts === null)
      say('! Nothing was compared, so nobody can say whether it is what was taken.');
  }
  return isWhole(verdict) ? EXIT.ok : EXIT.failed;
}
const PART_TEXTS = {
  differs: 'does not match the manifest',
  missing: 'is missing',
  unexpected: 'is not in the manifest',
  unreadable: 'from here on it was changed or cut short',
} as const;
