import { expect, test, type Locator, type Page } from '@playwright/test';
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { APP_ID } from '../../electron/main/app-id.ts';
import type {} from '../../renderer/manager/bridge.ts';
import { desktopKind, isRunning, startDesktop, type Desktop } from '../fixtures/desktop.ts';
import { ERROR_BOX_FILE } from '../fakes/electron/control.ts';
import { folderAt, makeFilm, makeFolder, OWNER, signIn, waitFor } from '../fixtures/house.ts';
import {
  addViewer,
  expectClosed,
  expectPlaying,
  FILM,
  firstRun,
  leadBack,
  mendFindings,
  reopen,
} from '../fixtures/journey.ts';

const WAIT_MS = 30_000;

const trayLine = async (app: Desktop): Promise<string> => (await app.recorded()).tray?.lines[0]?.label ?? '';
/** Wait until a window that was just opened shows something: the one closed before may be listed for a moment yet. */
const windowShows = (app: Desktop, what: (page: Page) => Locator) =>
  expect(async () => expect(await what(await app.page()).isVisible()).toBe(true)).toPass({ timeout: WAIT_MS });
/** Wait until the tray says something. */
const trayShows = (app: Desktop, text: RegExp) => expect.poll(() => trayLine(app), { timeout: WAIT_MS }).toMatch(text);

test('DSK-05, DSK-08: from the first start to quitting: set up, one instance, mended, watched, locked from the tray, led back, watched again, nothing left', async ({
  browser,
}) => {
  test.slow();
  await using app = await startDesktop();
  const page = await app.page();

  await test.step('the first run is in the window, and the tray says that nothing is set up', async () => {
    await expect(page.getByRole('heading', { name: 'Welcome to Holdfast' })).toBeVisible();
    await trayShows(app, /^Not set up yet$/);
    const { tray } = await app.recorded();
    expect(tray?.lines.filter(({ id, enabled }) => id !== null && enabled).map(({ id }) => id)).toEqual([
      'open',
      'quit',
    ]);
  });

  const address = await test.step('owner, a folder chosen in the system dialog, and the kit', async () => {
    const films = folderAt(app.folder, 'Films');
    await makeFilm(join(films, FILM.file), { seconds: 40 });
    return firstRun(page, {
      async giveFolder() {
        await app.choose(films);
        await page.getByRole('button', { name: 'Choose' }).click();
        await expect(page.getByRole('list', { name: 'Chosen folders' })).toContainText(films);
      },
      async keepKit() {
        const file = join(app.folder, 'kit.txt');
        await app.saveNextTo(file);
        await page.getByRole('button', { name: 'Save as a file' }).click();
        await waitFor('the kit to be saved', WAIT_MS, () => existsSync(file) && readFileSync(file).length > 0);
        expect(readFileSync(file, 'utf8').trim()).toBe((await page.locator('pre').textContent())?.trim());
        return readFileSync(file, 'utf8');
      },
    });
  });

  await test.step('the tray is green because a request from outside was answered', async () => {
    await trayShows(app, /^Serving at 127\.0\.0\.1:\d+$/);
    await app.clickTray('copy');
    expect(`${(await app.recorded()).clipboard}/`).toBe(new URL(address).href);
    expect((await signIn(address, OWNER.name, OWNER.password)).status).toBe(200);
    expect((await signIn(address, OWNER.name, 'wrong wrong wrong')).status).toBe(401);
  });

  await test.step('what needs eyes is told: a new device, and somebody who tries passwords', async () => {
    for (let tries = 0; tries < 5; tries += 1) await signIn(address, 'nobody', `wrong password ${tries}`);
    const titles = async () => (await app.recorded()).notifications.map(({ title }) => title);
    await expect.poll(titles, { timeout: WAIT_MS }).toContain('A new device signed in');
    await expect.poll(titles, { timeout: WAIT_MS }).toContain('Someone is trying passwords');
  });

  await test.step('a click on what was told opens the window', async () => {
    if (desktopKind() === 'electron') return; // nobody can click there
    await app.closeWindow();
    await expect.poll(async () => (await app.recorded()).windows).toBe(0);
    await app.order({ do: 'click-notification', title: 'A new device signed in' });
    await windowShows(app, (page) => page.getByRole('button', { name: 'Lock down' }));
    expect((await app.recorded()).appId, 'or Windows shows none of them').toBe(APP_ID);
  });

  const window = await test.step('a closed window ends nothing; the tray opens another', async () => {
    await app.closeWindow();
    await expect.poll(async () => (await app.recorded()).windows).toBe(0);
    await trayShows(app, /^Serving/);
    expect(await app.startAgain(), 'the second instance ends by itself').toBe(0);
    await expect.poll(async () => (await app.recorded()).windows, 'and the first shows its window').toBe(1);
    const window = await app.page();
    await expect(window.getByRole('button', { name: 'Lock down' })).toBeVisible();
    await window.screenshot({ path: test.info().outputPath('serving.png') });
    return window;
  });

  await test.step('what is unsafe is mended by its button', () => mendFindings(window, ['Back up now']));

  await using theo = await test.step('somebody is added, signs in on another device, and plays', async () => {
    const viewer = await addViewer(window, browser, address);
    await viewer.play();
    await expectPlaying(window);
    return viewer;
  });

  await test.step('locked from the tray: nothing listens, and the tray says so', async () => {
    await app.clickTray('lock');
    await trayShows(app, /^Closed/);
    await expect(fetch(`${address}/healthz`)).rejects.toThrow();
    await expectClosed(window);
    await expect(theo.page.getByText(/^Reconnecting to/)).toBeVisible();
    const { entries } = await app.call<{ entries: { actor: string }[] }>('audit.list', { event: 'incident.locked' });
    expect(entries[0]?.actor).toBe('owner:tray');
    await window.screenshot({ path: test.info().outputPath('closed.png') });
  });

  await test.step('led back: look, decide, no restore, a new password', () => leadBack(window));

  await test.step('open here, then for the home; the tray is green again, and the viewer signs in anew and plays', async () => {
    await reopen(window);
    await trayShows(app, /^Serving at 127\.0\.0\.1:\d+$/);
    await theo.signInAgain();
    await theo.play();
  });

  await test.step('quitting ends every process', async () => {
    expect(await app.quit()).toBe(0);
    expect(isRunning(app)).toBe(false);
    await expect.poll(() => app.living(), { timeout: WAIT_MS }).toEqual([]);
  });
});

test('DSK-05, DSK-06: the window cannot leave its page, open another, ask for rights, or call as somebody else', async () => {
  await using app = await startDesktop();
  const page = await app.page();
  await expect(page.getByRole('heading', { name: 'Welcome to Holdfast' })).toBeVisible();
  const address = page.url();

  await test.step('the page has the Bridge and nothing else of the app', async () => {
    const has = await page.evaluate(() => ({
      bridge: Object.keys(window.holdfast ?? {}),
      leaks: ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer'].filter((name) => name in window),
    }));
    expect(has).toEqual({ bridge: ['call', 'onChange', 'shell'], leaks: [] });
  });

  await test.step('it goes nowhere else, neither by itself nor by a link', async () => {
    await page.evaluate(() => void (location.href = 'http://holdfast.invalid/away'));
    await page.evaluate(() => void (location.href = 'file:///etc/passwd'));
    await page.evaluate(() => void window.open('https://holdfast.invalid/new'));
    await expect.poll(async () => (await app.recorded()).openedOutside).toEqual(['https://holdfast.invalid/new']);
    expect(page.url()).toBe(address);
    await expect(page.getByRole('heading', { name: 'Welcome to Holdfast' })).toBeVisible();
    expect((await app.recorded()).windows).toBe(1);
  });

  await test.step('nothing is loaded from elsewhere, and no script but its own runs', async () => {
    const loads = await page.evaluate(async () => {
      const fetched = await fetch('http://127.0.0.1:1/').then(
        () => 'loaded',
        () => 'refused',
      );
      const script = document.createElement('script');
      script.textContent = 'window.wasRun = true';
      document.head.append(script);
      return { fetched, wasRun: 'wasRun' in window };
    });
    expect(loads).toEqual({ fetched: 'refused', wasRun: false });
  });

  await test.step('a method that does not exist, and input that does not fit, are refused', async () => {
    const call = (method: string, input: unknown) =>
      page.evaluate(([name, value]) => window.holdfast!.call(name as 'setup.state', value as object), [
        method,
        input,
      ] as const);
    expect(await call('constructor', {})).toMatchObject({ ok: false, failure: { code: 'bad-input' } });
    expect(await call('library.add', { path: 7 })).toMatchObject({ ok: false, failure: { code: 'bad-input' } });
  });

  await test.step('what Chromium and foreign frames ask is refused', async () => {
    test.skip(desktopKind() === 'electron', 'a real Electron cannot be made to send as another frame');
    for (const permission of ['media', 'geolocation', 'notifications', 'usb', 'clipboard-read'])
      expect(await app.order({ do: 'ask-permission', permission }), permission).toBe(false);
    expect(await app.order({ do: 'ask-permission', permission: 'clipboard-sanitized-write' })).toBe(true);
    for (const frame of ['foreign', 'inner'] as const)
      for (const channel of ['holdfast:call', 'holdfast:choose-folder'])
        await expect(app.order({ do: 'invoke-as', frame, channel, args: ['setup.state', {}] })).rejects.toThrow(
          /may not call/,
        );
    await expect(
      app.order({ do: 'invoke-as', frame: 'inner', channel: 'holdfast:read-file', args: [] }),
    ).rejects.toThrow(/No handler/);
    const log = readFileSync(join(app.dataDir, 'logs', 'manager.log'), 'utf8');
    expect(log).toContain('ipc.sender-refused');
  });
});

test('a start that fails for a reason nobody foresaw is said in a box of the system, with the log', async () => {
  test.skip(desktopKind() === 'electron', 'its box waits for a click');
  const folder = makeFolder();
  try {
    // The app may be gone before anybody has asked it anything.
    const started = await startDesktop({
      folder,
      altered: (stage) => rmSync(join(stage, 'app', 'resources', 'web', 'manager', 'index.html')),
    }).catch(() => null);
    await using _ = started;
    const box = join(folder, 'data', 'window', ERROR_BOX_FILE);
    await waitFor('the box', WAIT_MS, () => existsSync(box));
    const { title, content } = JSON.parse(readFileSync(box, 'utf8')) as Record<'title' | 'content', string>;
    expect(title).toBe('Holdfast cannot start');
    expect(content).toMatch(/^The window's page is not built/);
    const [log] = /\S+manager\.log/.exec(content) ?? [];
    expect(readFileSync(log ?? '', 'utf8')).toContain('app.not-started');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a page that dies is loaded again, and one that keeps dying is a question, with the house going on', async () => {
  test.skip(desktopKind() === 'electron', 'its page cannot be made to die, nor its box be pressed');
  await using app = await startDesktop();
  const page = await app.page();
  const welcome = page.getByRole('heading', { name: 'Welcome to Holdfast' });
  const boxes = async () => (await app.recorded()).boxes.map(({ message }) => message);
  const dies = async () => {
    await expect(welcome).toBeVisible();
    const again = page.waitForEvent('load');
    await app.order({ do: 'crash-page' });
    return again;
  };
  for (let times = 0; times < 3; times += 1) await dies();
  expect(await boxes()).toEqual([]);
  await app.order({ do: 'crash-page' });
  await expect.poll(boxes).toEqual(['The window of Holdfast does not come up.']);
  await app.order({ do: 'press', button: 'Close the window' });
  await expect.poll(async () => (await app.recorded()).windows).toBe(0);
  await app.clickTray('open');
  await windowShows(app, (opened) => opened.getByRole('heading', { name: 'Welcome to Holdfast' }));
});

test('INC-08, DSK-03: an app whose files were changed does not start', async () => {
  test.skip(desktopKind() === 'electron', 'its message box cannot be pressed from without');
  const app = await startDesktop({
    altered: (stage) => appendFileSync(join(stage, 'runtime', 'electron', 'server', 'index.js'), '//\n'),
  });
  await using _ = app;
  const boxes = () => app.recorded().then((recorded) => recorded.boxes);
  await waitFor('the box', WAIT_MS, async () => (await boxes()).length > 0);
  const [box] = await boxes();
  expect(box?.message).toBe('Holdfast was changed since it was installed.');
  expect(box?.detail).toMatch(/^electron\/server\/index\.js: changed\. Install Holdfast again/);
  await app.order({ do: 'press', button: 'Quit' });
  await expect.poll(() => isRunning(app), { timeout: WAIT_MS }).toBe(false);
});
