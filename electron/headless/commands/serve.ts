import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import type { Answer, Input, MethodName } from '../../../shared/contract/index.ts';
import type { AccessRule } from '../../../shared/contract/setup.ts';
import { LIBRARY_KINDS, type LibraryKind } from '../../../shared/lan/schemas.ts';
import {
  dataFolder,
  SecretsUnavailable,
  systemClock,
  type Instance,
  type Log,
  type SecretStore,
} from '../../core/kernel/index.ts';
import {
  createManager,
  createSystemScheduler,
  findMediaTools,
  listenForCommands,
  openKeys,
  openManagerLog,
  type Dispatcher,
  type Manager,
} from '../../manager/index.ts';
import { claim, dataDir } from '../data-dir.ts';
import { CommandError, EXIT, must, type ExitCode } from '../exit-codes.ts';
import { aborted, firstRun } from '../first-run.ts';
import { askForPassphrase, shortPassphrase } from '../keys-passphrase.ts';
import { withLinks } from '../owner-page/link-on-request.ts';
import { createOwnerPage, type OwnerPage } from '../owner-page/owner-page.ts';
import { complain, readLines, say } from '../terminal.ts';
import { version } from '../version.ts';

const DEFAULT_PORT = 8470;
/** Nothing of ours lives longer than 5 s after the first signal. */
const STOP_DEADLINE_MS = 4_500;
/** Time for the last words to get out. */
const LINGER_MS = 500;

export type ServeOptions = {
  readonly root: string;
  readonly host: string | null;
  readonly port: number;
  readonly folders: readonly { readonly kind: LibraryKind; readonly path: string }[];
  /** Second folder for backups; null leaves it as it is. */
  readonly backupFolder: string | null;
  readonly ffmpeg: string | null;
  readonly access: AccessRule | null;
  readonly setup: {
    readonly owner: string;
    readonly user: string | null;
    readonly passwords: readonly string[];
  } | null;
  /** For the file of keys on a machine without a keychain; null when none was given. */
  readonly passphrase: string | null;
  /** The keychain that held the keys is gone for good. */
  readonly givesUpKeys: boolean;
};

/** `holdfast serve`: runs until a signal ends it. */
export async function serve(args: string[]): Promise<number> {
  const options = parseServe(args);
  const instance = claim(options.root);
  try {
    return await run(options, instance);
  } finally {
    instance.release();
  }
}

async function run(options: ServeOptions, instance: Instance): Promise<ExitCode> {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  // The same Ctrl-C may reach us twice, from the terminal and from npm.
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('SIGHUP', stop);

  const { log, close: closeLog } = openManagerLog(instance);
  const tools = findMediaTools(options.ffmpeg);
  const secrets = await secretsOf(options, instance, log, stopping);
  if (secrets === 'stopped') return endWithin(EXIT.ok);
  const created = await createManager({
    instance,
    clock: systemClock,
    log,
    secrets,
    scheduler: createSystemScheduler(),
    node: process.execPath,
    version: version(),
    tools,
    program: { changedFiles: null, looksForUpdates: false },
    port: options.port,
    host: options.host,
  });
  if (!created.ok) throw new CommandError(EXIT.dataFolderNotUsable, created.failure.message);
  const manager = created.value;
  const setUp = Promise.withResolvers<void>();
  const dispatcher: Dispatcher = {
    async call(name, input, actor) {
      const result = await manager.dispatcher.call(name, input, actor);
      if (name === 'setup.complete' && result.ok) setUp.resolve();
      return result;
    },
  };
  const page = createOwnerPage({ dispatcher, onChange: manager.onChange, clock: systemClock });
  const commands = withLinks(dispatcher, page);
  const closeCommands = await listenForCommands({ data: instance.data, dispatcher: commands, log });
  say(`Holdfast ${version()} · data in ${instance.data.root}`);
  say('Holdfast serves without a window here. This opens it in a browser: npx holdfast open');
  try {
    return await untilStopped(options, { manager, page, setUp: setUp.promise }, stopping.signal);
  } finally {
    closeCommands();
    await page.close();
    await stopWithin(manager);
    closeLog();
  }
}

/**
 * The keys, wherever they are. @throws CommandError with what to do; nothing was changed then.
 *
 * @returns `stopped` when Ctrl-C came while the system or we asked a person for a password.
 */
async function secretsOf(
  options: ServeOptions,
  instance: Instance,
  log: Log,
  stopping: AbortController,
): Promise<SecretStore | 'stopped'> {
  const { signal } = stopping;
  const opening = openKeys(instance, log, {
    passphrase: options.passphrase,
    // Set-up from flags has nobody to ask, also at a terminal.
    ask: (what) => askForPassphrase(what, { mayAsk: options.setup === null, stop: () => stopping.abort(), signal }),
    givesUp: options.givesUpKeys,
  });
  try {
    return await Promise.race([opening, aborted(signal)]);
  } catch (error) {
    if (!(error instanceof SecretsUnavailable)) throw error;
    throw new CommandError(
      endWithin(error.state === 'damaged' ? EXIT.dataFolderNotUsable : EXIT.keysNotReachable),
      error.message,
    );
  }
}

/** A system prompt nobody answers would keep a process that has nothing left to do. @returns `code`, to end with. */
function endWithin(code: ExitCode): ExitCode {
  setTimeout(() => process.exit(code), LINGER_MS).unref();
  return code;
}

type Served = { readonly manager: Manager; readonly page: OwnerPage; readonly setUp: Promise<void> };

async function untilStopped(options: ServeOptions, served: Served, signal: AbortSignal): Promise<ExitCode> {
  const { manager } = served;
  const stopped = aborted(signal);
  if (manager.status().house === 'set-up-needed') {
    // Before anybody answers questions: nothing is remembered yet.
    if (options.backupFolder !== null) checkWritableFolder(options.backupFolder);
    if (options.setup) await setUpFromFlags(options, manager);
    else if ((await firstRun({ ...served, access: options.access, signal })) === 'stopped') return EXIT.ok;
    await keepBackupFolder(options.backupFolder, manager);
  } else {
    if (options.setup) say('Already set up; --setup-owner and --setup-user were not used.');
    await keepBackupFolder(options.backupFolder, manager);
    if (options.access !== null) await allowAgain(options.access, manager);
    const opened = await Promise.race([manager.open(), stopped]);
    if (opened === 'stopped') return EXIT.ok;
    if (!opened.ok)
      throw new CommandError(
        opened.failure.code === 'port-taken'
          ? EXIT.portTaken
          : opened.failure.code === 'database'
            ? EXIT.dataFolderNotUsable
            : EXIT.failed,
        opened.failure.message,
      );
  }
  await addFolders(options, manager);
  announce(manager);
  const unsubscribe = announceChanges(manager);
  await stopped;
  unsubscribe();
  say('Stopping.');
  return EXIT.ok;
}

/** A folder that is remembered may be on a disk that is not connected: its copy waits, and nobody else has to. */
async function keepBackupFolder(path: string | null, manager: Manager): Promise<void> {
  if (path === null) return;
  const set = await order(manager, 'backups.setSecondFolder', { path });
  if (set.ok) return;
  const { secondFolder } = must(await order(manager, 'backups.list', {}));
  if (secondFolder?.path !== path) throw new CommandError(EXIT.badUsage, set.failure.message);
  complain(`! ${set.failure.message} Backups are made without it until it is back.`);
}

/** The flag counts at every start, as --host and --port do. What was chosen since is not put away without a word. */
async function allowAgain(access: AccessRule, manager: Manager): Promise<void> {
  const { access: chosen } = must(await order(manager, 'network.get', {}));
  if (isDeepStrictEqual(chosen, access)) return;
  must(await order(manager, 'network.setAccess', { access, cutOff: true }));
  const words = (rule: AccessRule) =>
    rule.kind === 'custom'
      ? rule.cidrs.join(', ') || 'nobody else'
      : rule.kind === 'home'
        ? 'the home network'
        : 'this computer alone';
  complain(`! --allow changed who may connect from ${words(chosen)} to ${words(access)}. Start without it to keep what is chosen in the window.`); // prettier-ignore
}

async function setUpFromFlags(options: ServeOptions, manager: Manager): Promise<void> {
  const { owner, user, passwords } = options.setup!;
  const { suggestedServerName } = must(await order(manager, 'setup.state', {}));
  const made = await order(manager, 'setup.complete', {
    serverName: suggestedServerName,
    ownerName: owner,
    password: passwords[0]!,
    access: options.access ?? { kind: 'home' },
  });
  must(made);
  // First the account: the flags count on a fresh data folder alone, so a taken port must not lose it.
  if (user !== null) must(await order(manager, 'accounts.create', { name: user, password: passwords[1]! }));
  const problem = manager.status().server.problem;
  if (manager.status().addresses.length === 0 && problem !== null) throw new CommandError(EXIT.portTaken, problem);
}

async function addFolders(options: ServeOptions, manager: Manager): Promise<void> {
  const { libraries } = must(await order(manager, 'library.list', {}));
  for (const folder of options.folders) {
    if (libraries.some((library) => library.path === folder.path)) continue;
    const added = await order(manager, 'library.add', folder);
    if (!added.ok) complain(`${folder.path}: ${added.failure.message}`);
  }
}

/** What the owner asked for on this command line. */
const order = async <N extends MethodName>(manager: Manager, method: N, input: Input<N>): Promise<Answer<N>> =>
  (await manager.dispatcher.call(method, input, 'owner:command-line')) as Answer<N>;

function announce(manager: Manager): void {
  const now = manager.status();
  for (const warning of now.warnings) say(`! ${warning}`);
  if (now.house === 'closed') {
    say('The house is closed and stays closed. Open it with: npx holdfast unlock');
    return;
  }
  const [best, ...others] = now.addresses;
  if (best === undefined) complain(now.server.problem ?? now.worker.problem ?? 'Nothing is being served yet.');
  else say(`Open ${best}`);
  if (others.length > 0) say(`Also ${others.join(' ')}`);
}

/** Say what changes while serving: closing, opening, an end of a scan, trouble. */
function announceChanges(manager: Manager): () => void {
  let last = manager.status();
  return manager.onChange(() => {
    const now = manager.status();
    if (now.house === 'closed' && last.house !== 'closed') say('Closed. Nothing is being served.');
    const [address] = now.addresses;
    if (address !== undefined && last.addresses.length === 0) say(`Open ${address}`);
    if (now.probe.kind === 'silent' && last.probe.kind === 'answers') complain(`Not serving: ${now.probe.problem}`);
    if (now.probe.kind === 'answers' && last.probe.kind === 'silent') say(`Serving again at ${address}`);
    for (const name of ['server', 'worker'] as const) {
      const { problem } = now[name];
      if (problem !== null && problem !== last[name].problem) complain(problem);
    }
    last = now;
  });
}

async function stopWithin(manager: Manager): Promise<void> {
  const timer = setTimeout(() => process.exit(EXIT.failed), STOP_DEADLINE_MS);
  await manager.stop();
  clearTimeout(timer);
}

/** Flags as they were typed to what serving needs. @throws CommandError `badUsage`. */
export function parseServe(args: string[]): ServeOptions {
  const { values } = parseArgs({
    args,
    options: {
      'data-dir': { type: 'string' },
      host: { type: 'string' },
      port: { type: 'string' },
      library: { type: 'string', multiple: true },
      'backup-dir': { type: 'string' },
      ffmpeg: { type: 'string' },
      allow: { type: 'string', multiple: true },
      'setup-owner': { type: 'string' },
      'setup-user': { type: 'string' },
      'setup-password-fd': { type: 'string' },
      'secrets-passphrase-fd': { type: 'string' },
      'new-keys': { type: 'boolean', default: false },
    },
  });
  const usage = (message: string) => new CommandError(EXIT.badUsage, message);
  const port = values.port === undefined ? DEFAULT_PORT : Number(values.port);
  // NET-14: 1024 to 65535; 0 lets the system choose.
  if (!Number.isInteger(port) || (port !== 0 && (port < 1024 || port > 65_535)))
    throw usage('--port takes a number from 1024 to 65535, or 0 for any free one.');
  const root = dataDir(values['data-dir']);
  // A house that is there may remember the folder, and its disk may be away; see `keepBackupFolder`.
  if (values['backup-dir'] !== undefined && !existsSync(dataFolder(root).instanceDb))
    checkWritableFolder(values['backup-dir']);
  const owner = values['setup-owner'];
  const user = values['setup-user'] ?? null;
  const fd = values['setup-password-fd'];
  if ((owner === undefined) !== (fd === undefined) || (user !== null && owner === undefined))
    throw usage('--setup-owner and --setup-password-fd go together; --setup-user comes with them.');
  const count = user === null ? 1 : 2;
  const lines = fd === undefined ? [] : readPasswords(Number(fd), count);
  const passwords = lines.slice(0, count);
  const passphraseFd = values['secrets-passphrase-fd'];
  // npm passes no descriptor but 0 on, so passwords and passphrase may have to share it.
  const passphrase =
    passphraseFd === undefined
      ? null
      : ((passphraseFd === fd ? lines.slice(count) : readLines(Number(passphraseFd)))[0] ?? '');
  if (passphrase === '') throw usage('--secrets-passphrase-fd must give one line, the passphrase.');
  const short = passphrase === null ? null : shortPassphrase(passphrase);
  if (short !== null) throw usage(short);
  return {
    root,
    host: values.host ?? null,
    port,
    folders: (values.library ?? []).map(parseFolder),
    backupFolder: values['backup-dir'] === undefined ? null : resolve(values['backup-dir']),
    ffmpeg: values.ffmpeg === undefined ? null : resolve(values.ffmpeg),
    access: values.allow === undefined ? null : { kind: 'custom', cidrs: values.allow },
    setup: owner === undefined ? null : { owner, user, passwords },
    passphrase,
    givesUpKeys: values['new-keys'],
  };
}

function parseFolder(text: string): { readonly kind: LibraryKind; readonly path: string } {
  const [, word, path] = /^([^:]*):(.+)$/s.exec(text) ?? [];
  const kind = LIBRARY_KINDS.find((one) => one === word);
  if (kind === undefined || path === undefined)
    throw new CommandError(
      EXIT.badUsage,
      `--library takes kind:path, and a kind is one of ${LIBRARY_KINDS.join(', ')}: ${text}`,
    );
  return { kind, path: resolve(path) };
}

function readPasswords(fd: number, count: number): string[] {
  const lines = readLines(fd);
  if (lines.length < count)
    throw new CommandError(
      EXIT.badUsage,
      `--setup-password-fd must give ${count} line${count === 1 ? '' : 's'}, one password each.`,
    );
  return lines;
}

function checkWritableFolder(path: string): void {
  try {
    accessSync(path, constants.W_OK);
    if (statSync(path).isDirectory()) return;
  } catch {
    // said below, as for a file in its place
  }
  throw new CommandError(EXIT.badUsage, `--backup-dir ${path} is no folder this user can write to.`);
}
