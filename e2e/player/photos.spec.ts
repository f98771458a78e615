import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { makeFolder } from '../fixtures/house.ts';
import { makePhotos } from '../fixtures/photos.ts';
import { asName, expect, OWNER, signIn, test } from '../fixtures/player.ts';
import { openHouse, SIZES, testEveryScreen } from '../fixtures/screen.ts';

const COUNT = 110;
let photos: string;
test.beforeAll(async () => {
  photos = makeFolder();
  await makePhotos(join(photos, 'Lake house'), { day: '20240615', count: 30, width: 640, height: 480 });
  await makePhotos(join(photos, 'Garden'), { day: '20240503', count: 30, width: 480, height: 640 });
  await makePhotos(join(photos, 'Winter'), { day: '20231224', count: 50, width: 800, height: 450 });
});
test.afterAll(() => rm(photos, { recursive: true, force: true }));

const open = () => openHouse(`photo:${photos}`);

const place = (page: Page, at: number) => expect(page.getByText(`${at} of ${COUNT}`)).toBeVisible();
const openPhotos = (page: Page) =>
  page.getByRole('link', { name: 'Photos', exact: true }).filter({ visible: true }).first().click();
/** The picture in the middle, really there. */
const shownWidth = (page: Page) =>
  page.locator('main img[alt^="Photo of"]').evaluateAll((images) => {
    const seen = (images as HTMLImageElement[]).find((image) => image.closest('[inert]') === null);
    return seen?.complete === true ? seen.naturalWidth : 0;
  });

test('photos: from the wall into one, on to the next, a slideshow, and back at the same place', async ({ page }) => {
  await using house = await open();
  await signIn(page, asName(house.url), OWNER);
  await openPhotos(page);
  for (const month of ['June 2024', 'May 2024']) await expect(page.getByRole('heading', { name: month })).toBeVisible();

  // Far down, where only scrolling leads; rows above are not even in the page any more.
  const opened = page.getByRole('link', { name: 'Photo of 24 December 2023, 12:49' });
  await expect(opened).toHaveCount(0);
  await expect(async () => {
    if ((await opened.count()) === 0) await page.mouse.wheel(0, 400);
    await expect(opened).toBeAttached({ timeout: 300 });
  }).toPass();
  await opened.scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => scrollY);
  expect(before).toBeGreaterThan(500);
  await opened.click();

  await expect(page.getByRole('heading', { name: '24 December 2023' })).toBeVisible();
  await place(page, 61);
  await expect.poll(() => shownWidth(page)).toBeGreaterThan(400);
  await page.keyboard.press('Escape');
  await expect(opened).toBeFocused();
  expect(await page.evaluate(() => scrollY)).toBe(before);

  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowRight');
  await place(page, 62);
  await page.getByRole('button', { name: 'Next photo' }).click();
  await place(page, 63);
  await page.keyboard.press('ArrowLeft');
  await place(page, 62);
  await page.keyboard.press('i');
  const details = page.getByRole('complementary', { name: 'About this photo' });
  await expect(details).toContainText('800 × 450');
  await expect(details).toContainText('IMG_20231224_124800.jpg');
  await expect(details.getByRole('link', { name: 'Winter' })).toBeVisible();
  await page.keyboard.press('i');
  await expect(details).toHaveCount(0);

  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Each photo for 5 seconds' }).click();
  await page.getByRole('menuitemradio', { name: '3 seconds' }).click();
  await place(page, 63);
  await place(page, 64);
  await page.keyboard.press('End');
  await place(page, COUNT);
  // After the last photo the slideshow begins again.
  await place(page, 1);
  await page.getByRole('button', { name: 'Pause the slideshow' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('End');
  await page.keyboard.press('Escape');
  // One has stepped far: the wall shows where that photo hangs.
  const last = page.getByRole('link', { name: 'Photo of 24 December 2023, 12:00' });
  await expect(last).toBeFocused();
  await expect(last).toBeInViewport();
});

test('photos: a finger turns the page, and holds on at the first', async ({ browser }) => {
  await using house = await open();
  const context = await browser.newContext({ viewport: SIZES.phone, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await signIn(page, asName(house.url), OWNER);
  await openPhotos(page);
  await page.getByRole('link', { name: 'Photo of 15 June 2024, 12:29' }).tap();
  await place(page, 1);
  const touch = await context.newCDPSession(page);
  const swipe = async (from: number, to: number) => {
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y: 420 }] });
    await send('touchStart', from);
    for (let step = 1; step <= 8; step += 1) await send('touchMove', from + ((to - from) * step) / 8);
    await send('touchEnd', to);
  };
  await swipe(330, 60);
  await place(page, 2);
  await swipe(60, 330);
  await place(page, 1);
  await swipe(60, 330);
  await place(page, 1);
  await context.close();
});

test('photos: an album is a folder; its slideshow starts with its first photo and leads back to it', async ({
  page,
}) => {
  await using house = await open();
  await signIn(page, asName(house.url), OWNER);
  await openPhotos(page);
  await page.getByRole('link', { name: 'Albums' }).click();
  await page.getByRole('link', { name: /^Garden, 30 photos, 2024/ }).click();
  await expect(page.getByRole('heading', { name: 'Garden', level: 1 })).toBeVisible();
  await expect(page.getByText('30 photos · 3 May 2024')).toBeVisible();
  await page.getByRole('button', { name: 'Slideshow' }).click();
  await expect(page.getByText('1 of 30')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Pause the slideshow' })).toBeVisible();
  await expect(page.getByText('2 of 30')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'Garden', level: 1 })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Photo of 3 May 2024, 12:01' })).toBeFocused();
});

test('photos: opened by its address a photo knows its neighbours, and Back leads to all of them', async ({ page }) => {
  await using house = await open();
  const address = asName(house.url);
  await signIn(page, address, OWNER);
  await openPhotos(page);
  const href = await page.getByRole('link', { name: 'Photo of 15 June 2024, 12:25' }).getAttribute('href');
  await page.goto(`${address}${href}`);
  await place(page, 5);
  await page.keyboard.press('ArrowLeft');
  await place(page, 4);
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(page.getByRole('heading', { name: 'Photos', level: 1 })).toBeVisible();
});

testEveryScreen('photos', open, async (page, address, check) => {
  await page.goto(`${address}/photos`);
  await expect(page.getByRole('heading', { name: 'June 2024' })).toBeVisible();
  await check('photos');
  await page.getByRole('link', { name: 'Albums' }).click();
  const album = page.getByRole('link', { name: /^Lake house/ });
  await expect(album).toBeVisible();
  await check('albums');
  await album.click();
  await expect(page.getByRole('heading', { name: 'Lake house', level: 1 })).toBeVisible();
  await check('album');
  await page.getByRole('link', { name: /^Photo of/ }).first().click(); // prettier-ignore
  await expect.poll(() => shownWidth(page)).toBeGreaterThan(0);
  await check('photo');
  await page.keyboard.press('i');
  await expect(page.getByText('640 × 480')).toBeVisible();
  await check('details');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await check('keys');
});
