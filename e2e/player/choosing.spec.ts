import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { addImageSubtitle, BAR } from '../../electron/worker/transcode/testing/image-subtitle.ts';
import { makeFolder } from '../fixtures/house.ts';
import { asName, expect, OWNER, signIn, test, videoState } from '../fixtures/player.ts';
import { checkScreen, openHouse, SIZES } from '../fixtures/screen.ts';
import { choose, expectToAdvance, openMenu, shape } from '../fixtures/watching.ts';

/** Films the browser plays as they are, until somebody chooses something. */
let films: string;
test.beforeAll(() => {
  films = makeFolder();
  const make = (picture: string, ...to: readonly string[]) =>
    execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', 'sine=r=48000',
      ...['-t', '40', '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '48', '-pix_fmt', 'yuv420p', '-c:a', 'aac'], ...to]); // prettier-ignore
  make('testsrc2=s=1280x720:r=24', '-movflags', '+faststart', join(films, 'Bright Water (2020).mp4'));
  const bare = join(films, 'bare.mkv');
  make('color=c=navy:s=640x360:r=24', bare);
  addImageSubtitle(bare, join(films, 'Night Ferry (2021).mkv'), 'pgs');
  rmSync(bare);
});
test.afterAll(() => rm(films, { recursive: true, force: true }));
test.describe.configure({ timeout: 180_000 });

async function play(page: Page, address: string, film: RegExp): Promise<void> {
  await page.goto(`${address}/films`);
  await page.getByRole('link', { name: film }).click();
  await page.getByRole('button', { name: /^(Play|Resume)/ }).first().click();
  await expectToAdvance(page);
} // prettier-ignore

/** How light the picture on screen is where the bar of the subtitle stands and above it, 0 to 255. */
const lightness = (page: Page) =>
  page.locator('video').evaluate((video: HTMLVideoElement, bar) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
    const pen = canvas.getContext('2d')!;
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const at = (y: number) => pen.getImageData(bar.x + bar.width / 2, y, 1, 1).data[1]!;
    return { bar: at(bar.y + bar.height / 2), above: at(bar.y / 2) };
  }, BAR);

const isAsItIs = (page: Page) =>
  page.locator('video').evaluate((video: HTMLVideoElement) => video.currentSrc.startsWith(location.origin));

test('a smaller picture of a film that plays as it is: it goes on at its place, says why, and back', async ({
  page,
}, info) => {
  await using house = await openHouse(`film:${films}`);
  const address = asName(house.url);
  await signIn(page, address, OWNER);
  await play(page, address, /Bright Water/);
  expect(await isAsItIs(page)).toBe(true);
  expect(await shape(page)).toEqual([1280, 720]);
  await page.locator('video').evaluate((video: HTMLVideoElement) => (video.currentTime = 12));
  await expectToAdvance(page);

  // Refused, it plays on as it is, and says so over the film.
  const refusal = { code: 'converter-away', message: 'The part that converts is starting again.' };
  await page.route('**/playback', (route) => route.fulfill({ status: 503, json: refusal }), { times: 1 });
  await choose(page, 'Quality', '480p');
  await expect(page.getByText(`Nothing was changed. ${refusal.message}`)).toBeVisible();

  const before = (await videoState(page)).time;
  await choose(page, 'Quality', '480p');
  await expect.poll(() => shape(page)).toEqual([852, 480]);
  await expectToAdvance(page);
  expect((await videoState(page)).time).toBeGreaterThanOrEqual(before - 1);
  expect(await isAsItIs(page)).toBe(false);

  await page.setViewportSize(SIZES.phone);
  await openMenu(page, 'Quality');
  await expect(page.getByText('A smaller picture was asked for.')).toBeVisible();
  await checkScreen(page, info, 'quality-phone');
  await page.keyboard.press('Escape');
  await page.setViewportSize(SIZES.wide);
  await openMenu(page, 'Quality');
  await checkScreen(page, info, 'quality-wide');

  const again = (await videoState(page)).time;
  await page.getByRole('menuitemradio', { name: /Original/ }).click();
  await expect.poll(() => shape(page)).toEqual([1280, 720]);
  await expect.poll(() => isAsItIs(page)).toBe(true);
  await expectToAdvance(page);
  expect((await videoState(page)).time).toBeGreaterThanOrEqual(again - 1);
});

test('subtitles that are pictures are drawn into the film until they are put off', async ({ page }, info) => {
  await using house = await openHouse(`film:${films}`);
  const address = asName(house.url);
  await page.emulateMedia({ colorScheme: 'dark' });
  await signIn(page, address, OWNER);
  await play(page, address, /Night Ferry/);
  expect((await lightness(page)).bar).toBeLessThan(80);

  await choose(page, 'Subtitles', /drawn into the picture/);
  await expect.poll(async () => (await lightness(page)).bar, { timeout: 45_000 }).toBeGreaterThan(200);
  expect((await lightness(page)).above).toBeLessThan(80);
  await page.screenshot({ path: info.outputPath('drawn.png') });
  await openMenu(page, 'Quality');
  await expect(page.getByText('The chosen subtitles are pictures and are drawn into the film.')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.setViewportSize(SIZES.phone);
  await openMenu(page, 'Subtitles');
  await checkScreen(page, info, 'subtitles-phone');

  await page.getByRole('menuitemradio', { name: 'Off' }).click();
  await expect.poll(async () => (await lightness(page)).bar, { timeout: 45_000 }).toBeLessThan(80);
  await expectToAdvance(page);
});
