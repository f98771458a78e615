import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFilm, makeFolder, OWNER, type House } from '../fixtures/house.ts';
import { expect, expectAccessible, openWindow, test } from '../fixtures/window.ts';

test.use({
  houseOptions: [
    // Playwright wants the braces.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const films = makeFolder();
      await makeFilm(join(films, 'Paper Herons (2021).mp4'), { seconds: 1 });
      await use({ libraries: [`film:${films}`], until: 'scanned' });
      await rm(films, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
});

const signIn = (house: House, username: string, password: string, more: object = {}) =>
  house.fetch('/api/v1/auth/login', undefined, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password, ...more }),
  });
const codeOf = async (response: Response) => ((await response.json()) as { code?: string }).code;

test('a person is added, comes in once with the given password, and is seen and shut out from here', async ({
  page,
  house,
}) => {
  await openWindow(page, house);
  await page.getByRole('link', { name: 'People' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '1 person can sign in' })).toBeVisible();
  await expect(page.getByText('You watch with the owner’s account')).toBeVisible();

  await page.getByRole('button', { name: 'Add a person' }).first().click();
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.keyboard.type(OWNER.name);
  await page.keyboard.press('Enter');
  await expect(page.getByText('That name is taken. Choose another.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Name' }).fill('Theo');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Add Theo' }).click();
  const sheet = page.getByRole('dialog', { name: 'Theo can sign in' });
  const given = await sheet.locator('dd').last().innerText();
  await page.keyboard.press('Escape');
  await expect(sheet, 'what is shown once is not lost by a key').toBeVisible();
  await sheet.getByRole('button', { name: 'I have passed it on' }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'Theo' })).toBeVisible();
  await expect(page.getByText('A new one is due')).toBeVisible();

  expect(await codeOf(await signIn(house, 'Theo', given))).toBe('password-change-due');
  const own = 'Quiet harbour lights 9';
  const token = async (device: string, more = {}) =>
    ((await (await signIn(house, 'Theo', own, { device, ...more })).json()) as { accessToken: string }).accessToken;
  expect((await signIn(house, 'Theo', given, { newPassword: own, device: 'Living-room TV' })).status).toBe(200);
  const phone = await token('Safari on iPhone');
  // Nobody reloads: what happens on the network arrives by itself.
  await expect(page.getByRole('heading', { name: 'Signed in on 2 devices' })).toBeVisible();
  await expect(page.getByText('A new one is due')).toHaveCount(0);
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Sign out Safari on iPhone' }).click();
  await expect(page.getByText('Safari on iPhone is signed out.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Signed in on 1 device', exact: true })).toBeVisible();
  expect((await house.fetch('/api/v1/auth/me', phone)).status, 'SESS-05').toBe(401);

  const tablet = await token('Safari on iPad');
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(page.getByText('Theo is signed in nowhere.')).toBeVisible();
  expect((await house.fetch('/api/v1/auth/me', tablet)).status, 'SESS-06').toBe(401);

  const sees = async () => {
    const answer = await house.fetch('/api/v1/libraries', await token('Test'));
    return ((await answer.json()) as { libraries: unknown[] }).libraries.length;
  };
  const films = page.getByRole('checkbox');
  await expect(films).toBeChecked();
  await films.uncheck();
  await expect(page.getByText(/^Theo no longer sees/)).toBeVisible();
  expect(await sees(), 'AUTH-21').toBe(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(films).toBeChecked();
  expect(await sees()).toBe(1);
});

test('somebody is renamed, gets a new password, is suspended and let back in, and is deleted; the last owner stays', async ({
  page,
  house,
}) => {
  await house.call('accounts.create', { name: 'Mira', password: 'Willow-Anchor-58' });
  await openWindow(page, house);
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('link', { name: /Mira/ }).click();
  const more = async (name: string, action: string) => {
    await page.getByRole('button', { name: `More for ${name}` }).click();
    await page.getByRole('menuitem', { name: action }).click();
  };

  await more('Mira', 'Rename');
  await page.getByRole('textbox', { name: 'Name' }).fill('Mira Lind');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: 'Mira Lind' })).toBeVisible();

  await page.getByRole('button', { name: 'Reset password' }).click();
  await page.getByLabel('New password', { exact: true }).fill('short');
  await page.getByRole('dialog').getByRole('button', { name: 'Reset password' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByLabel('New password', { exact: true }).fill('Meadow-Cinder-41');
  await page.getByRole('dialog').getByRole('button', { name: 'Reset password' }).click();
  await expect(page.getByRole('dialog', { name: 'Mira Lind has a new password' })).toBeVisible();
  await page.getByRole('button', { name: 'I have passed it on' }).click();
  expect(await codeOf(await signIn(house, 'Mira Lind', 'Meadow-Cinder-41'))).toBe('password-change-due');
  expect((await signIn(house, 'Mira Lind', 'Willow-Anchor-58')).status).toBe(401);

  await more('Mira Lind', 'Suspend');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Suspend Mira Lind' }).click();
  await expect(page.getByText('Mira Lind is suspended.')).toBeVisible();
  expect(await codeOf(await signIn(house, 'Mira Lind', 'Meadow-Cinder-41')), 'AUTH-12').toBe('wrong-credentials');
  await page.getByRole('button', { name: 'Let back in' }).click();
  await expect(page.getByText('Mira Lind can sign in again.')).toBeVisible();
  expect(await codeOf(await signIn(house, 'Mira Lind', 'Meadow-Cinder-41'))).toBe('password-change-due');

  await page
    .getByRole('main')
    .getByRole('link', { name: new RegExp(OWNER.name) })
    .click();
  const dots = page.getByRole('button', { name: `More for ${OWNER.name}` });
  await dots.click();
  await expect(page.getByRole('menuitem', { name: /^Delete/ }), 'AUTH-11').toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: /^Change role/ })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dots).toBeFocused();

  // A closed house is when an owner looks through accounts.
  await house.call('incident.lockDown', {});
  await expect(page.getByRole('heading', { level: 1, name: /^Closed/ })).toBeVisible();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'People' }).click();
  await page.getByRole('link', { name: /Mira Lind/ }).click();
  await more('Mira Lind', 'Delete');
  await page.getByRole('button', { name: 'Delete Mira Lind' }).click();
  await expect(page.getByText('Mira Lind’s account is deleted.')).toBeVisible();
  await expect(page.getByRole('link', { name: /Mira Lind/ })).toHaveCount(0);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
});
