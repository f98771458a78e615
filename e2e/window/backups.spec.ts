import { copyFile, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { folderAt, MEMBER, OWNER } from '../fixtures/house.ts';
import { expect, expectAccessible, openWindow, test } from '../fixtures/window.ts';

test.use({ houseOptions: { user: true, env: {} } });

test('a backup is made, verified, practised and restored, lies in two places, and its kit is kept', async ({
  page,
  house,
}) => {
  const films = folderAt(house.folder, 'films');
  await house.call('library.add', { kind: 'film', path: films });
  await openWindow(page, house);
  await page.getByRole('link', { name: 'Backups' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'No backup yet' })).toBeVisible();
  await expect(page.getByText('Only on this computer')).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Back up now' }).click();
  await expect(page.getByText('A backup was made and verified.')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('heading', { level: 1, name: /^Backed up today .*, verified$/ })).toBeVisible();
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await expect(page.getByText('Every part was read and is sound.')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Practise a restore' }).click();
  await expect(page.getByText(/^Restored beside the house, signed in there, and wiped/)).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByRole('button', { name: /verified, restore practised$/ })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Change schedule' }).click();
  await page.getByLabel('Every day at').fill('04:30');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Every day at 04:30, next')).toBeVisible();

  const second = join(house.folder, 'blue-disk');
  await page.getByRole('button', { name: 'Choose a folder' }).click();
  await page.getByRole('textbox', { name: 'Folder' }).fill(second);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: second })).toBeVisible();
  await mkdir(second);
  await page.getByRole('button', { name: 'Use this folder' }).click();
  await expect(page.getByText('Same disk', { exact: true })).toBeVisible();

  await expect(page.getByRole('heading', { level: 1, name: /in two places$/ })).toBeVisible({ timeout: 30_000 });

  await page.getByRole('button', { name: 'Make a kit' }).click();
  await page.getByRole('button', { name: 'Make it' }).click();
  const kit = page.getByRole('dialog', { name: 'Keep your recovery kit' });
  const key = await kit
    .getByText(/^AGE-SECRET-KEY-1/)
    .first()
    .innerText();
  const field = kit.getByLabel(/^Letters of group/);
  const group = Number(/\d+/.exec(await kit.locator('label').innerText())?.[0]);
  await field.fill('WRONG');
  await page.keyboard.press('Enter');
  await expect(kit.getByText(/not the letters of that group/)).toBeVisible();
  await expectAccessible(page);
  const groups = key.slice('AGE-SECRET-KEY-1'.length).match(/.{1,6}/g)!;
  await field.fill(groups[group - 1]!);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/last proved just now/)).toBeVisible();

  // What a restore takes away is said before it is done.
  await house.call('accounts.create', { name: 'Jonas', password: 'Willow-Anchor-58' });
  // From a file somewhere else, with films that lie elsewhere by now.
  const { backups } = await house.call<{ backups: { copies: { path: string }[] }[] }>('backups.list');
  const carried = join(house.folder, 'carried.age');
  await copyFile(backups[0]!.copies[0]!.path, carried);
  await rename(films, join(house.folder, 'moved'));
  await page.getByRole('button', { name: 'Restore from a file' }).click();
  await page.getByLabel('Backup file').fill(join(house.folder, 'gone.age'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible();
  await page.getByLabel('Backup file').fill(carried);
  await page.getByLabel('Key of its recovery kit').fill(key.toLowerCase().slice(0, -1));
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('58 letters');
  await page.getByLabel('Key of its recovery kit').fill('');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Look into it' }).click();
  const sheet = page.getByRole('alertdialog');
  await sheet.getByText('Media folders lie elsewhere now').click({ timeout: 30_000 });
  await sheet.getByLabel('films is now in').fill(join(house.folder, 'moved'));
  await expect(sheet.getByText('Removes Jonas'), 'R-43').toBeVisible({ timeout: 30_000 });
  await expect(sheet.getByText('Not touched')).toBeVisible();
  await expectAccessible(page);
  await sheet.getByRole('button', { name: /^Restore/ }).click();
  // Another manager on another generation: the page outlives it.
  await expect(page.getByText('Restored, and open again.')).toBeVisible({ timeout: 60_000 });
  await page.getByRole('link', { name: 'People' }).click();
  await expect(page.getByRole('link', { name: new RegExp(MEMBER.name) })).toBeVisible();
  await expect(page.getByRole('link', { name: /Jonas/ })).toHaveCount(0);
  const { libraries } = await house.call<{ libraries: { path: string }[] }>('library.list');
  expect(libraries.map(({ path }) => path)).toEqual([join(house.folder, 'moved')]);
  await expect(page.getByRole('main').getByRole('link', { name: new RegExp(OWNER.name) })).toBeVisible();
  await page.getByRole('link', { name: 'Backups' }).click();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
});
