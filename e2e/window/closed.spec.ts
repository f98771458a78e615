import { OWNER, startHouse } from '../fixtures/house.ts';
import { expect, expectAccessible, openWindow, test } from '../fixtures/window.ts';

const NEW_PASSWORD = 'Quiet orchard 58 turns over';

test('INC-01, INC-03, INC-18: one click closes; a mistake is taken back with everybody signed in; the way back is led', async ({
  page,
}) => {
  test.slow();
  // One of its own: afterwards the passwords are others.
  await using house = await startHouse({ user: true });
  const token = await house.login(OWNER.name, OWNER.password);
  await openWindow(page, house);
  const sheet = page.getByRole('dialog', { name: /^Closed\./ });

  await test.step('closed at once, and Esc does nothing', async () => {
    await page.getByRole('button', { name: 'Lock down' }).click();
    await expect(sheet).toBeVisible();
    await expect(house.fetch('/healthz')).rejects.toThrow();
    await page.keyboard.press('Escape');
    await expect(sheet).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('it was a mistake: open again, and the session lives', async () => {
    await sheet.getByRole('button', { name: /mistake/ }).click();
    await expect.poll(async () => (await house.status()).addresses.length).toBeGreaterThan(0);
    await expect(sheet).toHaveCount(0);
    expect((await house.fetch('/api/v1/home', token)).status).toBe(200);
  });

  await test.step('closed again, the keys are changed, and the page says what was done', async () => {
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByRole('button', { name: 'Lock down' }).click();
    await sheet.getByRole('button', { name: 'See what happened' }).click();
    await expect(page.getByRole('heading', { name: 'Closed. Nothing is being served.' })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Keys' })).toBeVisible({ timeout: 60_000 });
    await expectAccessible(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await test.step('this computer first, with a new password', async () => {
    await page.getByLabel("The owner's password").fill(OWNER.password);
    await page.getByLabel('New password for the owner').fill(NEW_PASSWORD);
    await page.getByRole('button', { name: 'Check, then open' }).click();
    await expect(page.getByRole('heading', { name: 'Open on this computer alone' })).toBeVisible();
  });

  await test.step('then the home', async () => {
    await page.getByLabel("The owner's new password").fill(NEW_PASSWORD);
    await page.getByRole('button', { name: 'Check, then open' }).click();
    await expect(page.getByRole('heading', { name: /is being served$/ })).toBeVisible();
    await expect.poll(async () => (await house.status()).addresses.length).toBeGreaterThan(0);
    expect((await house.fetch('/api/v1/home', token)).status, 'what was captured opens nothing').toBe(401);
    expect(typeof (await house.login(OWNER.name, NEW_PASSWORD))).toBe('string');
  });
});
