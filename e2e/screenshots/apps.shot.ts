import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from '@playwright/test';
import { makeFilm, makeFolder, OWNER, startHouse } from '../fixtures/house.ts';
import { asName, signIn } from '../fixtures/player.ts';
import { openWindow } from '../fixtures/window.ts';

const PICTURES = join(import.meta.dirname, '..', '..', 'resources', 'screenshots');
const SIZE = { width: 1280, height: 800 };
const FILMS = [
  'Paper Herons (2021)',
  'The Salt Road (2023)',
  'Northbound 44 (2024)',
  'A Garden of Wires (2019)',
  'Lanterns at Low Tide (2022)',
  'The Mapmaker (2018)',
  'Copper Season (2020)',
  'Kestrel (2017)',
  'The Last Boat Home (2016)',
  'Elm Street Choir (2024)',
  'Under the Same Lamp (2015)',
  'Engine of the North (2013)',
];

/** A film with a poster of its own: two colours that follow from its place in the list. */
async function makeTitle(folder: string, name: string, at: number): Promise<void> {
  const place = join(folder, name);
  mkdirSync(place);
  await makeFilm(join(place, `${name}.mp4`), { seconds: 4 });
  const colour = (turn: number) => {
    const part = (shift: number) => Math.round(70 + 60 * Math.sin((turn * 2 * Math.PI) / FILMS.length + shift));
    return `0x${[0, 2, 4].map((shift) => part(shift).toString(16).padStart(2, '0')).join('')}`;
  };
  const drawing = `gradients=s=600x900:c0=${colour(at)}:c1=${colour(at + 3)}:x0=0:y0=0:x1=600:y1=900:n=2`;
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', drawing, '-frames:v', '1', join(place, 'poster.jpg')]);
}

test('the window and the player, light and dark', async ({ browser }) => {
  const folder = makeFolder();
  for (const [at, name] of FILMS.entries()) await makeTitle(folder, name, at);
  await using house = await startHouse({ libraries: [`film:${folder}`], user: true, until: 'scanned' });
  await house.call('network.setHostNames', { names: ['holdfast.test'] });
  await house.call('system.rename', { name: 'Home' });
  await house.call('backups.create', {});
  await house.call('checklist.run', {});
  mkdirSync(PICTURES, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ viewport: SIZE, colorScheme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const shoot = async (name: string) => {
      await page.getByRole('heading').first().waitFor();
      await page.waitForFunction(() => [...document.images].every((image) => image.complete));
      await page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
      await page.screenshot({ path: join(PICTURES, `${name}-${colorScheme}.png`) });
    };
    await openWindow(page, house);
    await shoot('window-overview');
    await page.getByRole('link', { name: 'Security', exact: true }).click();
    await page.getByRole('heading', { name: /to do/i }).waitFor();
    await shoot('window-security');
    await signIn(page, asName(house.url), OWNER);
    await shoot('player-home');
    await page.getByRole('link', { name: 'Films' }).first().click();
    await shoot('player-films');
    await context.close();
  }
  await rm(folder, { recursive: true, force: true });
});
