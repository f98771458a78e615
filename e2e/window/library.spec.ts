import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFilm, makeFolder } from '../fixtures/house.ts';
import { expect, expectAccessible, openWindow, test } from '../fixtures/window.ts';

/** Media in a folder of its own, so that the folder above can stand for a drive that is taken out. */
const root = makeFolder();
const films = join(root, 'Films');
test.use({ houseOptions: { user: true, libraries: [] } });
test.beforeAll(async () => {
  await mkdir(films);
  await makeFilm(join(films, 'Paper Herons (2021).mp4'), { seconds: 1 });
  await writeFile(join(films, 'Garden party 2019.avi'), 'cut off');
});
test.afterAll(() => rm(root, { recursive: true, force: true }));

test('a folder is added by its path, read while one looks, renamed, missed when it is away, and taken out', async ({
  page,
  house,
}) => {
  await openWindow(page, house);
  await page.getByRole('link', { name: 'Library' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Nothing to watch yet' })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Add a folder' }).click();
  const folder = page.getByRole('textbox', { name: 'Folder' });
  await folder.fill(house.dataDir);
  await page.getByRole('button', { name: 'Add and scan' }).click();
  await expect(page.getByText('Holdfast keeps its own data there.')).toBeVisible();
  await folder.fill('/etc');
  await page.getByRole('button', { name: 'Add and scan' }).click();
  await expect(page.getByText('That folder belongs to the operating system.')).toBeVisible();
  await expectAccessible(page);
  await folder.fill(films);
  await page.getByRole('button', { name: 'Add and scan' }).click();

  await expect(page.getByRole('heading', { level: 1, name: '1 title in one folder' })).toBeVisible();
  await expect(page.getByText('Paper Herons')).toBeVisible();
  const unreadable = page.getByRole('list', { name: 'Unreadable files of Films' });
  await expect(unreadable.getByText('Garden party 2019.avi', { exact: true })).toBeVisible();
  await expectAccessible(page);
  const { accounts } = await house.call<{ accounts: { role: string; libraries: string[] }[] }>('accounts.list');
  expect(accounts.find(({ role }) => role === 'member')?.libraries, 'shared as the sheet said').toHaveLength(1);

  // A new file is there after a scan; the page says so without being loaded again.
  await makeFilm(join(films, 'The Salt Road (2023).mp4'), { seconds: 2 });
  await page.getByRole('button', { name: 'Scan all' }).click();
  await expect(page.getByText('Films was scanned: 1 new.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: '2 titles in one folder' })).toBeVisible();

  const more = async (name: string, action: string) => {
    await page.getByRole('button', { name: `More for ${name}` }).click();
    await page.getByRole('menuitem', { name: action }).click();
  };
  await more('Films', 'Rename');
  await page.getByRole('textbox', { name: 'Name' }).fill('Old films');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('rowheader', { name: /Old films/ })).toBeVisible();

  await rename(films, `${films}.away`);
  await more('Old films', 'Scan now');
  await expect(page.getByRole('heading', { level: 1, name: '2 titles, one folder is not connected' })).toBeVisible();
  await rename(`${films}.away`, films);
  await page.getByRole('button', { name: 'Look again' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '2 titles in one folder' })).toBeVisible();

  // The house is closed: what was found stays, and the page says why nothing is read.
  await house.call('incident.lockDown', {});
  await expect(page.getByRole('heading', { level: 1, name: /^Closed/ })).toBeVisible();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Library' }).click();
  await expect(page.getByRole('paragraph').filter({ hasText: 'The house is closed, and folders' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Scan all' })).toHaveAttribute('aria-disabled', 'true');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
  await more('Old films', 'Take out of Holdfast');
  await expect(page.getByText(films)).toHaveCount(2);
  await page.getByRole('button', { name: 'Take out Old films' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Nothing to watch yet' })).toBeVisible();
});
