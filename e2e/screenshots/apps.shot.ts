import { mkdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type Browser, type Page } from '@playwright/test';
import type { Output } from '../../shared/contract/index.ts';
import type { ItemCard, ItemPage, Playback } from '../../shared/lan/schemas.ts';
import {
  makeFolder,
  MEMBER,
  OWNER,
  signIn as sendPassword,
  startHouse,
  waitFor,
  type House,
} from '../fixtures/house.ts';
import { asName, signIn } from '../fixtures/player.ts';
import { openWindow } from '../fixtures/window.ts';
import { drawHome } from './shown-home.ts';

const PICTURES = join(import.meta.dirname, '..', '..', 'docs', 'pictures');
const LAPTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const THEMES = ['light', 'dark'] as const;
/** Of WebP, 0 to 100: below it, edges of letters on flat grounds show a halo. */
const QUALITY = 86;
/** Of the file of keys: most homes have a keychain, which no test may touch. */
const PASSPHRASE = 'seven herons over a copper roof';
/** The house on the pictures serves this computer alone, from a temporary folder; what stands there at home: */
const AT_HOME: readonly (readonly [RegExp, string])[] = [
  [/127\.0\.0\.0\/8, .*fe80::\/10/g, '192.168.1.0/24'],
  [/127\.0\.0\.1:\d+/g, '192.168.1.20:8470'],
  [/127\.0\.0\.1/g, '192.168.1.31'],
  [/\/tmp\/holdfast-house-\w+/g, '/media'],
];

test('the window and the player, light and dark', async ({ browser }) => {
  mkdirSync(PICTURES, { recursive: true });
  const folder = makeFolder();
  const drawing = await browser.newPage();
  const libraries = await drawHome(drawing, folder);
  await drawing.close();
  await using house = await startHouse({ libraries, user: true, passphrase: PASSPHRASE, until: 'scanned' });
  const people = await moveIn(house);
  await seeHalf(house, people.ines);
  for (const theme of THEMES) {
    const player = await open(browser, theme, LAPTOP);
    await signIn(player, asName(house.url), people.ines);
    await shoot(player, `player-home-${theme}`);
    await player.getByRole('link', { name: 'Films' }).first().click();
    await player.getByRole('heading', { name: 'Films' }).waitFor();
    await shoot(player, `player-films-${theme}`);
    await player.getByRole('link', { name: 'Shows' }).first().click();
    await player.getByRole('link', { name: /^Kestrel Point/ }).click();
    await shoot(player, `player-show-${theme}`);
    await player.context().close();
    const phone = await open(browser, theme, PHONE);
    await signIn(phone, asName(house.url), people.ines);
    await shoot(phone, `player-phone-${theme}`);
    await phone.context().close();
  }
  await keepKit(house);
  await house.call('backups.create', {});
  await house.call('checklist.run', {});
  await goOn(house, people);
  const windows = new Map<string, Page>();
  for (const theme of THEMES) {
    const window = await open(browser, theme, LAPTOP);
    windows.set(theme, window);
    await openWindow(window, house);
    await window.getByRole('button', { name: /^Stop .* for Theo$/ }).waitFor();
    await shoot(window, `window-overview-${theme}`);
    await window.getByRole('link', { name: 'Security', exact: true }).click();
    await window.getByRole('heading', { name: /to do/i }).waitFor();
    await shoot(window, `window-security-${theme}`);
  }
  await beBroken(house, people.theo);
  await house.call('incident.lockDown', {});
  await waitFor('every step of closing', 60_000, async () => {
    const { incident } = await house.call<Output<'incident.state'>>('incident.state');
    return incident?.steps.every(({ state }) => state === 'done');
  });
  for (const [theme, window] of windows) {
    // It goes there by itself.
    await window.getByRole('heading', { level: 1, name: /^Closed/ }).waitFor();
    await shoot(window, `window-closed-${theme}`);
  }
  await rm(folder, { recursive: true, force: true });
});

type Person = { readonly name: string; readonly password: string };

/** A family with names, devices and things half seen. @returns who may sign in. */
async function moveIn(house: House): Promise<Record<'ines' | 'theo' | 'maya', Person>> {
  await house.call('network.setHostNames', { names: ['holdfast.test'] });
  await house.call('system.rename', { name: 'Calder Home' });
  const { accounts } = await house.call<{ accounts: { id: string; name: string }[] }>('accounts.list');
  const { libraries } = await house.call<{ libraries: { id: string }[] }>('library.list');
  const seen = libraries.map(({ id }) => id);
  const idOf = (name: string) => accounts.find((account) => account.name === name)!.id;
  await house.call('accounts.rename', { id: idOf(OWNER.name), name: 'Ines' });
  await house.call('accounts.rename', { id: idOf(MEMBER.name), name: 'Theo' });
  await house.call('accounts.setGrants', { id: idOf(MEMBER.name), libraries: seen });
  const maya = { name: 'Maya', password: 'Copper kettle 77 hums' };
  await house.call('accounts.create', { ...maya, libraries: seen });
  return {
    ines: { name: 'Ines', password: OWNER.password },
    theo: { name: 'Theo', password: MEMBER.password },
    maya,
  };
}

/** The owner printed the recovery kit and typed back what it asks for. */
async function keepKit(house: House): Promise<void> {
  const { identity, group } = await house.call<Output<'backups.issueKit'>>('backups.issueKit');
  const groups = identity.slice('AGE-SECRET-KEY-1'.length).match(/.{1,6}/g)!;
  await house.call('backups.confirmKit', { letters: groups[group - 1] });
}

const SEEN = ['Last Boat Home', 'Mirelle', 'Paper Herons', 'First Light', 'The Keeper', 'Low Water', 'Salt in the Well', 'A Boat at Night', 'The Empty Room']; // prettier-ignore
const HALF_SEEN = [
  ['The Orchard Keepers', 0.42],
  ['Slow Orbit', 0.62],
  ['Fog', 0.8],
  ['The Salt Road', 0.22],
  ['Lamp Oil', 0.64],
] as const;

async function seeHalf(house: House, who: Person): Promise<void> {
  const tablet = await signInOn(house, who, 'Kitchen tablet');
  for (const title of SEEN) {
    const { id } = await find(tablet, title);
    await tablet.ask('PUT', `/api/v1/items/${id}/watched`, { watched: true });
  }
  for (const [title, share] of HALF_SEEN) await play(tablet, title, share, { isOver: true });
}

/** What is played while the window is looked at: a film in a smaller picture, and an episode as it is. */
async function goOn(house: House, { theo, maya }: Awaited<ReturnType<typeof moveIn>>): Promise<void> {
  await play(await signInOn(house, maya, 'Firefox on ThinkPad'), 'The Salt Road', 0.22, { maxHeight: 480 });
  await play(await signInOn(house, theo, 'Living-room TV'), 'Lamp Oil', 0.64);
}

/** Somebody guesses, gets in, and there is an account nobody made: what closing is for. */
async function beBroken(house: House, { name, password }: Person): Promise<void> {
  for (const guess of ['password', 'theo2015', 'lantern1', 'purple42']) await sendPassword(house.url, name, guess);
  await signInOn(house, { name, password }, 'Unknown phone');
  await house.call('accounts.create', { name: 'visitor', password: 'Tin whistle 19 sinks', role: 'member' });
}

type Device = { readonly ask: <T>(method: string, path: string, body?: unknown) => Promise<T> };

async function signInOn(house: House, { name, password }: Person, device: string): Promise<Device> {
  const asker =
    (token?: string): Device['ask'] =>
    async <T>(method: string, path: string, body?: unknown) => {
      const response = await house.fetch(path, token, {
        method,
        ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return (text === '' ? undefined : JSON.parse(text)) as T;
    };
  const credentials = { username: name, password, device };
  const { accessToken } = await asker()<{ accessToken: string }>('POST', '/api/v1/auth/login', credentials);
  return { ask: asker(accessToken) };
}

async function find({ ask }: Device, title: string): Promise<ItemCard> {
  const { items } = await ask<ItemPage>('GET', `/api/v1/items?search=${encodeURIComponent(title)}`);
  return items.find((one) => one.title === title)!;
}

/** @param share how far somebody is. */
async function play(
  { ask }: Device,
  title: string,
  share: number,
  { isOver = false, maxHeight }: { readonly isOver?: boolean; readonly maxHeight?: number } = {},
): Promise<void> {
  const item = await find({ ask }, title);
  const capabilities = { containers: ['mp4'], video: ['h264'], audio: ['aac'], hls: true };
  const { sessionId } = await ask<Playback>('POST', `/api/v1/items/${item.id}/playback`, { capabilities, ...(maxHeight && { maxHeight }) }); // prettier-ignore
  const positionMs = Math.round(item.durationMs! * share);
  await ask('PUT', `/api/v1/playback/${sessionId}/progress`, { positionMs, paused: false });
  if (isOver) await ask('DELETE', `/api/v1/playback/${sessionId}`);
}

async function open(browser: Browser, colorScheme: (typeof THEMES)[number], viewport: typeof LAPTOP): Promise<Page> {
  const isPhone = viewport === PHONE;
  const context = await browser.newContext({
    viewport,
    colorScheme,
    reducedMotion: 'reduce',
    deviceScaleFactor: isPhone ? 2 : 1,
    isMobile: isPhone,
  });
  return context.newPage();
}

/** Wait until nothing is being fetched, then take the picture as WebP, which Playwright alone does not. */
async function shoot(page: Page, name: string): Promise<void> {
  await page.getByRole('heading').first().waitFor();
  await waitFor(`everything on ${name}`, 30_000, async () => (await page.locator('[aria-busy=true]').count()) === 0);
  await page.waitForFunction(() => {
    const isSeen = (image: HTMLImageElement) => {
      const { top, left, bottom, right } = image.getBoundingClientRect();
      return bottom > 0 && right > 0 && top < window.innerHeight && left < window.innerWidth;
    };
    return [...document.images].every((image) => !isSeen(image) || (image.complete && image.naturalWidth > 0));
  });
  await page.evaluate((changes) => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode())
      for (const [found, shown] of changes) text.textContent = text.textContent!.replace(found, shown);
  }, AT_HOME);
  const session = await page.context().newCDPSession(page);
  const scale = await page.evaluate(() => window.devicePixelRatio);
  const clip = { x: 0, y: 0, ...page.viewportSize()!, scale };
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY, clip });
  await writeFile(join(PICTURES, `${name}.webp`), Buffer.from(data, 'base64'));
}
