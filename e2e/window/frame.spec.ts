import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFilm, makeFolder, MEMBER, OWNER, type House } from '../fixtures/house.ts';
import { expect, expectAccessible, openWindow, test } from '../fixtures/window.ts';

const state = 'header [role=status]';

test('every page: axe finds nothing serious, light and dark, and nothing spills on a phone', async ({
  page,
  house,
}) => {
  await openWindow(page, house);
  const links = page.getByRole('navigation', { name: 'Main' }).getByRole('link');
  await expect(links.first()).toBeVisible();
  const paths = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')!));
  expect(paths.length).toBeGreaterThan(2);
  for (const path of [...paths, '/components']) {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.emulateMedia({ colorScheme: 'light' });
    if (path === '/components') await page.goto(new URL(path, page.url()).href);
    else await page.locator(`nav[aria-label=Main] a[href="${path}"]`).click();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    if (path !== '/components') await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectAccessible(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectAccessible(page);
    const spill = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(spill, `${path} spills sideways`).toBeLessThanOrEqual(0);
  }
});

test('the keyboard alone reaches every page, every setting, and Lock down last of all', async ({ page, house }) => {
  await page.setViewportSize({ width: 1024, height: 700 });
  await openWindow(page, house);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Skip to the page' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();

  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Find anything' })).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.type('theme');
  await expect(page.getByRole('option')).toHaveText([/Light or dark/]);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/settings$/);
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Control+1');
  await expect(page).toHaveURL(/\/$/);

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await page.keyboard.press('Control+Shift+l');
  await expect(page.getByRole('button', { name: 'Lock down' })).toBeFocused();
  expect((await house.status()).house, 'no key closes the house by itself').toBe('open');
});

test('the owner sees who watches what, by itself, and ends it', async ({ page, house }) => {
  const films = makeFolder();
  try {
    await makeFilm(join(films, 'The Salt Road (2023).mp4'), { seconds: 4 });
    await openWindow(page, house);
    const playing = page.getByRole('region', { name: 'Now playing' });
    await expect(playing).toContainText('Nobody is watching');
    const path = await play(house, films);
    await expect(playing).toContainText('The Salt Road 2023');
    await expect(playing).toContainText(MEMBER.name);
    await expect(playing).toContainText('File sent as it is');
    await expect(playing).toContainText(/\d [kM]b\/s/);
    await expect(page.locator(state)).toContainText('1 watching');
    expect((await fetch(house.url + path, { headers: { range: 'bytes=0-9' } })).status).toBe(206);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('road salt');
    await expect(page.getByRole('option')).toHaveText([/^The Salt Road \(2023\)In the player/]);
    await page.keyboard.press('Escape');
    await playing.getByRole('button', { name: `Stop The Salt Road for ${MEMBER.name}` }).click();
    await expect(playing).toContainText('Nobody is watching');
    expect((await fetch(house.url + path)).status, 'its path is dead').toBe(404);
  } finally {
    await rm(films, { recursive: true, force: true });
  }
});

test('activity is whole, searched and saved; another name reaches every device', async ({ page, house }) => {
  await openWindow(page, house);
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByLabel('Name of this server').fill('Calder Home');
  await page.getByRole('button', { name: 'Save name' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This server is called Calder Home');
  const me = await fetch(`${house.url}/api/v1/auth/me`, {
    headers: { authorization: `Bearer ${await house.login(OWNER.name, OWNER.password)}` },
  });
  expect(await me.json()).toMatchObject({ serverName: 'Calder Home' });

  // A pause cuts off what plays and signs nobody out.
  const token = await house.login(OWNER.name, OWNER.password);
  await page.getByRole('button', { name: 'Pause serving' }).click();
  await expect(page.locator(state)).toContainText('Paused');
  await expect(house.fetch('/healthz')).rejects.toThrow();
  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Calder Home is paused');
  await page.getByRole('button', { name: 'Resume serving' }).click();
  await expect(page.locator(state)).toContainText('Serving');
  expect((await house.fetch('/api/v1/auth/me', token)).status).toBe(200);
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Show how' }).click();
  await expect(page.getByRole('dialog', { name: 'Start with the computer' })).toContainText(house.dataDir);
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  await page.getByRole('link', { name: 'Activity' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The record is whole');
  await page.getByLabel('Search').fill('calder');
  await expect(page.getByRole('rowheader')).toHaveText([/^This server was given another name/]);
  await page.getByRole('button', { name: 'Details of entry' }).click();
  await expect(page.getByRole('dialog')).toContainText('Calder Home');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Save a copy' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitemradio', { name: 'As a table (CSV)' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('holdfast-activity.csv');
});

test('one click closes the house; a manager that is away and a way in that ended are said', async ({ page, house }) => {
  await openWindow(page, house);
  await expect(page.locator(state)).toContainText('Serving');
  await page.getByRole('button', { name: 'Lock down' }).click();
  await expect(page.locator(state)).toContainText('Closed');
  expect((await house.status()).house).toBe('closed');
  await house.call('incident.release', { password: OWNER.password });
  await expect(page.locator(state)).toContainText('Serving');

  await page.context().setOffline(true);
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByText('Holdfast does not answer')).toBeVisible();
  await page.context().setOffline(false);
  await expect(page.getByText('Holdfast does not answer')).toBeHidden();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('This server is called');

  // What failed while it was away may be told only once it is back.
  await page.route(/people-page/, (route) => route.abort(), { times: 1 });
  await page.getByRole('link', { name: 'People' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/can sign in/);

  await page.context().clearCookies();
  // The page may ask by itself before it is clicked, and has no links any more then.
  await expect(async () => {
    const activity = page.getByRole('link', { name: 'Activity' });
    if (await activity.isVisible()) await activity.click({ timeout: 2_000 });
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('This page was closed', { timeout: 2_000 });
  }).toPass();
  await expectAccessible(page);
});

/** The member begins the only film there is. @returns the path of its bytes. */
async function play(house: House, films: string): Promise<string> {
  const { id } = await house.call<{ id: string }>('library.add', { kind: 'film', path: films });
  const { accounts } = await house.call<{ accounts: { id: string; name: string }[] }>('accounts.list');
  const member = accounts.find(({ name }) => name === MEMBER.name)!;
  await house.call('accounts.setGrants', { id: member.id, libraries: [id] });
  const token = await house.login(MEMBER.name, MEMBER.password);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const found = async () =>
    ((await (await fetch(`${house.url}/api/v1/items?kind=film`, { headers })).json()) as { items: { id: string }[] })
      .items;
  await expect.poll(async () => (await found()).length).toBe(1);
  const [film] = await found();
  const capabilities = { containers: ['mp4'], video: ['h264'], audio: ['aac'], hls: false };
  const begun = await fetch(`${house.url}/api/v1/items/${film!.id}/playback`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ capabilities }),
  });
  return ((await begun.json()) as { url: string }).url;
}
