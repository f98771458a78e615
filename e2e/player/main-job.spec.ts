import { readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { asName, expect, expectAccessible, MEMBER, OWNER, signIn, test, videoState } from '../fixtures/player.ts';
import { startHouse } from '../fixtures/house.ts';

test('first run → folder → scan → sign in → play → seek → close → resume', async ({ page, films }) => {
  await using house = await startHouse({ setUp: false });
  const findLink = () => /http:\/\/127\.0\.0\.1:\d+\/\?key=[A-Za-z0-9_-]+/.exec(house.output())?.[0] ?? '';
  await expect.poll(findLink).not.toBe('');
  await page.goto(findLink());
  await expectAccessible(page);
  await page.getByLabel('Your name').fill(OWNER.name);
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel(/folder/i).fill(films);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expectAccessible(page);
  await page.locator('button[type=submit]').click();
  // SEC-08: the kit, and the letters of one of its groups as somebody reads them from what was saved.
  await expectAccessible(page);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  const kit = await readFile(await (await saved).path(), 'utf8');
  const asked = page.getByLabel(/^Letters of group/);
  const group = /\d+/.exec((await page.getByText(/^Letters of group/).textContent())!)![0];
  await asked.fill('WRONG');
  await page.getByRole('button', { name: 'I kept it' }).click();
  await expect(page.getByText(/not the letters of that group/)).toBeVisible();
  await asked.fill(new RegExp(`^ +${group}  (\\w+)$`, 'm').exec(kit)![1]!);
  await page.getByRole('button', { name: 'I kept it' }).click();
  await expect(page.getByText(/http:\/\/127\.0\.0\.1:\d+/).first()).toBeVisible();
  await expectAccessible(page);

  await house.scanned();
  await house.call('network.setHostNames', { names: ['holdfast.test'] });
  const { addresses } = await house.status();
  await signIn(page, asName(addresses.find((one) => one.includes('127.0.0.1'))!), OWNER);

  await page.getByRole('link', { name: 'Films', exact: true }).first().click();
  await page.getByRole('link', { name: /Northbound 44, 2024/ }).click();
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(() => videoState(page)).toMatchObject({ paused: false, error: null });
  await expect.poll(async () => (await videoState(page)).width).toBeGreaterThan(0);

  const bar = (await page.getByRole('slider', { name: 'Position' }).boundingBox())!;
  await page.mouse.click(bar.x + bar.width / 2, bar.y + bar.height / 2);
  await expect.poll(async () => (await videoState(page)).time).toBeGreaterThan(19);
  await page.keyboard.press('Space');
  await expect.poll(async () => (await videoState(page)).paused).toBe(true);
  const left = (await videoState(page)).time;
  await page.getByRole('button', { name: 'Back', exact: true }).click();

  const resume = page.getByRole('button', { name: /^Resume at 0:2\d/ });
  await expect(resume).toBeVisible();
  await page.reload();
  await resume.click();
  await expect.poll(async () => (await videoState(page)).time).toBeGreaterThan(left - 2);
});

test('AUTH-21: of two people, the one without the grant sees nothing and reaches nothing', async ({
  browser,
  house,
  address,
}) => {
  const owner = await (await browser.newContext()).newPage();
  const member = await (await browser.newContext()).newPage();
  await signIn(owner, address, OWNER);
  await owner.getByRole('link', { name: 'Films', exact: true }).first().click();
  const film = owner.getByRole('link', { name: /Paper Herons, 2021/ });
  const path = await film.getAttribute('href');

  await signIn(member, address, MEMBER);
  await expect(member.getByText(/Northbound|Herons|Salt/)).toHaveCount(0);
  await member.goto(`${address}${path}`);
  await expect(member.getByRole('heading', { name: 'There is nothing at this address' })).toBeVisible();
  await expect(member.getByText(/Herons/)).toHaveCount(0);

  const { libraries } = await house.call<{ libraries: { id: string }[] }>('library.list');
  const { accounts } = await house.call<{ accounts: { id: string; name: string }[] }>('accounts.list');
  const id = accounts.find((account) => account.name === MEMBER.name)!.id;
  await house.call('accounts.setGrants', { id, libraries: libraries.map((library) => library.id) });
  await member.goto(`${address}${path}`);
  await expect(member.getByRole('heading', { name: 'Paper Herons' })).toBeVisible();
});

test('locked while playing: not one byte after, and the page says the house is closed', async ({
  page,
  house,
  address,
}) => {
  await signIn(page, address, OWNER);
  await page.getByRole('link', { name: 'Films', exact: true }).first().click();
  await page.getByRole('link', { name: /Northbound 44, 2024/ }).click();
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(async () => (await videoState(page)).time).toBeGreaterThan(0.5);
  const url = await page.locator('video').evaluate((video: HTMLVideoElement) => video.currentSrc);

  const { port, pathname } = new URL(url);
  const reader = readForEver(Number(port), pathname);
  await expect.poll(() => reader.bytes()).toBeGreaterThan(1_000_000);

  expect((await house.cli('lock', '--reason', 'stranger on the LAN')).code).toBe(0);
  await reader.ended;
  const atLock = reader.bytes();
  // Longer than the budget from click to silence (ARCHITECTURE 5: 500 ms).
  await page.waitForTimeout(1_000);
  expect(reader.bytes()).toBe(atLock);
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
  await expect(page.getByText(/Reconnecting/)).toBeVisible();
  expect((await house.status()).house).toBe('closed');
});

/** A second client that asks for the same film again and again, as fast as it comes, until it is cut off. */
function readForEver(port: number, path: string): { bytes: () => number; ended: Promise<void> } {
  let bytes = 0;
  const ended = (async () => {
    for (let isOpen = true; isOpen;) {
      isOpen = await new Promise<boolean>((resolve) => {
        get({ host: '127.0.0.1', port, path, headers: { host: `holdfast.test:${port}` }, agent: false }, (response) => {
          response.on('data', (chunk: Buffer) => (bytes += chunk.length));
          response.on('end', () => resolve(true));
          response.on('error', () => resolve(false));
        }).on('error', () => resolve(false));
      });
    }
  })();
  return { bytes: () => bytes, ended };
}
