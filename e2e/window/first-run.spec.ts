import { mkdirSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFilm, OWNER, startHouse, waitFor } from '../fixtures/house.ts';
import { expect, expectAccessible, test } from '../fixtures/window.ts';

test('first run: folders of several kinds, a wrong one said at once, nothing lost on going back', async ({ page }) => {
  await using house = await startHouse({ setUp: false });
  const films = join(house.folder, 'Films');
  const shows = join(house.folder, 'Shows');
  await makeFilm(join(films, 'Paper Herons (2021).mp4'));
  mkdirSync(join(shows, 'Kestrel'), { recursive: true });
  for (const episode of ['S01E01', 'S01E02'])
    await copyFile(join(films, 'Paper Herons (2021).mp4'), join(shows, 'Kestrel', `Kestrel ${episode}.mp4`));
  const [, link] = (await waitFor('the link', 10_000, () => /^ {2}(http:\S+)$/m.exec(house.output())))!;
  await page.goto(link!);

  await page.getByLabel('Your name').fill(OWNER.name);
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
  await page.getByRole('button', { name: 'Continue' }).click();
  const folder = page.getByRole('textbox');
  const chosen = page.getByRole('list', { name: 'Chosen folders' });
  await expect(page.getByRole('button', { name: 'Skip for now' })).toBeVisible();

  await folder.fill(join(house.folder, 'Flims'));
  await folder.press('Enter');
  await expect(page.getByRole('alert')).toHaveText(/^There is no such folder\./);
  await expect(folder).toBeFocused();
  await expectAccessible(page);
  await folder.fill(films);
  await folder.press('Enter');
  await expect(chosen).toContainText('1 video');
  await folder.fill(join(films, '.'));
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByRole('alert')).toContainText('overlaps with "Films"');
  await folder.fill(shows);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { name: 'Who may connect?' })).toBeVisible();

  await page.goBack();
  await expect(chosen.getByRole('listitem')).toHaveCount(2);
  await expect(page.getByRole('radiogroup', { name: `What is in ${shows}` }).getByLabel('Shows')).toBeChecked();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(page.getByLabel('Your name')).toHaveValue(OWNER.name);
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue(OWNER.password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();

  await page.getByRole('radio', { name: /Custom/ }).check();
  await page.getByLabel('Addresses and ranges').fill('300.1.2.3');
  await page.getByRole('button', { name: 'Start serving' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByRole('radio', { name: /This computer/ }).check();
  await page.getByRole('button', { name: 'Start serving' }).click();
  await page.getByRole('button', { name: 'Go on without it' }).click();
  await expect(page.getByRole('heading', { name: 'Your home is being served' })).toBeVisible();
  await expect(page.getByText('Your folders were read')).toBeVisible();
  await expect(page.getByText('2 titles found in 2 folders.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Go to your house' }).click();
  await page.getByRole('link', { name: 'Library' }).click();
  await expect(page.getByRole('row', { name: /Shows/ })).toContainText('1 show · 2 episodes');
});
