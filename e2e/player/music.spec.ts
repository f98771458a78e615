import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { makeTrack } from '../../electron/worker/tags/testing/tracks.ts';
import { makeFolder } from '../fixtures/house.ts';
import { asName, expect, OWNER, signIn, test } from '../fixtures/player.ts';
import { openHouse, testEveryScreen } from '../fixtures/screen.ts';

const HYMNS = ['Ebb', 'House Rules', 'Lamp Oil', 'Tide Table'] as const;
const KINDS = ['flac', 'm4a', 'ogg', 'opus', 'wav'] as const;

let music: string;
test.beforeAll(async () => {
  music = makeFolder();
  for (const [index, title] of HYMNS.entries())
    await makeTrack(join(music, 'Ida Marsh', 'Salt Hymns', `0${index + 1} ${title}.mp3`), {
      // The second is the one a test hears to its end.
      seconds: index === 1 ? 5 : 40,
      hertz: 300 + index * 40,
      tags: { title, artist: 'Ida Marsh', album: 'Salt Hymns', date: '2019', track: String(index + 1) },
    });
  for (const [index, kind] of KINDS.entries())
    await makeTrack(join(music, 'Tom Wick', 'Every Kind', `0${index + 1} As ${kind}.${kind}`), {
      seconds: 20,
      hertz: 500 + index * 40,
      tags: { title: `As ${kind}`, artist: 'Tom Wick', album: 'Every Kind', track: String(index + 1) },
    });
});
test.afterAll(() => rm(music, { recursive: true, force: true }));

const open = () => openHouse(`music:${music}`);

const dock = (page: Page) => page.getByRole('region', { name: 'Music player' });
const large = (page: Page) => page.getByRole('dialog', { name: 'Now playing' });

/** What sounds: of the two elements the one that has a track and is not paused. */
const heard = (page: Page) =>
  page.locator('audio').evaluateAll((elements) => {
    const sounding = (elements as HTMLAudioElement[]).find((one) => one.hasAttribute('src') && !one.paused);
    return sounding === undefined ? null : { time: sounding.currentTime, src: sounding.currentSrc };
  });

async function openAlbum(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('link', { name: 'Music', exact: true }).filter({ visible: true }).first().click();
  await page.getByRole('link', { name }).click();
}

test('music: an album is browsed to and played; next; the queue goes on while one looks round', async ({ page }) => {
  await using house = await open();
  await signIn(page, asName(house.url), OWNER);
  await openAlbum(page, /^Salt Hymns, Ida Marsh, 2019/);
  await expect(page.getByRole('heading', { name: 'Salt Hymns', level: 1 })).toBeVisible();
  for (const title of HYMNS)
    await expect(page.getByRole('button', { name: new RegExp(`^\\d ${title} 0:`) })).toBeVisible();
  await expect(dock(page)).toHaveCount(0);

  // So that one press of Enter starts the music.
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dock(page).getByRole('link', { name: 'Ebb' })).toBeVisible();
  await expect.poll(async () => (await heard(page))?.time ?? 0).toBeGreaterThan(0.3);
  const first = (await heard(page))!.src;

  await dock(page).getByRole('button', { name: 'Next track' }).click();
  await expect(dock(page).getByRole('link', { name: 'House Rules' })).toBeVisible();
  await expect.poll(async () => (await heard(page))?.src ?? first).not.toBe(first);

  await page.getByRole('link', { name: 'Music', exact: true }).first().click();
  await page.getByRole('link', { name: 'Artists' }).click();
  await page.getByRole('link', { name: /^Tom Wick/ }).click();
  await expect(page.getByRole('heading', { name: 'Tom Wick', level: 1 })).toBeVisible();
  await page.getByRole('link', { name: 'Home', exact: true }).first().click();
  await expect(page.getByRole('heading', { name: 'Recently added music' })).toBeVisible();
  // Five seconds of "House Rules" have passed by themselves, over other pages.
  await expect(dock(page).getByRole('link', { name: 'Lamp Oil' })).toBeVisible();
  await expect.poll(async () => (await heard(page))?.time ?? 0).toBeGreaterThan(0.3);

  await dock(page).getByRole('link', { name: 'Lamp Oil' }).click();
  await expect(page.getByRole('heading', { name: 'Salt Hymns', level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Lamp Oil/ })).toHaveAttribute('aria-current', 'true');

  await dock(page).getByRole('button', { name: 'Stop the music' }).click();
  await expect(dock(page)).toHaveCount(0);
  expect(await heard(page)).toBeNull();
});

test('music: the keyboard alone plays, seeks, sets the sound, and changes the queue', async ({ page }) => {
  await using house = await open();
  await signIn(page, asName(house.url), OWNER);
  await openAlbum(page, /^Salt Hymns/);
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await heard(page))?.time ?? 0).toBeGreaterThan(0.2);

  const pressOn = async (name: string | RegExp, key: string) => {
    await large(page).getByRole('button', { name, exact: true }).focus();
    await page.keyboard.press(key);
  };
  await dock(page).getByRole('button', { name: 'Queue' }).focus();
  await page.keyboard.press('Enter');
  await expect(large(page)).toBeVisible();

  await pressOn('Pause', 'Space');
  await expect.poll(() => heard(page)).toBeNull();
  await pressOn('Play', 'Space');
  await expect.poll(() => heard(page)).not.toBeNull();

  await large(page).getByRole('slider', { name: 'Position' }).focus();
  for (let press = 0; press < 20; press += 1) await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (await heard(page))?.time ?? 0).toBeGreaterThan(19);
  await large(page).getByRole('slider', { name: 'Volume' }).focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  const volumes = () =>
    page.locator('audio').evaluateAll((all) => (all as HTMLAudioElement[]).map((one) => one.volume));
  await expect.poll(async () => (await volumes()).map((volume) => Math.round(volume * 100))).toEqual([90, 90]);

  const queue = large(page).getByRole('listitem');
  await expect(queue).toHaveCount(4);
  await pressOn('Move Tide Table up', 'Enter');
  await expect(queue.nth(2)).toContainText('Tide Table');
  await pressOn('Take Lamp Oil out of the queue', 'Enter');
  await expect(queue).toHaveCount(3);
  await pressOn('Shuffle', 'Enter');
  await expect(large(page).getByRole('button', { name: 'Shuffle' })).toHaveAttribute('aria-pressed', 'true');
  await expect(queue.first()).toContainText('Ebb');
  await pressOn('Shuffle', 'Enter');
  await expect(queue.nth(2)).toContainText('Tide Table');
  await pressOn(/^Repeat/, 'Enter');
  await expect(large(page).getByRole('button', { name: 'Repeat: the whole queue' })).toBeVisible();

  await pressOn('Previous track', 'Enter');
  // More than three seconds in, "Previous" is the start of the same track.
  await expect.poll(async () => (await heard(page))?.time ?? 0).toBeLessThan(15);
  await expect(large(page).getByText('Ebb').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(large(page)).toHaveCount(0);
  // From anywhere on the page that has no use of its own for it, Space pauses.
  await page.locator('main').focus();
  await page.keyboard.press('Space');
  await expect.poll(() => heard(page)).toBeNull();
  await expect(dock(page).getByRole('button', { name: 'Play', exact: true })).toBeVisible();
});

test('music: every kind of file a browser plays is played as it is', async ({ page }) => {
  await using house = await open();
  await signIn(page, asName(house.url), OWNER);
  await openAlbum(page, /^Every Kind/);
  for (const kind of KINDS) {
    await page.getByRole('button', { name: new RegExp(`As ${kind} 0:`) }).click();
    await expect(dock(page).getByRole('link', { name: `As ${kind}` })).toBeVisible();
    await expect.poll(async () => (await heard(page))?.time ?? 0, `a ${kind} file sounds`).toBeGreaterThan(0.2);
  }
});

testEveryScreen('music', open, async (page, address, check) => {
  await page.goto(`${address}/music`);
  await expect(page.getByRole('link', { name: /^Salt Hymns/ })).toBeVisible();
  await check('albums');
  await page.getByRole('link', { name: 'Artists' }).click();
  await page.getByRole('link', { name: /^Ida Marsh/ }).click();
  await expect(page.getByRole('heading', { name: 'Ida Marsh', level: 1 })).toBeVisible();
  await check('artist');
  await page.getByRole('link', { name: /^Salt Hymns/ }).click();
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(async () => (await heard(page))?.time ?? 0).toBeGreaterThan(0.2);
  await check('album-playing');
  await dock(page).getByRole('button', { name: 'Open the player' }).click();
  await expect(large(page)).toBeVisible();
  await check('now-playing');
});
