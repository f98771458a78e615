import { chmodSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { databaseFile, makeFilm, makeFolder, OWNER, startHouse, waitFor } from '../fixtures/house.ts';
import { videoState } from '../fixtures/player.ts';
import { expectToAdvance } from '../fixtures/watching.ts';
import { expect, expectAccessible, test } from '../fixtures/window.ts';

const THEO = { first: 'Quiet harbour lights 9', next: 'Amber ferries turn 31 slowly' };
const NEW_PASSWORD = 'Quiet orchard 58 turns over';
const FILM = 'Paper Herons';

/**
 * The first paragraph of issue 4, by somebody who never reads documentation: every step is a button or a field that the
 * page shows, and what is expected is what a person sees.
 */
test('set up in the window, three findings mended, somebody plays, closed with one click, led back, and it plays again', async ({
  browser,
  page,
}) => {
  test.slow();
  const films = makeFolder();
  await makeFilm(join(films, `${FILM} (2021).mp4`), { seconds: 40 });
  await using house = await startHouse({ setUp: false });
  const theo = await (await browser.newContext()).newPage();
  const rail = page.getByRole('navigation', { name: 'Main' });
  const heading = page.getByRole('heading', { level: 1 });
  let address = '';

  try {
    await test.step('first run: owner, folder, who may connect, recovery kit, done', async () => {
      const link = await waitFor(
        'the link',
        10_000,
        () => /http:\/\/127\.0\.0\.1:\d+\/\?key=[\w-]+/.exec(house.output())?.[0],
      );
      await page.goto(link);
      await expectAccessible(page);
      await page.getByLabel('Your name').fill(OWNER.name);
      await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('textbox', { name: /folder/i }).fill(films);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('radio', { name: /My home/ }).click();
      await page.getByRole('button', { name: 'Start serving' }).click();
      const [kit] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Save as a file' }).click(),
      ]);
      const asked = page.getByLabel(/^Letters of group/);
      const group = /\d+/.exec((await page.getByText(/^Letters of group/).textContent())!)![0];
      const letters = new RegExp(`^ +${group}  (\\w+)$`, 'm').exec(await readFile(await kit.path(), 'utf8'))![1]!;
      await asked.fill(letters);
      await page.getByRole('button', { name: 'I kept it' }).click();
      await expect(heading).toHaveText('Your home is being served');
      address = await page
        .getByRole('link', { name: /^http:/ })
        .first()
        .innerText();
      await page.getByRole('button', { name: 'Go to your house' }).click();
      await expect(page.locator('header [role=status]')).toContainText('Serving');
      await expect(page.getByRole('img', { name: `${address} as a QR code` })).toBeVisible();
    });

    await test.step('Security says what is unsafe; three buttons mend three findings', async () => {
      // What an owner brings about without knowing: files other users of the computer can read.
      chmodSync(join(house.dataDir, 'logs'), 0o755);
      chmodSync(databaseFile(house.dataDir, 'manager'), 0o644);
      await rail.getByRole('link', { name: 'Security' }).click();
      await page.getByRole('button', { name: /^Check( now|ing)?$/ }).click();
      await expect(heading).toHaveText(/things to do/);
      const before = await passed(page);
      for (const verb of ['Back up now', 'Repair', 'Repair']) await mend(page, verb);
      await expect.poll(() => passed(page)).toBeGreaterThanOrEqual(before + 3);
      await expectAccessible(page);
    });

    await test.step('somebody is added, signs in on another device, and plays', async () => {
      await rail.getByRole('link', { name: 'People' }).click();
      await page.getByRole('button', { name: 'Add a person' }).first().click();
      await page.getByRole('textbox', { name: 'Name' }).fill('Theo');
      await page.getByRole('button', { name: 'Add Theo' }).click();
      const sheet = page.getByRole('dialog', { name: 'Theo can sign in' });
      const given = await sheet.locator('dd').last().innerText();
      await sheet.getByRole('button', { name: 'I have passed it on' }).click();
      await theo.goto(address);
      await signInAnew(theo, given, THEO.first);
      await play(theo);
      await rail.getByRole('link', { name: 'Overview' }).click();
      await expect(page.getByRole('region', { name: 'Now playing' })).toContainText('Theo');
    });

    await test.step('one click closes the house, and the film stands', async () => {
      await page.getByRole('button', { name: 'Lock down' }).click();
      await page.getByRole('button', { name: 'See what happened' }).click();
      await expect(heading).toHaveText('Closed. Nothing is being served.');
      await expect(theo.getByText(/^Reconnecting to/)).toBeVisible({ timeout: 30_000 });
    });

    await test.step('the way back is led: look, decide, no restore, a new password', async () => {
      await expect(page.getByRole('region', { name: 'Who signed in or tried to' })).toContainText('sign-in');
      await page.getByRole('link', { name: 'Continue to Decide' }).click();
      await expectAccessible(page);
      await page.getByRole('link', { name: 'Continue to Restore' }).click();
      await page.getByRole('link', { name: 'Go on without restoring' }).click();
      await page.getByLabel("The owner's password until now").fill(OWNER.password);
      await page.getByLabel('New password for the owner').fill(NEW_PASSWORD);
      await page.getByRole('button', { name: 'Change my password' }).click();
      await page.getByRole('link', { name: 'Continue to Reopen' }).click();
    });

    await test.step('reopened here, then for the home', async () => {
      await expect(page.getByRole('heading', { name: 'All is well to open' })).toBeVisible();
      await page.getByLabel('Your new password').fill(NEW_PASSWORD);
      await page.getByRole('button', { name: 'Open on this computer' }).click();
      await expect(heading).toHaveText('Open on this computer alone', { timeout: 60_000 });
      await page.getByRole('button', { name: 'Open for your home' }).click();
      await expect(heading).toHaveText('Your home is being served again', { timeout: 60_000 });
      await expectAccessible(page);
      await page.getByRole('link', { name: 'Go to Overview' }).click();
      await expect(page.locator('header [role=status]')).toContainText('Serving');
    });

    await test.step('the other device has to sign in again, and plays', async () => {
      await theo.goto(address);
      await signInAnew(theo, THEO.first, THEO.next);
      await play(theo);
    });
  } finally {
    await theo.context().close();
    await rm(films, { recursive: true, force: true });
  }
});

/** How many checks the ring counts as passed. */
const passed = async (page: Page): Promise<number> =>
  Number(/(\d+) of \d+/.exec((await page.getByRole('img', { name: /checks passed/ }).getAttribute('aria-label'))!)![1]);

/** Press the first button of a finding; afterwards the finding is gone from what is to be done. */
async function mend(page: Page, verb: string): Promise<void> {
  const button = page.getByRole('button', { name: new RegExp(`^${verb}: `) }).first();
  const name = (await button.getAttribute('aria-label'))!;
  await button.click();
  await expect(page.getByRole('button', { name, exact: true })).toHaveCount(0, { timeout: 60_000 });
  await expect(page.getByText(/^Mended/).first()).toBeVisible();
}

/** Sign in with a password that has to be exchanged for one of their own. */
async function signInAnew(page: Page, password: string, own: string): Promise<void> {
  await page.getByLabel('Name').fill('Theo');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('New password', { exact: true }).fill(own);
  await page.getByRole('button', { name: 'Change it and sign in' }).click();
  await expect(page.getByRole('link', { name: /^Account/ }).filter({ visible: true })).toBeVisible();
}

async function play(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Films', exact: true }).first().click();
  await page.getByRole('link', { name: new RegExp(`${FILM}, 2021`) }).click();
  await page
    .getByRole('button', { name: /^(Play|Resume)/ })
    .first()
    .click();
  await expectToAdvance(page);
  expect((await videoState(page)).error).toBeNull();
}
