/**
 * The desktop shell: skin around the manager. One instance for each data folder, a window, a tray, menus, notifications;
 * everything it does to the house goes through the manager's dispatcher. Quitting ends everything of ours.
 */
import { app, dialog } from 'electron';
import { join } from 'node:path';
import { makePrivateFolder } from '../core/kernel/index.ts';
import { APP_ID } from './app-id.ts';
import { appArguments } from './arguments.ts';
import { runApp } from './run-app.ts';
import { declareScheme } from './scheme.ts';
import { startProblem } from './start-problem.ts';

const options = appArguments(process.argv.slice(app.isPackaged ? 1 : 2));

/** Whoever started it with a click has no terminal: a window of the system's says why nothing comes. */
function sayFailedStart(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  const { title, content } = startProblem(error, options.root);
  // Before that, Electron on Linux draws no box (electron.d.ts, showErrorBox).
  void app.whenReady().then(() => {
    dialog.showErrorBox(title, content);
    app.exit(1);
  });
}

function start(): void {
  // Chromium's own files, and with them the lock of Electron's single instance, belong to the data folder (DSK-08).
  const profile = join(options.root, 'window');
  process.umask(0o077);
  makePrivateFolder(profile);
  app.setPath('userData', profile);
  app.setPath('sessionData', profile);
  app.setAppUserModelId(APP_ID); // does something on Windows alone
  app.enableSandbox();
  declareScheme();
  // The first one hears of it, and shows its window.
  if (!app.requestSingleInstanceLock()) app.quit();
  // Not awaited: Electron is not ready before this module has been evaluated.
  else runApp(options, profile).catch(sayFailedStart);
}

try {
  start();
} catch (error) {
  sayFailedStart(error);
}
