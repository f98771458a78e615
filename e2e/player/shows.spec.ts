import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFilm, makeFolder } from '../fixtures/house.ts';
import { asName, expect, OWNER, signIn, test, videoState } from '../fixtures/player.ts';
import { openHouse, testEveryScreen } from '../fixtures/screen.ts';

let shows: string;
test.beforeAll(async () => {
  shows = makeFolder();
  const at = (...parts: string[]) => join(shows, 'Kestrel Point (2024)', ...parts);
  await makeFilm(at('Season 1', 'Kestrel Point - S01E01 - Relief.mp4'), { seconds: 6 });
  await makeFilm(at('Season 1', 'Kestrel Point - S01E02 - House Rules.mp4'), { seconds: 20 });
  await makeFilm(at('Season 2', 'Kestrel Point - S02E01 - Lamp Oil.mp4'), { seconds: 6 });
});
test.afterAll(() => rm(shows, { recursive: true, force: true }));

const open = () => openHouse(`show:${shows}`);

test('shows: a season, an episode plays, the next one comes up, and the first is marked', async ({ page }) => {
  await using house = await open();
  await signIn(page, asName(house.url), OWNER);
  await page.getByRole('link', { name: 'Shows', exact: true }).first().click();
  await page.getByRole('link', { name: /^Kestrel Point, 2024/ }).click();
  await expect(page.getByRole('heading', { name: 'Kestrel Point', level: 1 })).toBeVisible();

  await page.getByRole('link', { name: 'Season 2' }).click();
  await expect(page.getByRole('link', { name: /Lamp Oil/ })).toBeVisible();
  await expect(page.getByRole('link', { name: /House Rules/ })).toHaveCount(0);
  await page.getByRole('link', { name: 'Season 1' }).click();
  await page.getByRole('link', { name: /Relief/ }).click();
  await expect.poll(async () => (await videoState(page)).width).toBeGreaterThan(0);
  await expect(page.getByRole('heading', { name: 'Kestrel Point' })).toBeVisible();

  // Six seconds later.
  const next = page.getByRole('region', { name: 'Next episode' });
  await expect(next).toContainText('House Rules');
  await expect(next.getByRole('button', { name: 'Play now' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/E2.*House Rules/)).toBeVisible();
  await expect.poll(async () => (await videoState(page)).time).toBeGreaterThan(0.3);
  await expect(next).toHaveCount(0);

  // Controls are hidden until something moves.
  await page.mouse.move(400, 400);
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Kestrel Point', level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Mark Relief as not watched' })).toBeVisible();
});

testEveryScreen('shows', open, async (page, address, check) => {
  await page.goto(`${address}/shows`);
  const show = page.getByRole('link', { name: /^Kestrel Point/ });
  await expect(show).toBeVisible();
  await check('shows');
  await show.click();
  await expect(page.getByRole('link', { name: /Relief/ })).toBeVisible();
  await check('show');
});
