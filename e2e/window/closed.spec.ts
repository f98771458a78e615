import Sqlite from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { databaseFile, MEMBER, OWNER, startHouse, type House } from '../fixtures/house.ts';
import { expect, expectAccessible, openWindow, test } from '../fixtures/window.ts';

const NEW_PASSWORD = 'Quiet orchard 58 turns over';
const STRANGER = '192.168.1.77';

test('INC-01 to INC-18: one click closes; a mistake is taken back with everybody signed in; the way back is led', async ({
  page,
}) => {
  test.slow();
  // One of its own: afterwards the passwords are others.
  await using house = await startHouse({ user: true });
  const token = await house.login(OWNER.name, OWNER.password);
  await house.call('backups.create');
  await openWindow(page, house);
  const sheet = page.getByRole('dialog', { name: /^Closed\./ });
  const way = page.getByRole('navigation', { name: 'Getting back, step by step' });

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

  await test.step('INC-16: the emergency card is filled in, beside what to do', async () => {
    await page.getByRole('button', { name: 'Gentler than closing' }).click();
    await expect(page.getByRole('menuitem', { name: /^Pause guests/ })).toContainText('There are no guest accounts.');
    await page.getByRole('menuitem', { name: 'Practise first' }).click();
    await expect(page.getByRole('button', { name: 'Practise now' })).toBeVisible();
    await page.getByLabel('Who can help').fill('Jonas Weber, 0171 555 0101');
    await page.getByRole('button', { name: 'Save the card' }).click();
    await expect(page.getByText('Saved as it stands')).toBeVisible();
    await expectAccessible(page);
    expect(await readFile(join(house.dataDir, 'emergency-card.txt'), 'utf8')).toContain('Jonas Weber');
    await page.emulateMedia({ media: 'print' });
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden();
    await expect(page.locator('p', { hasText: 'Jonas Weber, 0171 555 0101' })).toBeVisible();
    await page.emulateMedia({ media: null });
  });

  await test.step('a stranger guesses and gets in, an account is made; closed again', async () => {
    await guess(house);
    await house.call('accounts.create', { name: 'eve', password: 'Purple lantern 42 sang', role: 'member' });
    await page.getByRole('link', { name: 'People' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeVisible();
    // From elsewhere: the whole window changes by itself, and its other places stay within reach.
    await house.cli('lock');
    await expect(page.getByRole('heading', { name: 'Closed. Nothing is being served.' })).toBeVisible();
    await expect(sheet).toHaveCount(0);
    const rail = page.getByRole('navigation', { name: 'Main' });
    await rail.getByRole('link', { name: 'People' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeVisible();
    await rail.getByRole('link', { name: 'Closed' }).click();
  });

  await test.step('the card is there while the house is closed, and nobody practises now', async () => {
    await page.getByRole('link', { name: 'Emergency card' }).click();
    await expect(page.getByLabel('Who can help')).toHaveValue('Jonas Weber, 0171 555 0101');
    await expect(page.getByRole('button', { name: 'Practise now' })).toHaveAttribute('aria-disabled', 'true');
    await page.goBack();
  });

  await test.step('look: what was done, when it began, who was there; a ban; the evidence is whole', async () => {
    await expect(way.getByRole('link', { name: 'Look' })).toHaveAttribute('aria-current', 'step');
    const did = page.getByRole('region', { name: 'What Holdfast did' });
    await expect(did.getByText(/^Done: .*The report is written/)).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText(/^It probably began/)).toBeVisible();
    await expect(page.getByRole('region', { name: 'What happened' })).toContainText(
      'The account eve (member) was made',
    );
    await page.getByRole('radio', { name: 'All' }).check();
    await expect(page.getByRole('region', { name: 'What happened' })).toContainText('Holdfast was started');
    const who = page.getByRole('region', { name: 'Who signed in or tried to' });
    await expect(who.getByRole('listitem').filter({ hasText: STRANGER })).toContainText('5 wrong passwords, 1 sign-in');
    await expect(who.getByRole('button', { name: 'Ban 127.0.0.1' })).toHaveCount(0);
    await who.getByRole('button', { name: `Ban ${STRANGER}` }).click();
    await expect(who.getByText('Banned', { exact: true })).toBeVisible();
    const reach = page.getByRole('region', { name: 'What was within reach, and whom to tell' });
    await reach.getByRole('button', { name: 'Show what was within reach' }).click();
    await reach.getByRole('button', { name: 'Letter for ben' }).click();
    await expect(page.getByRole('dialog', { name: 'A letter for ben' })).toContainText(/password/);
    await page.getByRole('button', { name: 'Done' }).click();
    const evidence = page.getByRole('region', { name: 'Evidence' });
    await evidence.getByRole('button', { name: 'Verify the evidence' }).click();
    await expect(
      evidence.getByText(/Its hash is the one in the record of this house\. All \d+ parts inside match\./),
    ).toBeVisible();
    const stick = join(house.folder, 'stick');
    await evidence.getByRole('button', { name: 'Save a copy' }).click();
    await page.getByLabel('Folder').fill(stick);
    await page.getByRole('button', { name: 'Save it there' }).click();
    await expect(page.getByText(`${stick} is no folder.`)).toBeVisible();
    await mkdir(stick);
    await page.getByRole('button', { name: 'Save it there' }).click();
    await expect(page.getByText(`Saved: ${stick}`)).toBeVisible();
    await expectAccessible(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await test.step('decide: what differs is undone', async () => {
    await page.getByRole('link', { name: 'Continue to Decide' }).click();
    const eve = page.getByRole('listitem').filter({ hasText: 'The account eve (member) is new.' });
    await eve.getByRole('button', { name: /^Undo/ }).click();
    await expect(eve).toContainText('Undone');
    await expect(page.getByText('Nothing is left to decide.')).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('restore: the backup from before is drilled, shown and gone back to; the story is not lost', async () => {
    await page.getByRole('link', { name: 'Continue to Restore' }).click();
    await page.getByRole('button', { name: 'Find a backup from before' }).click();
    await expect(page.getByText('This backup is from before, and works')).toBeVisible({ timeout: 60_000 });
    await expectAccessible(page);
    await page.getByRole('button', { name: 'See what it would change' }).click();
    const preview = page.getByRole('alertdialog');
    await expect(preview.getByText('Removes eve')).toBeVisible({ timeout: 30_000 });
    await preview.getByRole('button', { name: /^Restore/ }).click();
    await expect(page.getByText('Restored. The house is closed, as it was.')).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText(/^Restored: the state of/)).toBeVisible();
    await way.getByRole('link', { name: 'Look' }).click();
    await expect(page.getByText(/^It probably began/)).toBeVisible();
    await expect(page.getByRole('region', { name: 'What happened' })).toContainText('A backup was restored');
  });

  await test.step('a new password, and the keys that were changed', async () => {
    await way.getByRole('link', { name: 'Reopen' }).click();
    await expect(page.getByText('You need a new password first')).toBeVisible();
    await page.getByRole('link', { name: 'Choose one' }).click();
    await expect(page.getByRole('region', { name: 'Keys Holdfast changed' })).toContainText('Signing key');
    await page.getByLabel("The owner's password until now").fill('not this one');
    await page.getByLabel('New password for the owner').fill(NEW_PASSWORD);
    await page.getByRole('button', { name: 'Change my password' }).click();
    await expect(page.getByText("That is not the owner's password.")).toBeVisible();
    await page.getByLabel("The owner's password until now").fill(OWNER.password);
    await page.getByRole('button', { name: 'Change my password' }).click();
    await expect(page.getByText('You have a new password').first()).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('this computer first, after a green look', async () => {
    await page.getByRole('link', { name: 'Continue to Reopen' }).click();
    await expect(page.getByRole('heading', { name: 'All is well to open' })).toBeVisible();
    await expect(page.getByText('The record of who did what is whole')).toBeVisible();
    await expectAccessible(page);
    await page.getByLabel('Your new password').fill(NEW_PASSWORD);
    await page.getByRole('button', { name: 'Open on this computer' }).click();
    await expect(page.getByRole('heading', { name: 'Open on this computer alone' })).toBeVisible();
  });

  await test.step('then the home, and the report is kept', async () => {
    await expect(page.getByText('The server answers at its own address')).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Open for your home' }).click();
    await expect(page.getByRole('heading', { name: 'Your home is being served again' })).toBeVisible();
    await expect.poll(async () => (await house.status()).addresses.length).toBeGreaterThan(0);
    expect((await house.fetch('/api/v1/home', token)).status, 'what was captured opens nothing').toBe(401);
    expect(typeof (await house.login(OWNER.name, NEW_PASSWORD))).toBe('string');
    await expectAccessible(page);
    for (const [choice, words] of [
      ['To read and send (Markdown)', /5 wrong passwords[^]*eve[^]*## Reopened/],
      ['For a program (JSON)', /"reopened":/],
    ] as const) {
      await page.getByRole('button', { name: 'Save the report' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitemradio', { name: choice }).click(),
      ]);
      expect(await readFile(await download.path(), 'utf8')).toMatch(words);
    }
  });
});

/**
 * Five wrong passwords and a sign-in from another device of the home, as the server notes them: on this computer every
 * address that can be had is this computer's own.
 */
async function guess(house: House): Promise<void> {
  const { accounts } = await house.call<{ accounts: { id: string; name: string }[] }>('accounts.list');
  const owner = accounts.find(({ name }) => name === OWNER.name)!.id;
  const db = new Sqlite(databaseFile(house.dataDir, 'server'));
  const note = db.prepare('INSERT INTO audit_outbox (id, at, event, account_id, detail) VALUES (?, ?, ?, ?, ?)');
  const detail = JSON.stringify({ address: STRANGER, device: 'Firefox' });
  const noteDown = (event: string) => note.run(randomUUID().replaceAll('-', ''), Date.now(), event, owner, detail);
  for (let guessed = 0; guessed < 5; guessed += 1) noteDown('sign-in.failed');
  noteDown('sign-in.succeeded');
  db.close();
  // A note of its own makes the server say that some wait.
  await house.login(MEMBER.name, MEMBER.password);
  const heard = async () => (await house.call<{ began: string | null }>('incident.story')).began;
  await expect.poll(heard).not.toBeNull();
}
