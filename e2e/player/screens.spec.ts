import type { Page } from '@playwright/test';
import { expect, expectAccessible, OWNER, signIn, test } from '../fixtures/player.ts';
import { checkScreen, SIZES, THEMES } from '../fixtures/screen.ts';

type Screen = { readonly name: string; readonly open: (page: Page, address: string) => Promise<void> };

const heading = (page: Page, name: string | RegExp) =>
  expect(page.getByRole('heading', { name }).first()).toBeVisible();

const SCREENS: readonly Screen[] = [
  {
    name: 'home',
    open: async (page, address) => {
      await page.goto(address);
      await heading(page, 'Recently added');
    },
  },
  {
    name: 'films',
    open: async (page, address) => {
      await page.goto(`${address}/films`);
      await expect(page.getByRole('link', { name: /Paper Herons, 2021/ })).toBeVisible();
    },
  },
  {
    name: 'film',
    open: async (page, address) => {
      await page.goto(`${address}/films`);
      await page.getByRole('link', { name: /The Salt Road, 2023/ }).click();
      await heading(page, 'The Salt Road');
    },
  },
  {
    name: 'search-before-typing',
    open: async (page, address) => {
      await page.goto(address);
      // On a phone a link leads to the field, and one types at once.
      const link = page.getByRole('link', { name: 'Search', exact: true });
      await heading(page, 'Recently added');
      if (await link.isVisible()) await link.click();
      else await page.goto(`${address}/search`);
      await expect(page.getByRole('searchbox', { name: 'Search' })).toBeFocused();
    },
  },
  {
    name: 'search',
    open: async (page, address) => {
      await page.goto(`${address}/search?q=her`);
      await heading(page, 'Paper Herons');
    },
  },
  {
    name: 'search-nothing',
    open: async (page, address) => {
      await page.goto(`${address}/search?q=zzz`);
      await heading(page, /zzz|nothing|no /i);
    },
  },
  {
    name: 'account',
    open: async (page, address) => {
      await page.goto(`${address}/account`);
      await expect(page.getByLabel('Current password')).toBeVisible();
      await expect(page.getByText(/this device/i).first()).toBeVisible();
    },
  },
  {
    name: 'not-found',
    open: async (page, address) => {
      await page.goto(`${address}/films/${'0'.repeat(32)}`);
      await heading(page, 'There is nothing at this address');
    },
  },
  {
    name: 'video',
    open: async (page, address) => {
      await page.goto(`${address}/films`);
      await page.getByRole('link', { name: /Northbound 44, 2024/ }).click();
      await page.getByRole('button', { name: /^(Play|Resume)/ }).click();
      await expect(page.getByRole('slider', { name: 'Position' })).toBeAttached();
    },
  },
];

for (const theme of THEMES) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    test(`every screen, ${theme}, ${size}: nothing serious for axe, nothing sticks out`, async ({
      browser,
      address,
    }, info) => {
      const context = await browser.newContext({ viewport, colorScheme: theme });
      const page = await context.newPage();
      await page.goto(address);
      await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
      await expectAccessible(page);
      await page.screenshot({ path: info.outputPath('sign-in.png') });
      await signIn(page, address, OWNER);
      for (const screen of SCREENS) {
        await screen.open(page, address);
        await checkScreen(page, info, screen.name);
      }
      expect(await page.evaluate(() => localStorage.length + sessionStorage.length), 'SESS-08').toBe(0);
      await context.close();
    });
  }
}
