import { app, nativeTheme, session } from 'electron';
import { join } from 'node:path';
import type { Topic } from '../../shared/contract/bridge.ts';
import type { Output } from '../../shared/contract/index.ts';
import type { KeysAnswer } from '../../shared/contract/keys-page.ts';
import { CHANNELS } from '../../shared/contract/window-channels.ts';
import {
  claimDataFolder,
  currentGeneration,
  inGeneration,
  SecretsUnavailable,
  systemClock,
  type Instance,
  type Log,
  type SecretStore,
} from '../core/kernel/index.ts';
import {
  addressToAsk,
  bundledNode,
  createManager,
  createSystemScheduler,
  findMediaTools,
  healthProblem,
  keysHome,
  listenForCommands,
  openKeys,
  openManagerLog,
  programFolder,
  type Manager,
} from '../manager/index.ts';
import { KEYS_ADDRESS, PAGE_ADDRESS } from './addresses.ts';
import type { AppArguments } from './arguments.ts';
import { createCommands } from './commands.ts';
import { createEnding, type HowToEnd } from './ending.ts';
import { openIpc } from './ipc.ts';
import { createKeysQuestion } from './keys-question.ts';
import { isSignInStart, loginItem } from './login-item.ts';
import { loginSwitch } from './login-switch.ts';
import { setMenus } from './menu.ts';
import { createNotifications } from './notifications.ts';
import { checkOwnFiles, readManifest, type OwnFilesProblem } from './own-files.ts';
import { openKeysAsking } from './open-keys-asking.ts';
import { openPage } from './page.ts';
import { watchPower } from './power.ts';
import { choosePort, isPortTaken } from './port.ts';
import { askForPort, sayNotPutBack, sayRefusal } from './refused-start.ts';
import { serveScheme } from './scheme.ts';
import { createTray } from './tray.ts';
import { trayState } from './tray-state.ts';
import { openUpdating, type Updating } from './updates/updating.ts';
import { createUpdateCommands } from './update-commands.ts';
import { createWindow, lockContents, lockSession } from './window.ts';

/** The root of the app's own part: its page, its icons, its preload. */
const APP = join(import.meta.dirname, '..', '..');
/** Native code, beside the asar in a package. */
const PACKAGES = join(APP, '..', 'node_modules');
const ICONS = join(APP, 'resources', 'icons');

/**
 * Run the app on a data folder until it quits.
 *
 * @param profile where Chromium keeps what it keeps.
 * @throws what nobody foresaw; it is in the log then, where there is one already.
 */
export async function runApp(options: AppArguments, profile: string): Promise<void> {
  await app.whenReady();
  // Closing the window ends nothing, and without this listener Electron would quit.
  app.on('window-all-closed', () => {});
  const claimed = await claim(options.root);
  if (claimed === null) return app.exit(1);
  const opened = openManagerLog(claimed);
  try {
    await runOn(claimed, opened, options, profile);
  } catch (error) {
    opened.log.error('app.not-started', { error });
    throw error;
  }
}

/** As above, on a data folder that is ours. */
async function runOn(
  claimed: Instance,
  { log, close: closeLog }: ReturnType<typeof openManagerLog>,
  options: AppArguments,
  profile: string,
): Promise<void> {
  const updating = openUpdating({
    data: claimed.data,
    folder: join(profile, 'updates'),
    feedFile: join(APP, 'resources', 'update-feed.json'),
    own: app.getVersion(),
    relaunch: (how) => app.relaunch(how),
    log,
  });
  /** Nothing of ours runs any more. @param startsAgain whichever program is in place now begins after us. */
  const leave = (code: number, startsAgain = false) => {
    try {
      claimed.release();
      updating.beginNext(startsAgain);
    } catch (error) {
      log.error('app.not-left', { error });
    } finally {
      closeLog();
      app.exit(code);
    }
  };
  const begun = await beginAfterUpdate(updating);
  if (begun === null) return leave(1);
  if (begun === 'restart') return leave(0, true);
  // Going back from an update has put another generation of the data in place.
  const instance = inGeneration(claimed, currentGeneration(claimed.data));
  const scheduler = createSystemScheduler();
  const port = await choosePort({
    named: options.port,
    file: join(profile, 'port'),
    isTaken: isPortTaken(options.host),
    ask: askForPort,
    log,
  });
  let addresses = (): readonly string[] => [];
  const windows = openPages({ profile, log, ownAddresses: () => addresses() });
  const started = await startManager({
    windows,
    host: options.host,
    port,
    instance,
    log,
    scheduler,
    isOnTrial: begun === 'prove',
    canUpdate: updating.canLook,
  });
  if (started.kind === 'gave-up') {
    updating.notBegun();
    return leave(1);
  }
  if (begun === 'prove') {
    const problem = started.kind === 'failed' ? started.problem : await problemOfStart(started.manager);
    const outcome = await proveAfterUpdate(updating, problem);
    if (outcome !== 'kept') {
      if (started.kind === 'started') await started.manager.stop();
      return outcome === 'restart' ? leave(0, true) : leave(1);
    }
  }
  if (started.kind === 'failed') throw new Error(started.problem);
  const { manager } = started;
  addresses = () => manager.status().addresses;
  const closeCommands = await listenForCommands({ data: instance.data, dispatcher: manager.dispatcher, log });

  const end = createEnding({
    endShell() {
      endShell();
      closeCommands();
    },
    stop: () => manager.stop(),
    installReady: () => updating.installReady(),
    leave,
    exit: (code) => app.exit(code),
    log,
  });
  const quit = (how: HowToEnd) => void end(how);
  const isHidden = options.isHidden || (app.isPackaged && isSignInStart(app));
  const endShell = openShell({ windows, manager, updating, log, scheduler, isHidden, quit });
  app.on('before-quit', (event) => {
    // Server and worker end before the app does.
    event.preventDefault();
    quit('quit');
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => quit('at-once'));

  if (manager.status().house !== 'set-up-needed') {
    const opened = await manager.open();
    if (!opened.ok) log.error('house.not-opened', { code: opened.failure.code });
  }
}

/** @returns null when the program before could not be put back: a person has to. */
async function beginAfterUpdate(updating: Updating): Promise<'start' | 'prove' | 'restart' | null> {
  try {
    return await updating.begin();
  } catch (error) {
    await sayNotPutBack(error);
    return null;
  }
}

async function proveAfterUpdate(updating: Updating, problem: string | null): Promise<'kept' | 'restart' | 'stuck'> {
  try {
    return await updating.prove(problem);
  } catch (error) {
    await sayNotPutBack(error);
    return 'stuck';
  }
}

async function claim(root: string): Promise<Instance | null> {
  for (;;) {
    const claimed = claimDataFolder(root);
    if (claimed.ok) return claimed.value;
    if ((await sayRefusal('Holdfast cannot use its data folder.', claimed.failure.message)) === 'quit') return null;
  }
}

type Started =
  | { readonly kind: 'started'; readonly manager: Manager }
  | { readonly kind: 'gave-up' }
  /** On trial alone: otherwise a person is told, and may try again. */
  | { readonly kind: 'failed'; readonly problem: string };

/** @param isOnTrial the first start after an update: what goes wrong then is the update's fault, and nobody is asked. */
async function startManager(deps: {
  readonly windows: WindowOptions;
  readonly host: string | null;
  readonly port: number;
  readonly instance: Instance;
  readonly log: Log;
  readonly scheduler: ReturnType<typeof createSystemScheduler>;
  readonly isOnTrial: boolean;
  readonly canUpdate: boolean;
}): Promise<Started> {
  const { windows, host, port, instance, log, scheduler, isOnTrial, canUpdate } = deps;
  for (;;) {
    const changed = await changedFilesProblem(log);
    const node = bundledNode();
    let problem: { readonly message: string; readonly detail: string };
    if (changed !== null || node === null) {
      const detail = changed ?? 'Its Node runtime is missing.';
      problem = { message: 'Holdfast was changed since it was installed.', detail };
    } else {
      // Not the update's fault, so a person is asked on trial too.
      const secrets = await openKeysInWindow({ instance, windows, log });
      if (secrets === null) return { kind: 'gave-up' };
      const create = () =>
        createManager({
          instance,
          clock: systemClock,
          log,
          secrets,
          scheduler,
          node,
          version: app.getVersion(),
          tools: findMediaTools(null),
          program: { changedFiles, looksForUpdates: canUpdate },
          port,
          host,
        });
      try {
        const created = await create();
        if (created.ok) return { kind: 'started', manager: created.value };
        problem = { message: 'Holdfast cannot start.', detail: created.failure.message };
      } catch (error) {
        if (error instanceof SecretsUnavailable)
          problem = { message: 'Holdfast cannot reach its keys.', detail: error.message };
        else if (isOnTrial) problem = { message: 'Holdfast cannot start.', detail: String(error) };
        else throw error;
      }
    }
    if (isOnTrial) return { kind: 'failed', problem: problem.detail };
    if ((await sayRefusal(problem.message, problem.detail)) === 'quit') return { kind: 'gave-up' };
  }
}

/**
 * Why a house that should be open does not answer from outside, or null. One that is closed has nothing to answer with, nor
 * has one whose port another program took, which is no fault of the program that started.
 */
async function problemOfStart(manager: Manager): Promise<string | null> {
  if (manager.status().house !== 'open') return null;
  const opened = await manager.open();
  if (!opened.ok) return opened.failure.code === 'port-taken' ? null : opened.failure.message;
  const address = addressToAsk(opened.value.addresses);
  return address === null ? 'It listens nowhere.' : healthProblem(address);
}

/** What of our own files is not as it was packed, in a sentence, or null. */
async function changedFilesProblem(log: Log): Promise<string | null> {
  const [first, ...others] = await changedFiles();
  if (first === undefined) return null;
  log.error('program.changed', { files: [first, ...others].slice(0, 20) });
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `${first.path}${more}: ${first.kind}. Install Holdfast again; your data is not touched by that.`;
}

/** All of our own files that are not as they were packed. */
const changedFiles = async (): Promise<OwnFilesProblem[]> => [
  ...(await checkOwnFiles(programFolder(), readManifest(join(APP, 'resources', 'runtime.json')))),
  ...(app.isPackaged ? await checkOwnFiles(PACKAGES, readManifest(join(APP, 'resources', 'node_modules.json'))) : []),
];

type WindowOptions = Omit<Parameters<typeof createWindow>[0], 'page' | 'onClosed'>;

/** What every page and every window of ours stands behind, from the first one on (DSK-05). */
function openPages(deps: {
  readonly profile: string;
  readonly log: Log;
  readonly ownAddresses: () => readonly string[];
}): WindowOptions {
  const { profile, log, ownAddresses } = deps;
  app.on('web-contents-created', (_event, contents) => lockContents(contents, { log, ownAddresses }));
  lockSession(session.defaultSession, { log });
  serveScheme(session.defaultSession, openPage(APP));
  return {
    preload: join(APP, 'electron', 'preload', 'index.cjs'),
    stateFile: join(profile, 'window-state.json'),
    icon: join(ICONS, 'icon.png'),
    isDark: () => nativeTheme.shouldUseDarkColors,
    devTools: !app.isPackaged,
    log,
  };
}

/** The keys; where a person is needed for that, in a window of its own (SEC-01). @returns null when they gave up. */
async function openKeysInWindow(deps: {
  readonly instance: Instance;
  readonly windows: WindowOptions;
  readonly log: Log;
}): Promise<SecretStore | null> {
  const { instance, windows, log } = deps;
  const question = createKeysQuestion();
  const closed = Promise.withResolvers<KeysAnswer>();
  const window = createWindow({ ...windows, page: KEYS_ADDRESS, onClosed: () => closed.resolve({ kind: 'quit' }) });
  const closeIpc = openIpc({ manager: question, window, opensAtLogin: null, log });
  app.on('second-instance', window.show);
  try {
    return await openKeysAsking({
      open: (passphrase, ask) => openKeys(instance, log, { passphrase, ask, givesUp: false }),
      home: () => keysHome(instance),
      ask(what, problem) {
        window.show();
        return Promise.race([question.ask(what, problem), closed.promise]);
      },
    });
  } finally {
    app.off('second-instance', window.show);
    closeIpc();
    window.close();
  }
}

/** Everything a person sees of the app. @returns what ends it. */
function openShell(deps: {
  readonly windows: WindowOptions;
  readonly manager: Manager;
  readonly updating: Updating;
  readonly log: Log;
  readonly scheduler: ReturnType<typeof createSystemScheduler>;
  readonly isHidden: boolean;
  readonly quit: (how: HowToEnd) => void;
}): () => void {
  const { windows, manager, updating, log, scheduler } = deps;
  const { devTools } = windows;
  const window = createWindow({ ...windows, page: PAGE_ADDRESS });
  const notifications = createNotifications({ manager, openWindow: window.show, log });
  const tell = (title: string, body: string) => notifications.tell({ key: `${title} ${Date.now()}`, title, body });
  const commandsOf = (actor: string) =>
    createCommands(actor, {
      manager,
      tell,
      openWindow: window.show,
    });
  const quit = () => deps.quit('quit');
  const tray = createTray({
    icons: join(ICONS, 'tray'),
    state: () => trayState(manager.status(), manager.status().probe),
    openWindow: window.show,
    commands: commandsOf('owner:tray'),
    quit,
  });
  const opensAtLogin = app.isPackaged
    ? loginSwitch(loginItem(app), {
        log,
        onChange() {
          menus.redraw();
          window.send(CHANNELS.changed, 'shell' satisfies Topic);
        },
      })
    : null;
  const updates = createUpdateCommands({
    updating,
    scheduler,
    tell: notifications.tell,
    restart: () => deps.quit('restart'),
    onChange: () => menus.update(),
    looked: manager.lookedForUpdate,
  });
  const menus = setMenus({
    commands: commandsOf('owner:menu'),
    updates,
    openWindow: window.show,
    quit,
    opensAtLogin,
    tell,
    devTools,
  });
  const power = watchPower({
    woke() {
      log.info('power.woke');
      scheduler.catchUp();
      manager.woke();
    },
    quit: () => deps.quit('at-once'),
    async isPlaying() {
      const listed = await manager.dispatcher.call('playing.list', {}, 'holdfast');
      return listed.ok && (listed.value as Output<'playing.list'>).playing.length > 0;
    },
  });
  const closeIpc = openIpc({ manager, window, opensAtLogin, log });
  const unsubscribe = manager.onChange((topic) => {
    if (topic === 'audit') notifications.auditChanged();
    // A house that closes ends what plays.
    if (topic === 'playing' || topic === 'incident') power.playingChanged();
    if (topic !== 'status' && topic !== 'incident') return;
    tray.update();
    menus.update();
    notifications.statusChanged(manager.status());
    notifications.probed(manager.status().probe);
  });
  app.on('second-instance', window.show);
  app.on('activate', window.show); // a click on the dock's icon
  if (!deps.isHidden) window.show();
  updates.begin();

  return () => {
    app.off('second-instance', window.show);
    app.off('activate', window.show);
    unsubscribe();
    closeIpc();
    power.end();
    updates.end();
    notifications.end();
    tray.end();
  };
}
