import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { toString } from 'qrcode';
import type { BackupContents } from '../../../shared/contract/backups.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import {
  applyKeys,
  previewBackup,
  restore,
  stageGeneration,
  sweepGenerations,
  verifyBackup,
} from '../../core/backups/index.ts';
import {
  claimDataFolder,
  createLog,
  createRotatingFile,
  dataFolder,
  escapeControls,
  generationFolder,
  FILE_MODE,
  SecretsUnavailable,
  systemClock,
  type Instance,
  type SecretStore,
  workFolder,
} from '../../core/kernel/index.ts';
import { healthProblem, serveBeside } from '../../manager/index.ts';
import { callManager } from '../command-client.ts';
import { claim, dataDir } from '../data-dir.ts';
import { CommandError, EXIT, must } from '../exit-codes.ts';
import { shortPassphrase } from '../keys-passphrase.ts';
import { lookAtSecretsAlone, openSecretsAlone } from '../secrets-alone.ts';
import { ask, isInteractive, readLines, say } from '../terminal.ts';
import { version } from '../version.ts';

/** More than any kit is long, with the picture of its key. */
const KIT_ROOM_BYTES = 64 * 1024;

type Values = {
  readonly 'data-dir'?: string | undefined;
  readonly 'identity-fd'?: string | undefined;
  readonly 'secrets-passphrase-fd'?: string | undefined;
  readonly map?: string[] | undefined;
  readonly out?: string | undefined;
  readonly confirm?: string | undefined;
  readonly json: boolean;
  readonly yes: boolean;
};

/** `holdfast backup create|list|verify|restore|drill|kit` */
export async function backup(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'data-dir': { type: 'string' },
      'identity-fd': { type: 'string' },
      'secrets-passphrase-fd': { type: 'string' },
      map: { type: 'string', multiple: true },
      out: { type: 'string' },
      confirm: { type: 'string' },
      json: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
    },
  });
  const [what, file, ...rest] = positionals;
  const root = dataDir(values['data-dir']);
  const needsFile = what === 'verify' || what === 'restore';
  if (what !== undefined && needsFile === (file !== undefined) && rest.length === 0)
    switch (what) {
      case 'create':
        return create(root);
      case 'list':
        return list(root, values.json);
      case 'verify':
        return verify(root, findFile(root, file!), readGiven(values));
      case 'restore':
        return restoreFrom(root, findFile(root, file!), values, readGiven(values));
      case 'drill':
        return drill(root);
      case 'kit':
        return kit(root, values);
    }
  throw new CommandError(
    EXIT.badUsage,
    'Say what to do with backups, and with which file. See: holdfast backup --help',
  );
}

async function create(root: string): Promise<number> {
  const { path, sizeBytes } = must(await callManager(root, 'backups.create', {}));
  say(`Made and proved: ${path} (${megabytes(sizeBytes)})`);
  return EXIT.ok;
}

async function list(root: string, json: boolean): Promise<number> {
  const now = must(await callManager(root, 'backups.list', {}));
  if (json) {
    say(JSON.stringify(now, null, 2));
    return EXIT.ok;
  }
  if (now.backups.length === 0) say('There is no backup yet.');
  for (const { fileName, sizeBytes, accounts, items, copies } of now.backups) {
    say(`${fileName}  ${megabytes(sizeBytes)}  ${accounts} accounts, ${items} titles`);
    for (const { path, provenAt, problem } of copies) say(`  ${path}: ${problem ?? (provenAt === null ? 'not proved' : `proved ${provenAt}`)}`); // prettier-ignore
  }
  say(`Next: ${now.nextAt}, daily at ${now.dailyAt}`);
  if (now.problem !== null) say(`! The last one was not made. ${now.problem}`);
  if (now.secondFolder?.state === 'same-disk') say(`! ${now.secondFolder.path} is on the same disk as the data.`);
  if (now.secondFolder?.state === 'away') say(`! ${now.secondFolder.path} is not there.`);
  if (now.kit === null) say('! There is no recovery kit. Run: npx holdfast backup kit');
  return EXIT.ok;
}

async function verify(root: string, file: string, given: Given): Promise<number> {
  const saySound = (at: string, accounts: number, items: number) =>
    say(`Sound: made ${at}, ${accounts} accounts, ${items} titles.`);
  if (isRunning(root)) {
    const found = await withKey(given, (identity) => callManager(root, 'backups.verify', { file, ...identity }));
    const { madeAt, accounts, items } = must(found);
    saySound(madeAt, accounts, items);
    return EXIT.ok;
  }
  return alone(root, async (instance) => {
    const found = await withKey(given, async ({ identity }) => {
      // A look: with the kit's key, this computer's may be anywhere or nowhere.
      const keys =
        identity === undefined ? await ownIdentities(await lookAtSecretsAlone(instance, given.passphrase)) : [identity];
      return verifyBackup({ file, identities: keys, workFolder: work(instance) }, () => {});
    });
    const { madeAt, databases } = must(found).manifest;
    saySound(new Date(madeAt).toISOString(), databases.manager.counts['account'] ?? 0, databases.library?.counts['item'] ?? 0); // prettier-ignore
    return EXIT.ok;
  });
}

async function restoreFrom(root: string, file: string, values: Values, given: Given): Promise<number> {
  const folders = (values.map ?? []).map(parseMove);
  if (isRunning(root)) {
    let key: Key = {};
    const seen = must(
      await withKey(given, (identity) => {
        key = identity;
        return callManager(root, 'backups.preview', { file, ...identity });
      }),
    );
    refuseNeedless(folders, seen.backup);
    tell(seen.madeAt, seen.backup, seen.present);
    await confirm(values);
    const done = must(await callManager(root, 'backups.restore', { file, folders, ...key }));
    say('Restored. Everyone has to sign in anew. What was there before is kept for 7 days.');
    if (!done.isOpen) say('The house is closed. Open it with: npx holdfast unlock');
    return EXIT.ok;
  }
  return alone(root, async (instance) => {
    const secrets = await openSecretsAlone(instance, given.passphrase);
    sweepGenerations(instance.data, instance.generation, Date.now());
    await applyKeys(instance.files.folder, secrets);
    let keys: string[] = [];
    const seen = must(
      await withKey(given, async ({ identity }) => {
        keys = identity === undefined ? await ownIdentities(secrets) : [identity];
        return previewBackup({ file, identities: keys, workFolder: work(instance) }, () => {});
      }),
    );
    refuseNeedless(folders, seen.contents);
    tell(new Date(seen.manifest.madeAt).toISOString(), seen.contents, null);
    await confirm(values);
    const done = must(
      await restore(
        {
          instance,
          secrets,
          clock: systemClock,
          stage: (input) => stageGeneration(input, () => {}),
          stop: async () => {}, // nothing runs here
          start: async (generation) => (generation === instance.generation ? ok(null) : probe(instance, generation)),
        },
        { file, identities: keys, folders },
        'owner:command-line',
      ),
    );
    say('Restored. Everyone has to sign in anew. What was there before is kept for 7 days.');
    say('Start it with: npx holdfast serve');
    if (!done.isOpen) say('The house is closed until you open it: npx holdfast unlock');
    return EXIT.ok;
  });
}

async function drill(root: string): Promise<number> {
  const { madeAt, accounts, items } = must(await callManager(root, 'backups.drill', {}));
  say(`Passed: the backup of ${madeAt} became a house that let somebody in, with ${accounts} accounts and ${items} titles. It is wiped again.`); // prettier-ignore
  return EXIT.ok;
}

async function kit(root: string, values: Values): Promise<number> {
  if (values.confirm !== undefined) {
    must(await callManager(root, 'backups.confirmKit', { letters: values.confirm }));
    say('Right. The kit is confirmed.');
    return EXIT.ok;
  }
  if (values.out === undefined && !isInteractive())
    throw new CommandError(EXIT.badUsage, 'Give --out FILE: a kit is not shown where it may land in a log.');
  const issue = async () => {
    const { identity, text, group } = must(await callManager(root, 'backups.issueKit', {}));
    return { paper: `${text}\n${await toString(identity, { type: 'utf8' })}\n`, group };
  };
  let group: number;
  if (values.out === undefined) {
    const kit = await issue();
    ({ group } = kit);
    say(`\n${kit.paper}`);
  } else {
    const path = resolve(values.out);
    ({ group } = await issueTo(path, issue));
    say(`Written to ${path}. Print it, then take the file away from this computer.`);
  }
  say(`To show that you kept it: npx holdfast backup kit --confirm <the letters of group ${group}>`);
  return EXIT.ok;
}

/**
 * Have a kit made and write it to a file that was not there before. What it takes is on the disk before the key is made: one
 * that could not be written would lock its owner out of the next backups. Nothing is left of a file that failed.
 */
export async function issueTo<T extends { readonly paper: string }>(path: string, issue: () => Promise<T>): Promise<T> {
  const fd = openNew(path);
  let isIssued = false;
  try {
    writeAll(fd, Buffer.alloc(KIT_ROOM_BYTES, '\n'));
    const kit = await issue();
    isIssued = true;
    const paper = Buffer.from(kit.paper);
    writeAll(fd, paper);
    ftruncateSync(fd, paper.length);
    fsyncSync(fd);
    return kit;
  } catch (error) {
    rmSync(path, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof CommandError || code === undefined) throw error;
    throw new CommandError(
      EXIT.failed,
      isIssued
        ? `${path} cannot be written (${code}), so the new kit is lost, and backups from now on would open with no kit you have. Make another one at once, in another place.`
        : `${path} cannot be written (${code}). No kit was made; the one you have stays good.`,
    );
  } finally {
    closeSync(fd);
  }
}

/** From the start of the file, and on the disk when it returns. */
function writeAll(fd: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done, done);
  fsyncSync(fd);
}

type Key = { readonly identity?: string };

/** What the descriptors gave; null where none was named. */
type Given = { readonly identity: string | null; readonly passphrase: string | null };

/** npm passes no descriptor but 0 on, so the kit's key and the passphrase may have to share it: the passphrase comes last. */
export function readGiven(values: Pick<Values, 'identity-fd' | 'secrets-passphrase-fd'>): Given {
  const fd = values['identity-fd'];
  const passphraseFd = values['secrets-passphrase-fd'];
  const isShared = fd !== undefined && fd === passphraseFd;
  const lines = fd === undefined ? [] : readLines(Number(fd));
  const last = isShared ? lines.splice(Math.max(1, lines.length - 1))[0] : undefined;
  const passphrase = passphraseFd === undefined ? null : ((isShared ? last : readLines(Number(passphraseFd))[0]) ?? '');
  if (passphrase === '')
    throw new CommandError(
      EXIT.badUsage,
      isShared
        ? "On one descriptor, the recovery kit's key comes first and the passphrase in the last line."
        : '--secrets-passphrase-fd must give one line, the passphrase.',
    );
  const short = passphrase === null ? null : shortPassphrase(passphrase);
  if (short !== null) throw new CommandError(EXIT.badUsage, short);
  return { identity: fd === undefined ? null : parseIdentity(lines.join('\n')), passphrase };
}

/** Ask with this computer's key, or the one on the descriptor; at a terminal the kit's, when that does not fit. */
async function withKey<T, C extends string>(
  { identity }: Given,
  run: (key: Key) => Promise<Result<T, C>>,
): Promise<Result<T, C>> {
  if (identity !== null) return run({ identity });
  const first = await run({});
  const fits = first.ok || (first.failure.code !== 'wrong-key' && first.failure.code !== 'no-keys');
  if (fits || !isInteractive()) return first;
  const typed = await ask("The recovery kit's key: ", { secret: true });
  return typed === null ? first : run({ identity: parseIdentity(typed) });
}

/** The key, alone or in the whole text of a kit. */
function parseIdentity(text: string): string {
  const found = /AGE-SECRET-KEY-1[A-Z0-9]{58}/.exec(text.toUpperCase());
  if (found) return found[0];
  throw new CommandError(EXIT.badUsage, 'That is not the key of a recovery kit: it begins with AGE-SECRET-KEY-1.');
}

async function ownIdentities(secrets: SecretStore): Promise<string[]> {
  const own = await secrets.get('backup-identity');
  return own === null ? [] : [own];
}

/** Under the instance lock, with nothing of Holdfast running on this folder. */
async function alone(root: string, run: (instance: Instance) => Promise<number>): Promise<number> {
  const instance = claim(root);
  try {
    return await run(instance);
  } catch (error) {
    if (error instanceof SecretsUnavailable)
      throw new CommandError(
        error.state === 'damaged' ? EXIT.dataFolderNotUsable : EXIT.keysNotReachable,
        error.message,
      );
    throw error;
  } finally {
    instance.release();
  }
}

const work = (instance: Instance): string => workFolder(instance.data, 'vault');

/** Whether a manager left the file by which it is found; one that was killed is found out by the call. */
const isRunning = (root: string): boolean => {
  const claimed = existsSync(dataFolder(root).instanceDb) ? claimDataFolder(root) : null;
  if (claimed === null) return false;
  if (claimed.ok) claimed.value.release();
  return !claimed.ok && claimed.failure.code === 'in-use';
};

/** Names come from the file, and a terminal obeys what stands in them. */
const visible = (text: string): string => escapeControls(JSON.stringify(text)).slice(1, -1).replaceAll('\\"', '"');

function tell(madeAt: string, then: BackupContents, now: BackupContents | null): void {
  say(`Backup of ${madeAt}`);
  const row = (what: string, was: string, is: string | undefined) =>
    say(visible(is === undefined || is === was ? `  ${what}: ${was}` : `  ${what}: ${was} (now ${is})`));
  row('Name', then.serverName, now?.serverName);
  row('Accounts', then.accounts.join(', '), now?.accounts.join(', '));
  const libraries = (from: BackupContents) =>
    from.libraries.map(({ name, path }) => `${name} in ${path}`).join(', ') || 'none';
  row('Libraries', libraries(then), now === null ? undefined : libraries(now));
  row('Titles', String(then.items), now === null ? undefined : String(now.items));
  row('Watch progress', String(then.progress), now === null ? undefined : String(now.progress));
  if (now !== null) say(`  Settings: ${then.settings === now.settings ? 'the same as now' : 'differ from now'}`);
  const days = Math.floor((Date.now() - Date.parse(madeAt)) / 86_400_000);
  say(`  What was changed since is lost: ${days === 0 ? 'less than a day' : days === 1 ? 'one day' : `${days} days`}.`);
  say('  Your media files are not touched.');
}

async function confirm(values: Values): Promise<void> {
  if (values.yes) return;
  if (!isInteractive())
    throw new CommandError(EXIT.badUsage, 'Nothing was changed: add --yes to restore without being asked.');
  const answer = await ask('Replace everything by this? Type yes: ', { secret: false });
  if (answer?.trim().toLowerCase() !== 'yes') throw new CommandError(EXIT.badUsage, 'Nothing was changed.');
}

function parseMove(text: string): { readonly from: string; readonly to: string } {
  const at = text.indexOf('=');
  if (at <= 0 || at === text.length - 1)
    throw new CommandError(EXIT.badUsage, `--map takes FROM=TO, the path then and the path now: ${text}`);
  return { from: text.slice(0, at), to: resolve(text.slice(at + 1)) };
}

/** A move that fits no library does nothing, and its library would be looked for where it is no more. */
export function refuseNeedless(
  moves: readonly { readonly from: string }[],
  { libraries }: Pick<BackupContents, 'libraries'>,
): void {
  const fits = (from: string, path: string) =>
    path === from || path.startsWith(from.endsWith(sep) ? from : `${from}${sep}`);
  for (const { from } of moves)
    if (!libraries.some(({ path }) => fits(from, path)))
      throw new CommandError(
        EXIT.badUsage,
        visible(
          `Nothing was changed: --map ${from} fits no library of this backup. They are: ${libraries.map(({ name, path }) => `${name} in ${path}`).join(', ') || 'none'}.`,
        ),
      );
}

/** Whether a server comes up on a restored generation. There is nobody to serve yet, so it listens on loopback alone. */
async function probe({ data }: Instance, generation: string): Promise<Result<null>> {
  const logFile = createRotatingFile(join(data.logs, 'manager.log'));
  try {
    const deps = {
      data,
      clock: systemClock,
      log: createLog('manager', logFile),
      node: process.execPath,
      version: version(),
      signal: new AbortController().signal, // Ctrl-C ends this process, and its child with it
    };
    const problem = await serveBeside(deps, generationFolder(data, generation).folder, healthProblem);
    return problem === null ? ok(null) : fail('not-healthy', problem);
  } finally {
    logFile.close();
  }
}

/** A path as it was typed, or the name of a backup in the data folder. */
function findFile(root: string, given: string): string {
  const named = join(dataFolder(root).backups, given);
  return !existsSync(given) && existsSync(named) ? named : resolve(given);
}

/** A file that was not there before, for this user alone. */
function openNew(path: string): number {
  try {
    return openSync(path, 'wx', FILE_MODE);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(EXIT.failed, code === 'EEXIST' ? `${path} is there already. Give another file.` : `${path} cannot be written (${code}).`); // prettier-ignore
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;
