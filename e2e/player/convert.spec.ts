import { availableParallelism } from 'node:os';
import { readdirSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { FOREIGN_SECONDS, makeForeignFilm } from '../fixtures/foreign-film.ts';
import { commandLine, isAlive, makeFolder, startHouse, type House } from '../fixtures/house.ts';
import { asName, expect, expectAccessible, OWNER, signIn, test as base, videoState } from '../fixtures/player.ts';
import { choose, expectToAdvance, openMenu, shape } from '../fixtures/watching.ts';

/** A house with one film the browser does not play as it is, and its owner signed in. */
const test = base.extend<{ cinema: House }, { foreign: string }>({
  foreign: [
    // Playwright wants the braces.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const folder = makeFolder();
      await makeForeignFilm(join(folder, 'The Quiet Harbour (2022).mkv'));
      await use(folder);
      await rm(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  cinema: async ({ foreign, page }, use) => {
    await using house = await startHouse({ libraries: [`film:${foreign}`], until: 'scanned' });
    await house.call('network.setHostNames', { names: ['holdfast.test'] });
    await signIn(page, asName(house.url), OWNER);
    await use(house);
  },
});

// Every jump is a start of ffmpeg, on two cores that may be shared.
test.describe.configure({ timeout: 180_000 });

test('a film the browser cannot play is converted: it starts, goes on, and says why it is converted', async ({
  page,
  cinema,
}) => {
  await play(page);
  await expectToAdvance(page);
  expect(await shape(page)).toEqual([1280, 720]);
  await openMenu(page, 'Quality');
  await expect(page.getByText('This device does not play HEVC video.')).toBeVisible();
  await expect(page.getByText('This device does not play Dolby Digital sound.')).toBeVisible();
  await expectAccessible(page);
  await expect.poll(() => encoders(cinema)).toHaveLength(1);
});

test('another quality: the picture on screen gets that size, in the same playback and at the same place', async ({
  page,
  cinema,
}) => {
  await play(page);
  await expectToAdvance(page);
  const before = (await videoState(page)).time;
  await choose(page, 'Quality', '480p');
  await expect.poll(() => shape(page)).toEqual([852, 480]);
  await expectToAdvance(page);
  expect((await videoState(page)).time).toBeGreaterThanOrEqual(before);
  await choose(page, 'Quality', '720p');
  await expect.poll(() => shape(page)).toEqual([1280, 720]);
  await expectToAdvance(page);
  await choose(page, 'Quality', '360p');
  await expect.poll(() => shape(page)).toEqual([640, 360]);
  expect(await encoders(cinema)).toHaveLength(1);
});

test('another sound, other subtitles: the film goes on at its place', async ({ page, cinema }) => {
  await play(page);
  await expectToAdvance(page);
  await choose(page, 'Subtitles', /English/);
  await expect(page.getByText('The harbour is quiet.')).toBeVisible();
  await choose(page, 'Subtitles', /German/);
  await expect(page.locator('i', { hasText: 'Der Hafen' })).toBeVisible();
  await expect(page.getByText('The harbour is quiet.')).toHaveCount(0);

  const before = (await videoState(page)).time;
  await choose(page, 'Sound', /French/);
  await expectToAdvance(page);
  expect((await videoState(page)).time).toBeGreaterThanOrEqual(before - 1);
  await openMenu(page, 'Sound');
  await expect(page.getByRole('menuitemradio', { name: /French/ })).toHaveAttribute('aria-checked', 'true');
  await page.keyboard.press('Escape');
  await expect(page.getByText('Der Hafen')).toBeVisible();
  await choose(page, 'Subtitles', 'Off');
  await expect(page.getByText('Der Hafen')).toHaveCount(0);
  await expect.poll(() => encoders(cinema)).toHaveLength(1);
});

test('thirty jumps leave one encoder; leaving leaves none; a reload goes on where it was', async ({ page, cinema }) => {
  await play(page);
  await expectToAdvance(page);
  const { worker } = await cinema.pids();
  const started = Date.now();
  for (let jump = 0; jump < 30; jump += 1) {
    const to = ((jump * 67) % (FOREIGN_SECONDS - 20)) + 5;
    await page.locator('video').evaluate((video: HTMLVideoElement, seconds) => (video.currentTime = seconds), to);
    expect(encodersOf(worker).length).toBeLessThanOrEqual(1);
    // The storm the issue names: thirty in ten seconds.
    await page.waitForTimeout(Math.max(0, ((jump + 1) * 10_000) / 30 - (Date.now() - started)));
  }
  await expectToAdvance(page);
  expect(await encoders(cinema)).toHaveLength(1);

  await page.locator('video').evaluate((video: HTMLVideoElement) => (video.currentTime = 60));
  await expectToAdvance(page);
  await page.reload();
  await expectToAdvance(page);
  expect((await videoState(page)).time).toBeGreaterThan(58);
  expect((await videoState(page)).time).toBeLessThan(90);

  // Controls are hidden until something moves.
  await page.mouse.move(400, 400);
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect.poll(() => encoders(cinema)).toEqual([]);
});

test('the worker dies while a film is converted: it goes on by itself', async ({ page, cinema }) => {
  await play(page);
  await expectToAdvance(page);
  const { worker } = await cinema.pids();
  process.kill(worker, 'SIGKILL');
  await page.locator('video').evaluate((video: HTMLVideoElement) => (video.currentTime = 120));
  await expect.poll(async () => (await videoState(page)).time, { timeout: 60_000 }).toBeGreaterThan(121);
  await expect(page.getByRole('alert')).toHaveCount(0);
});

/** Three conversions for each two cores, and ten streams (MED-10): beyond this nobody ever waits for a place. */
const MOST_CORES_FOR_A_QUEUE = 5;

test('MED-10: with every place taken, a film waits with words and starts by itself when one is free', async ({
  page,
  cinema,
}) => {
  test.skip(
    availableParallelism() > MOST_CORES_FOR_A_QUEUE,
    'SKIPPED: this computer converts more films than may play',
  );
  // How many places there are depends on the cores; each session plays the film once.
  const others: { token: string; id: string }[] = [];
  const token = await cinema.login(OWNER.name, OWNER.password);
  const { items } = await json<{ items: { id: string }[] }>(await cinema.fetch('/api/v1/items', token));
  const begin = async () => {
    const session = await cinema.login(OWNER.name, OWNER.password);
    const capabilities = { containers: ['mp4'], video: ['h264'], audio: ['aac'], hls: true };
    const init = {
      method: 'POST',
      body: JSON.stringify({ capabilities }),
      headers: { 'content-type': 'application/json' },
    };
    const playback = await json<{ sessionId: string; waiting: number }>(
      await cinema.fetch(`/api/v1/items/${items[0]!.id}/playback`, session, init),
    );
    others.push({ token: session, id: playback.sessionId });
    return playback.waiting;
  };
  while ((await begin()) === 0);
  await play(page);
  await expect(page.getByText('Yours is number 2 in line, and starts by itself.')).toBeVisible();
  const leave = ({ token: session, id }: { token: string; id: string }) =>
    cinema.fetch(`/api/v1/playback/${id}`, session, { method: 'DELETE' });
  await leave(others.pop()!);
  await expect(page.getByText('Yours is next, and starts by itself.')).toBeVisible();
  await leave(others.pop()!);
  await expectToAdvance(page);
});

test('a film that cannot be converted says so, with one button that leads back', async ({ page, foreign }) => {
  const failing = join(foreign, 'failing-ffmpeg');
  await writeFile(failing, '#!/bin/sh\ncase "$*" in *pipe:1*) exit 1;; esac\nexec ffmpeg "$@"\n', { mode: 0o755 });
  await using house = await startHouse({
    libraries: [`film:${foreign}`],
    extraArgs: ['--ffmpeg', failing],
    until: 'scanned',
  });
  await house.call('network.setHostNames', { names: ['holdfast.test'] });
  await signIn(page, asName(house.url), OWNER);
  await play(page);
  await expect(page.getByRole('heading', { name: 'This film could not be converted' })).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: test.info().outputPath('problem.png') });
  await page.getByRole('button', { name: 'Back to the film' }).click();
  await expect(page.getByRole('heading', { name: 'The Quiet Harbour', level: 1 })).toBeVisible();
});

const json = async <T>(response: Response): Promise<T> => {
  expect(response.status).toBe(200);
  return (await response.json()) as T;
};

async function play(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Films', exact: true }).first().click();
  await page.getByRole('link', { name: /The Quiet Harbour, 2022/ }).click();
  await page
    .getByRole('button', { name: /^(Play|Resume)/ })
    .first()
    .click();
}

/** The ffmpeg processes the house's worker runs (Linux). */
async function encoders(house: House): Promise<number[]> {
  return encodersOf((await house.pids()).worker);
}

function encodersOf(worker: number): number[] {
  const tasks = `/proc/${worker}/task`;
  return readdirSync(tasks)
    .flatMap((task) => readFileSync(`${tasks}/${task}/children`, 'utf8').split(' '))
    .filter((pid) => pid !== '' && isAlive(Number(pid)) && commandLine(Number(pid))[0]?.endsWith('ffmpeg') === true)
    .map(Number);
}
