import { BrowserWindow, dialog, screen, shell, type Session, type WebContents } from 'electron';
import type { Log } from '../core/kernel/index.ts';
import { isOurPage, mayOpenOutside } from './addresses.ts';
import { keepPage } from './page-kept.ts';
import { LEAST_SIZE, placeWindow, readWindowState, writeWindowState } from './window-state.ts';

/** The ground of the page before it is drawn, light and dark: `--c-canvas` of the tokens. */
const GROUND = { light: '#F7F5F1', dark: '#151310' } as const;

export type OwnersWindow = {
  /** In front of everything, made if it was closed. */
  readonly show: () => void;
  /** Tell the page something; when it is closed there is nobody to tell. */
  readonly send: (channel: string, ...args: readonly unknown[]) => void;
  /** Whether web contents are the window's. */
  readonly isOurs: (contents: WebContents) => boolean;
  readonly current: () => BrowserWindow | null;
  readonly close: () => void;
};

/** The owner's one window. Closing it ends nothing but itself: the house goes on, and the tray opens another. */
export function createWindow(options: {
  /** What it shows; see `addresses.ts`. */
  readonly page: string;
  /** After it closed, by whoever. */
  readonly onClosed?: () => void;
  readonly preload: string;
  readonly stateFile: string;
  readonly icon: string;
  readonly isDark: () => boolean;
  readonly devTools: boolean;
  readonly log: Log;
}): OwnersWindow {
  let window: BrowserWindow | null = null;

  const open = (): BrowserWindow => {
    const remembered = readWindowState(options.stateFile);
    const areas = screen.getAllDisplays().map((display) => display.workArea);
    const made = new BrowserWindow({
      ...placeWindow(remembered, areas),
      minWidth: LEAST_SIZE.width,
      minHeight: LEAST_SIZE.height,
      title: 'Holdfast',
      icon: options.icon,
      backgroundColor: GROUND[options.isDark() ? 'dark' : 'light'],
      show: false,
      webPreferences: {
        preload: options.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        webSecurity: true,
        devTools: options.devTools,
        // It would fetch dictionaries from Google.
        spellcheck: false,
      },
    });
    if (remembered?.isMaximized === true) made.maximize();
    made.once('ready-to-show', () => made.show());
    made.on('close', () => {
      try {
        writeWindowState(options.stateFile, { ...made.getNormalBounds(), isMaximized: made.isMaximized() });
      } catch (error) {
        // A full disk must not keep a window open.
        options.log.warn('window.place-not-kept', { error });
      }
    });
    made.once('closed', () => {
      if (window === made) window = null;
      options.onClosed?.();
    });
    const kept = keepPage({
      load: () => made.loadURL(options.page),
      isClosed: () => made.isDestroyed(),
      ask: askAboutPage,
      close: () => made.destroy(),
      now: Date.now,
      log: options.log,
    });
    made.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') kept.died(reason);
    });
    kept.begin();
    return made;
  };

  return {
    show() {
      if (window === null) {
        window = open(); // shows itself once it is drawn
        return;
      }
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    send(channel, ...args) {
      if (window !== null && !window.isDestroyed()) window.webContents.send(channel, ...args);
    },
    isOurs: (contents) => window !== null && !window.isDestroyed() && window.webContents === contents,
    current: () => window,
    close: () => window?.close(),
  };
}

/** @returns whether it is tried anew. */
async function askAboutPage(): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: 'Holdfast',
    message: 'The window of Holdfast does not come up.',
    detail:
      'Your house is not in the window and goes on as it is: the menu of the tray shows it, and can close it. Try again; ' +
      'if it says the same, restart the computer or install Holdfast again.',
    buttons: ['Try again', 'Close the window'],
    defaultId: 0,
    cancelId: 1,
  });
  return response === 0;
}

/**
 * What no page may do, whatever window it is in (DSK-05): leave our page, open a window, hold a webview. A link outside
 * goes to the person's browser instead.
 */
export function lockContents(
  contents: WebContents,
  { log, ownAddresses }: { readonly log: Log; readonly ownAddresses: () => readonly string[] },
): void {
  const openOutside = (url: string) => {
    if (!mayOpenOutside(url, ownAddresses())) return log.warn('window.link-refused');
    shell.openExternal(url).catch((error: unknown) => log.warn('window.link-not-opened', { error }));
  };
  contents.on('will-frame-navigate', (event) => {
    if (isOurPage(event.url)) return;
    event.preventDefault();
    if (event.isMainFrame) openOutside(event.url);
  });
  contents.on('will-redirect', (event) => {
    if (!isOurPage(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url);
    return { action: 'deny' };
  });
}

/**
 * What no page may have (DSK-05): camera, microphone, place, devices, notifications, anything of the network. Writing to
 * the clipboard is the one exception, for the button that copies the house's address.
 */
export function lockSession(session: Session, { log }: { readonly log: Log }): void {
  const isAllowed = (permission: string, url: string) => permission === 'clipboard-sanitized-write' && isOurPage(url);
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) => {
    const allowed = isAllowed(permission, requestingUrl);
    if (!allowed) log.warn('window.permission-refused', { permission });
    answer(allowed);
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => isAllowed(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) => {
    // Its own page, what the page makes itself, and the developer's tools, which a package does not have.
    const isOwn = isOurPage(details.url) || /^(data|blob|devtools):/.test(details.url);
    if (!isOwn) log.warn('window.request-refused', { type: details.resourceType });
    answer({ cancel: !isOwn });
  });
}
