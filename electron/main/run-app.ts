import { app, nativeTheme, session } from 'electron';
import { join } from 'node:path';
import { claimDataFolder, SecretsUnavailable, systemClock, type Instance, type Log } from '../core/kernel/index.ts';
import {
  bundledNode,
  createManager,
  createSystemScheduler,
  findMediaTools,
  healthProblem,
  listenForCommands,
  openKeys,
  openManagerLog,
  programFolder,
  type Manager,
} from '../manager/index.ts';
import type { AppArguments } from './arguments.ts';
import { createCommands } from './commands.ts';
import { openIpc } from './ipc.ts';
import { loginItem } from './login-item.ts';
import { setMenus } from './menu.ts';
import { createNotifications } from './notifications.ts';
import { checkOwnFiles, readManifest } from './own-files.ts';
import { openPage } from './page.ts';
import { watchPower } from './power.ts';
import { createProbing } from './probing.ts';
import { mayKeepKeysInFile, sayRefusal } from './refused-start.ts';
import { serveScheme } from './scheme.ts';
import { createTray } from './tray.ts';
import { trayState } from './tray-state.ts';
import { createWindow, lockContents, lockSession } from './window.ts';

/** The root of the app's own part: its page, its icons, its preload. */
const APP = join(import.meta.dirname, '..', '..');
/** Native code, beside the asar in a package. */
const PACKAGES = join(APP, '..', 'node_modules');
/** Nothing of ours lives longer than 5 s after quitting. */
const QUIT_DEADLINE_MS = 4_500;

/** Run the app on a data folder until it quits. @param profile where Chromium keeps what it keeps. */
export async function runApp(options: AppArguments, profile: string): Promise<void> {
  await app.whenReady();
  // Closing the window ends nothing, and without this listener Electron would quit.
  app.on('window-all-closed', () => {});
  const instance = await claim(options.root);
  if (instance === null) return app.exit(1);
  const { log, close: closeLog } = openManagerLog(instance);
  const scheduler = createSystemScheduler();
  const manager = await startManager({ options, instance, log, scheduler });
  if (manager === null) {
    instance.release();
    return app.exit(1);
  }
  const closeCommands = await listenForCommands({ data: instance.data, dispatcher: manager.dispatcher, log });
  const endShell = openShell({ profile, manager, log, scheduler, isHidden: options.isHidden });

  let ending: Promise<void> | null = null;
  const end = async (): Promise<void> => {
    const deadline = setTimeout(() => app.exit(1), QUIT_DEADLINE_MS);
    endShell();
    closeCommands();
    await manager.stop();
    closeLog();
    instance.release();
    clearTimeout(deadline);
    app.exit(0);
  };
  app.on('before-quit', (event) => {
    // Server and worker end before the app does; what quits it twice waits with the first.
    event.preventDefault();
    ending ??= end();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());

  if (manager.status().house !== 'set-up-needed') {
    const opened = await manager.open();
    if (!opened.ok) log.error('house.not-opened', { code: opened.failure.code });
  }
}

async function claim(root: string): Promise<Instance | null> {
  for (;;) {
    const claimed = claimDataFolder(root);
    if (claimed.ok) return claimed.value;
    if ((await sayRefusal('Holdfast cannot use its data folder.', claimed.failure.message)) === 'quit') return null;
  }
}

/** @returns null when it cannot be started and the person gave up. */
async function startManager(deps: {
  readonly options: AppArguments;
  readonly instance: Instance;
  readonly log: Log;
  readonly scheduler: ReturnType<typeof createSystemScheduler>;
}): Promise<Manager | null> {
  const { options, instance, log, scheduler } = deps;
  const giveUp = new AbortController();
  while (!giveUp.signal.aborted) {
    const refused = async (message: string, detail: string) => {
      if ((await sayRefusal(message, detail)) === 'quit') giveUp.abort();
    };
    const changed = await changedFiles(log);
    const node = bundledNode();
    if (changed !== null || node === null) {
      await refused('Holdfast was changed since it was installed.', changed ?? 'Its Node runtime is missing.');
      continue;
    }
    try {
      const ask = async (what: 'open' | 'make') => {
        if (what === 'make' && !(await mayKeepKeysInFile())) giveUp.abort();
        giveUp.signal.throwIfAborted();
        return null;
      };
      const secrets = await openKeys(instance, log, { passphrase: null, ask, givesUp: false });
      const created = await createManager({
        instance,
        clock: systemClock,
        log,
        secrets,
        scheduler,
        node,
        version: app.getVersion(),
        tools: findMediaTools(null),
        port: options.port,
        host: options.host,
      });
      if (created.ok) return created.value;
      await refused('Holdfast cannot start.', created.failure.message);
    } catch (error) {
      if (giveUp.signal.aborted) return null;
      if (!(error instanceof SecretsUnavailable)) throw error;
      await refused('Holdfast cannot reach its keys.', error.message);
    }
  }
  return null;
}

/** What of our own files is not as it was packed, in a sentence, or null. */
async function changedFiles(log: Log): Promise<string | null> {
  const [first, ...others] = [
    ...(await checkOwnFiles(programFolder(), readManifest(join(APP, 'resources', 'runtime.json')))),
    ...(app.isPackaged ? await checkOwnFiles(PACKAGES, readManifest(join(APP, 'resources', 'node_modules.json'))) : []),
  ];
  if (first === undefined) return null;
  log.error('program.changed', { files: [first, ...others].slice(0, 20) });
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `${first.path}${more}: ${first.kind}. Install Holdfast again; your data is not touched by that.`;
}

/** Everything a person sees of the app. @returns what ends it. */
function openShell(deps: {
  readonly profile: string;
  readonly manager: Manager;
  readonly log: Log;
  readonly scheduler: ReturnType<typeof createSystemScheduler>;
  readonly isHidden: boolean;
}): () => void {
  const { profile, manager, log, scheduler } = deps;
  const icons = join(APP, 'resources', 'icons');
  const devTools = !app.isPackaged;
  const ownAddresses = () => manager.status().addresses;
  app.on('web-contents-created', (_event, contents) => lockContents(contents, { log, ownAddresses }));
  lockSession(session.defaultSession, { log });
  serveScheme(session.defaultSession, openPage(APP));

  const window = createWindow({
    preload: join(APP, 'electron', 'preload', 'index.cjs'),
    stateFile: join(profile, 'window-state.json'),
    icon: join(icons, 'icon.png'),
    isDark: () => nativeTheme.shouldUseDarkColors,
    devTools,
    log,
  });
  const notifications = createNotifications({ manager, openWindow: window.show, log });
  const commandsOf = (actor: string) =>
    createCommands(actor, {
      manager,
      tell: (title, body) => notifications.tell({ key: `${title} ${Date.now()}`, title, body }),
      openWindow: window.show,
    });
  const quit = () => app.quit();
  const probing = createProbing({ status: manager.status, ask: healthProblem, onAnswer: () => tray.update() });
  const tray = createTray({
    icons: join(icons, 'tray'),
    state: () => trayState(manager.status(), probing.probe()),
    openWindow: window.show,
    commands: commandsOf('owner:tray'),
    quit,
  });
  const opensAtLogin = app.isPackaged ? loginItem() : null;
  setMenus({ commands: commandsOf('owner:menu'), openWindow: window.show, quit, opensAtLogin, devTools });
  const power = watchPower({
    woke() {
      log.info('power.woke');
      scheduler.catchUp();
      probing.look();
    },
    quit,
  });
  const closeIpc = openIpc({ manager, window, opensAtLogin, log });
  const unsubscribe = manager.onChange((topic) => {
    if (topic === 'audit') notifications.auditChanged();
    if (topic !== 'status' && topic !== 'incident') return;
    probing.look();
    tray.update();
    notifications.statusChanged(manager.status());
  });
  app.on('second-instance', window.show);
  app.on('activate', window.show); // a click on the dock's icon
  probing.look();
  if (!deps.isHidden) window.show();

  return () => {
    app.off('second-instance', window.show);
    app.off('activate', window.show);
    unsubscribe();
    closeIpc();
    power.end();
    probing.end();
    tray.end();
  };
}
