/**
 * The part of Electron that Holdfast uses, without Electron: windows are pages of a real Chromium with the real preload;
 * tray, menus, dialogs and notifications are recorded and pressed by the test. Types are picked from the real
 * `electron.d.ts`, and `electron/main` is type-checked against this module too (build/check-fake-electron.ts), so what it uses
 * and this does not have is an error.
 *
 * What it cannot show: that Chromium keeps the preload's world apart from the page's (here both are one), fuses, native
 * drawing of tray and menus, and the scheme `app` itself, which lives at an https origin meanwhile.
 */
import { EventEmitter } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Frame, Page, Request as PlaywrightRequest, Route } from 'playwright';
import { fromStandIn, launchBrowser, toStandIn } from './browser.ts';
import { ERROR_BOX_FILE, RELAUNCH_FILE, type MenuLine, type Order, type Recorded } from './control.ts';
import { preloadScript } from './preload-script.ts';

// --- what happens to the whole ---

const paths = new Map<string, string>();
let browser: Promise<{ readonly context: BrowserContext; readonly endpoint: string }> | null = null;
const readyNow = Promise.withResolvers<void>();
const appEvents = new EventEmitter();
let appVersion = '';
const windows = new Set<BrowserWindow>();

const recorded = {
  appId: '',
  tray: null as Tray | null,
  notifications: [] as Notification[],
  boxes: [] as { message: string; detail: string }[],
  openedOutside: [] as string[],
  clipboard: '',
  menu: null as FakeMenu | null,
  blockers: new Set<number>(),
  chosen: [] as (string | null)[],
  pressed: [] as string[],
};

/** Electron is ready once its browser runs and the app's main module was evaluated; `start.ts` says when that is. */
export async function becomeReady(version: string): Promise<string> {
  appVersion = version;
  const profile = paths.get('userData');
  if (profile === undefined) throw new Error('The app did not say where its profile lies.');
  browser = launchBrowser(profile);
  const { context, endpoint } = await browser;
  await defaultSession.attach(context);
  readyNow.resolve();
  appEvents.emit('ready');
  return endpoint;
}

async function exit(code: number): Promise<void> {
  await browser?.then(({ context }) => context.close()).catch(() => {});
  process.exit(code);
}

type AppPart = Pick<
  Electron.App,
  | 'enableSandbox'
  | 'exit'
  | 'getLoginItemSettings'
  | 'getVersion'
  | 'isPackaged'
  | 'off'
  | 'on'
  | 'quit'
  | 'relaunch'
  | 'requestSingleInstanceLock'
  | 'setAppUserModelId'
  | 'setLoginItemSettings'
  | 'setPath'
  | 'whenReady'
>;

const appMethods: Omit<AppPart, 'on' | 'off'> = {
  isPackaged: false,
  enableSandbox() {},
  whenReady: () => readyNow.promise,
  getVersion: () => appVersion,
  setAppUserModelId: (id) => void (recorded.appId = id),
  setPath: (name, path) => void paths.set(name, path),
  exit: (code = 0) => void exit(code),
  quit() {
    let isPrevented = false;
    appEvents.emit('before-quit', { preventDefault: () => (isPrevented = true) });
    if (!isPrevented) void exit(0);
  },
  relaunch(options) {
    // Whoever looks is no longer in this process.
    writeFileSync(join(paths.get('userData')!, RELAUNCH_FILE), JSON.stringify(options ?? {}));
  },
  requestSingleInstanceLock() {
    const folder = paths.get('userData')!;
    mkdirSync(folder, { recursive: true });
    const lock = join(folder, 'FakeSingletonLock');
    const others = join(folder, 'FakeSingletonCalls');
    if (existsSync(lock) && isRunning(Number(readFileSync(lock, 'utf8')))) {
      appendFileSync(others, 'another\n');
      return false;
    }
    writeFileSync(lock, String(process.pid));
    writeFileSync(others, '');
    watch(others, () => appEvents.emit('second-instance')).unref();
    process.on('exit', () => rmSync(lock, { force: true }));
    return true;
  },
  getLoginItemSettings: () => {
    throw new Error('Only a package opens at login.');
  },
  setLoginItemSettings() {},
};
export const app = Object.assign(appEvents, appMethods) as unknown as AppPart;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

// --- session, protocol, pages ---

type SessionPart = Pick<
  Electron.Session,
  'setDevicePermissionHandler' | 'setPermissionCheckHandler' | 'setPermissionRequestHandler'
> & {
  readonly protocol: Pick<Electron.Protocol, 'handle'>;
  readonly webRequest: { onBeforeRequest(listener: BeforeRequest): void };
};
type BeforeRequest = (
  details: Electron.OnBeforeRequestListenerDetails,
  callback: (response: Electron.CallbackResponse) => void,
) => void;
type PermissionHandler = Parameters<Electron.Session['setPermissionRequestHandler']>[0];
type SchemeHandler = Parameters<Electron.Protocol['handle']>[1];

class FakeSession implements SessionPart {
  #schemes = new Map<string, SchemeHandler>();
  #beforeRequest: BeforeRequest | null = null;
  permission: PermissionHandler = null;

  protocol: SessionPart['protocol'] = {
    handle: (scheme, handler) => void this.#schemes.set(scheme, handler),
  };
  webRequest: SessionPart['webRequest'] = {
    onBeforeRequest: (listener) => void (this.#beforeRequest = listener),
  };
  setPermissionRequestHandler: SessionPart['setPermissionRequestHandler'] = (handler) => {
    this.permission = handler;
  };
  setPermissionCheckHandler: SessionPart['setPermissionCheckHandler'] = () => {};
  setDevicePermissionHandler: SessionPart['setDevicePermissionHandler'] = () => {};

  /** Every request of every page goes through here, as it would through Electron's session. */
  async attach(context: BrowserContext): Promise<void> {
    await context.route('**/*', (route) => this.#answer(route));
    context.on('page', (page) => void closeOpened(page));
  }

  async #answer(route: Route): Promise<void> {
    const request = route.request();
    const url = fromStandIn(request.url());
    if (request.isNavigationRequest()) {
      const frame = frameOfNavigation(request);
      if (frame === null) return this.#opened(route, url);
      const owner = [...windows].find((window) => window.page === frame.page());
      if (owner === undefined || !owner.webContents.mayNavigate(url, frame)) return route.abort('aborted');
    }
    const details = { url, method: request.method(), resourceType: request.resourceType() };
    const isCancelled = await new Promise<boolean>((resolve) => {
      if (this.#beforeRequest === null) resolve(false);
      else
        this.#beforeRequest(details as Electron.OnBeforeRequestListenerDetails, ({ cancel }) =>
          resolve(cancel === true),
        );
    });
    if (isCancelled) return route.abort('blockedbyclient');
    const handler = this.#schemes.get(new URL(url).protocol.slice(0, -1));
    if (handler === undefined) return route.continue();
    const answer = await handler(new Request(url, { method: request.method() }) as GlobalRequest);
    return route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    });
  }

  /** A page opens a window. Electron asks before there is one; here it is there, empty, and goes when the answer is no. */
  async #opened(route: Route, url: string): Promise<void> {
    for (const window of windows) window.webContents.opened(url); // there is one
    await route.abort('aborted');
  }
}

/** Null: of a window that is just being opened, whose page is not known yet. */
function frameOfNavigation(request: PlaywrightRequest): Frame | null {
  try {
    return request.frame();
  } catch {
    return null;
  }
}

/** What a page opened has been refused its address by now. */
async function closeOpened(page: Page): Promise<void> {
  if ((await page.opener()) === null) return; // the app's own window
  await page.waitForLoadState();
  await page.close();
}

const defaultSession = new FakeSession();
export const session: { readonly defaultSession: SessionPart } = { defaultSession };

export const protocol: Pick<Electron.Protocol, 'registerSchemesAsPrivileged'> = {
  registerSchemesAsPrivileged() {},
};

// --- windows ---

type ContentsPart = Pick<Electron.WebContents, 'on' | 'send' | 'setWindowOpenHandler'>;
type WindowPart = Pick<
  Electron.BrowserWindow,
  | 'destroy'
  | 'focus'
  | 'getNormalBounds'
  | 'isDestroyed'
  | 'isMaximized'
  | 'isMinimized'
  | 'loadURL'
  | 'maximize'
  | 'on'
  | 'once'
  | 'restore'
  | 'show'
> & { readonly webContents: ContentsPart };
type OpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0];

const contentsEvents = new WeakMap<FakeContents, EventEmitter>();

class FakeContents {
  #window: BrowserWindow;
  #openHandler: OpenHandler | null = null;
  /** The app itself is loading its page: that is no navigation of the page's. */
  isLoading = false;

  constructor(window: BrowserWindow) {
    this.#window = window;
    contentsEvents.set(this, new EventEmitter());
  }
  on(name: string, listener: (...args: never[]) => void): this {
    contentsEvents.get(this)!.on(name, listener as (...args: unknown[]) => void);
    return this;
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }
  send(channel: string, ...args: unknown[]): void {
    const sent = this.#window.page?.evaluate(
      ([name, values]) =>
        (globalThis as unknown as { __fromApp: (n: unknown, v: unknown) => void }).__fromApp(name, values),
      [channel, args] as const,
    );
    sent?.catch(() => {}); // the page is navigating or gone, as it may be under Electron
  }
  /** Its process dies. */
  crash(): void {
    contentsEvents.get(this)!.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
  }
  mayNavigate(url: string, frame: Frame): boolean {
    if (this.isLoading) return true;
    let isPrevented = false;
    const event = { url, isMainFrame: frame.parentFrame() === null, preventDefault: () => (isPrevented = true) };
    contentsEvents.get(this)!.emit('will-frame-navigate', event);
    return !isPrevented;
  }
  opened(url: string): void {
    if (this.#openHandler === null) throw new Error('A page opened a window, and nobody said what becomes of it.');
    const { action } = this.#openHandler({ url } as Electron.HandlerDetails);
    if (action !== 'deny') throw new Error('The fake opens no second window.');
  }
  toElectron(): ContentsPart {
    return this as unknown as ContentsPart;
  }
}

export class BrowserWindow {
  readonly webContents: FakeContents & ContentsPart;
  page: Page | null = null;
  #events = new EventEmitter();
  #preload: string;
  #isDestroyed = false;
  #isMaximized = false;

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    const web = options.webPreferences ?? {};
    // What Electron would accept silently and DSK-05 forbids, the fake refuses.
    if (web.sandbox !== true || web.contextIsolation !== true || web.nodeIntegration !== false)
      throw new Error('A window must be sandboxed and isolated, without Node.');
    this.#preload = web.preload!;
    this.webContents = new FakeContents(this) as FakeContents & ContentsPart;
    windows.add(this);
    appEvents.emit('web-contents-created', {}, this.webContents);
  }
  on(name: string, listener: () => void): this {
    this.#events.on(name, listener);
    return this;
  }
  once(name: string, listener: () => void): this {
    this.#events.once(name, listener);
    return this;
  }
  show(): void {}
  focus(): void {
    void this.page?.bringToFront();
  }
  restore(): void {}
  isMinimized = (): boolean => false;
  isMaximized = (): boolean => this.#isMaximized;
  maximize(): void {
    this.#isMaximized = true;
  }
  isDestroyed = (): boolean => this.#isDestroyed;
  getNormalBounds = (): Electron.Rectangle => ({ x: 10, y: 10, width: 1280, height: 800 });

  async loadURL(url: string): Promise<void> {
    const { context } = await browser!;
    const before = this.page;
    if (before !== null) {
      this.webContents.isLoading = true;
      await before.goto(toStandIn(url));
      this.webContents.isLoading = false;
      return;
    }
    const page = await context.newPage();
    this.page = page;
    page.once('close', () => this.#closed());
    await page.exposeBinding('__toApp', ({ frame }, channel: string, args: unknown[]) =>
      invoke(channel, args, { frame: frameOf(frame), contents: this.webContents }),
    );
    await page.addInitScript(preloadScript(this.#preload));
    this.webContents.isLoading = true;
    await page.goto(toStandIn(url));
    this.webContents.isLoading = false;
    this.#events.emit('ready-to-show');
  }
  close(): void {
    this.#events.emit('close', {});
    void this.page?.close();
  }
  destroy(): void {
    void this.page?.close();
  }
  #closed(): void {
    this.#isDestroyed = true;
    windows.delete(this);
    this.#events.emit('closed');
    if (windows.size > 0) return;
    if (appEvents.listenerCount('window-all-closed') === 0) app.quit();
    appEvents.emit('window-all-closed');
  }
}
// What the fake's window lacks of what it says it is does not compile.
const windowHasItsPart = (window: BrowserWindow): Omit<WindowPart, 'on' | 'once'> => window;
void windowHasItsPart;

/** A window without a page, which only hears what the system tells windows; here it tells none. */
export class BaseWindow {
  constructor(_options: Electron.BaseWindowConstructorOptions) {}
  on(_name: 'session-end', _listener: (event: Electron.WindowSessionEndEvent) => void): this {
    return this;
  }
  destroy(): void {}
}

// --- IPC ---

type Handler = Parameters<Electron.IpcMain['handle']>[1];
const handlers = new Map<string, Handler>();
export const ipcMain: Pick<Electron.IpcMain, 'handle' | 'removeHandler'> = {
  handle(channel, listener) {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, listener);
  },
  removeHandler: (channel) => void handlers.delete(channel),
};

type SendingFrame = { readonly url: string; readonly parent: object | null };
const frameOf = (frame: Frame): SendingFrame => ({
  url: fromStandIn(frame.url()),
  parent: frame.parentFrame() === null ? null : {},
});

async function invoke(
  channel: string,
  args: readonly unknown[],
  from: { readonly frame: SendingFrame; readonly contents: FakeContents },
): Promise<unknown> {
  const handler = handlers.get(channel);
  if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
  const event = { sender: from.contents, senderFrame: from.frame } as unknown as Electron.IpcMainInvokeEvent;
  return (await handler(event, ...args)) as unknown;
}

// --- what the test presses and reads ---

type FakeMenu = { readonly items: readonly Electron.MenuItemConstructorOptions[] };

export const Menu: Pick<typeof Electron.Menu, 'buildFromTemplate' | 'setApplicationMenu'> = {
  buildFromTemplate: (items) => ({ items }) as unknown as Electron.Menu,
  setApplicationMenu: (menu) => void (recorded.menu = menu as unknown as FakeMenu),
};

export class Tray {
  #events = new EventEmitter();
  menu: FakeMenu | null = null;
  tip = '';
  picture = '';

  constructor(image: Electron.NativeImage) {
    this.setImage(image);
    recorded.tray = this;
  }
  on(name: 'click', listener: () => void): this {
    this.#events.on(name, listener);
    return this;
  }
  setImage(image: Electron.NativeImage): void {
    this.picture = (image as unknown as { path: string }).path;
  }
  setToolTip(tip: string): void {
    this.tip = tip;
  }
  setContextMenu(menu: Electron.Menu | null): void {
    this.menu = menu as unknown as FakeMenu;
  }
  destroy(): void {
    recorded.tray = null;
  }
}
const trayHasItsPart = (tray: Tray): Pick<Electron.Tray, 'destroy' | 'setContextMenu' | 'setToolTip'> => tray;
void trayHasItsPart;

export const nativeImage: Pick<typeof Electron.CrossProcessExports.nativeImage, 'createFromPath'> = {
  createFromPath(path) {
    if (!existsSync(path)) throw new Error(`There is no picture ${path}.`);
    return { path } as unknown as Electron.NativeImage;
  },
};

export const nativeTheme = Object.assign(new EventEmitter(), { shouldUseDarkColors: false }) as unknown as Pick<
  Electron.NativeTheme,
  'off' | 'on' | 'shouldUseDarkColors'
>;

export class Notification {
  static isSupported = (): boolean => true;
  #options: Electron.NotificationConstructorOptions;
  #events = new EventEmitter();
  constructor(options: Electron.NotificationConstructorOptions) {
    this.#options = options;
  }
  on(name: 'click' | 'close' | 'failed', listener: (event: Electron.Event, error: string) => void): this {
    this.#events.on(name, listener);
    return this;
  }
  get title(): string {
    return this.#options.title ?? '';
  }
  get body(): string {
    return this.#options.body ?? '';
  }
  show(): void {
    recorded.notifications.push(this);
  }
  click(): void {
    this.#events.emit('click', {});
  }
}

export const dialog = {
  showOpenDialog: async (
    _window: BrowserWindow,
    _options: Electron.OpenDialogOptions,
  ): Promise<Electron.OpenDialogReturnValue> => {
    const path = recorded.chosen.shift();
    if (path === undefined) throw new Error('A folder was asked for, and the test chose none.');
    return { canceled: path === null, filePaths: path === null ? [] : [path] };
  },
  /** Waits for nobody: whoever started the app reads it in the profile. */
  showErrorBox(title: string, content: string): void {
    writeFileSync(join(paths.get('userData')!, ERROR_BOX_FILE), JSON.stringify({ title, content }));
  },
  showMessageBox: async (options: Electron.MessageBoxOptions): Promise<Electron.MessageBoxReturnValue> => {
    recorded.boxes.push({ message: options.message, detail: options.detail ?? '' });
    const buttons = options.buttons ?? [];
    const answer = () => recorded.pressed.findIndex((button) => buttons.includes(button));
    while (answer() === -1) await pressed.promise;
    const [button] = recorded.pressed.splice(answer(), 1);
    const response = buttons.indexOf(button!);
    return { response, checkboxChecked: false };
  },
};
let pressed = Promise.withResolvers<void>();

export const shell: Pick<Electron.Shell, 'openExternal'> = {
  openExternal: async (url) => void recorded.openedOutside.push(url),
};
export const clipboard: Pick<Electron.Clipboard, 'writeText'> = {
  writeText: async (text) => void (recorded.clipboard = text),
};
export const screen: Pick<Electron.Screen, 'getAllDisplays'> = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } } as Electron.Display],
};
const powerEvents = new EventEmitter();
export const powerMonitor = powerEvents as unknown as Pick<Electron.PowerMonitor, 'off' | 'on'>;
let blockerIds = 0;
export const powerSaveBlocker: Pick<Electron.PowerSaveBlocker, 'start' | 'stop'> = {
  start() {
    recorded.blockers.add((blockerIds += 1));
    return blockerIds;
  },
  stop: (id) => recorded.blockers.delete(id),
};

/** Do what a test orders. */
export async function obey(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'record':
      return record();
    case 'click-tray':
      return click(recorded.tray?.menu ?? null, order.id);
    case 'click-menu':
      return click(recorded.menu, order.id);
    case 'click-notification': {
      const notification = recorded.notifications.findLast(({ title }) => title === order.title);
      if (notification === undefined) throw new Error(`Nobody was told "${order.title}".`);
      return notification.click();
    }
    case 'choose':
      return void recorded.chosen.push(order.path);
    case 'press':
      recorded.pressed.push(order.button);
      pressed.resolve();
      pressed = Promise.withResolvers();
      return;
    case 'close-window':
      // A person's next click comes when the window is gone.
      await Promise.all(
        [...windows].map((window) => {
          const gone = new Promise<void>((resolve) => window.once('closed', resolve));
          window.close();
          return gone;
        }),
      );
      return;
    case 'wake':
      return void powerEvents.emit('resume');
    case 'shut-down': {
      let isPrevented = false;
      powerEvents.emit('shutdown', { preventDefault: () => (isPrevented = true) });
      // It goes down now, and with it whoever did not ask for time.
      const goDown = () => process.kill(process.pid, 'SIGKILL');
      if (!isPrevented) goDown();
      // As the real one does on Linux when the last listener is gone.
      powerEvents.on('removeListener', (name) => (name === 'shutdown' ? goDown() : null));
      return;
    }
    case 'crash-page': {
      const [window] = windows;
      return window!.webContents.crash();
    }
    case 'quit':
      return app.quit();
    case 'ask-permission': {
      const [window] = windows;
      const ask = defaultSession.permission;
      if (ask === null) throw new Error('Nobody said what pages may have: Electron would allow it.');
      const details = { requestingUrl: 'app://holdfast/', isMainFrame: true } as Parameters<typeof ask>[3];
      return new Promise((resolve) =>
        ask(window!.webContents as never, order.permission as Parameters<typeof ask>[1], resolve, details),
      );
    }
    case 'invoke-as': {
      const [window] = windows;
      const frame =
        order.frame === 'foreign'
          ? { url: 'https://example.com/', parent: null }
          : { url: 'app://holdfast/', parent: {} };
      return invoke(order.channel, order.args, { frame, contents: window!.webContents });
    }
  }
}

function record(): Recorded {
  const { tray } = recorded;
  return {
    tray: tray && { tip: tray.tip, picture: tray.picture, lines: linesOf(tray.menu?.items ?? []) },
    menu: linesOf(everyItem(recorded.menu?.items ?? [])),
    appId: recorded.appId,
    notifications: recorded.notifications.map(({ title, body }) => ({ title, body })),
    boxes: recorded.boxes,
    openedOutside: recorded.openedOutside,
    clipboard: recorded.clipboard,
    windows: windows.size,
    isKeptAwake: recorded.blockers.size > 0,
  };
}

const linesOf = (items: readonly Electron.MenuItemConstructorOptions[]): MenuLine[] =>
  items.map(({ id, label, enabled, checked }) => ({
    id: id ?? null,
    label: label ?? '',
    enabled: enabled !== false,
    checked: checked === true,
  }));

/** Of a menu and all below it. */
const everyItem = (items: readonly Electron.MenuItemConstructorOptions[]): Electron.MenuItemConstructorOptions[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? everyItem(item.submenu) : [])]);

function click(menu: FakeMenu | null, id: string): void {
  const item = everyItem(menu?.items ?? []).find((one) => one.id === id);
  if (item === undefined) throw new Error(`There is no ${id} in that menu.`);
  if (item.enabled === false) throw new Error(`${id} cannot be clicked now.`);
  // As the system does, before anybody hears of the click.
  if (item.type === 'checkbox') item.checked = item.checked !== true;
  item.click?.(item as unknown as Electron.MenuItem, undefined, {} as Electron.KeyboardEvent);
}

// --- the names `electron/main` imports as types ---

export type App = AppPart;
export type WebContents = ContentsPart;
export type Session = SessionPart;
export type IpcMainInvokeEvent = Electron.IpcMainInvokeEvent;
export type MenuItemConstructorOptions = Electron.MenuItemConstructorOptions;
export type OpenDialogOptions = Electron.OpenDialogOptions;
