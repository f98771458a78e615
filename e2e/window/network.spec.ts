import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { MEMBER, type House } from '../fixtures/house.ts';
import { expect, expectAccessible, openWindow, test } from '../fixtures/window.ts';

test.use({ houseOptions: { user: true, extraArgs: [] } });

/** Every client of a test is this computer, which is let in by every rule: what came from elsewhere is written down here. */
function asIfFromHome(house: House): void {
  const generation = readFileSync(join(house.dataDir, 'current'), 'utf8').trim();
  const db = new Sqlite(join(house.dataDir, 'generations', generation, 'server', 'server.db'));
  db.pragma('busy_timeout = 5000');
  db.prepare(`UPDATE session SET address = '192.168.77.9', device = 'Kitchen tablet'`).run();
  db.prepare(`INSERT INTO ban VALUES ('192.168.77.13', ?, ?, 'Too many wrong passwords')`).run(
    Date.now(),
    Date.now() + 3_000_000,
  );
  db.close();
}

test('who may connect is chosen with what it means, a device in use is not shut out by mistake, and a ban is lifted', async ({
  page,
  house,
}) => {
  await house.login(MEMBER.name, MEMBER.password);
  asIfFromHome(house);
  await house.call('network.setAccess', { access: { kind: 'custom', cidrs: ['192.168.77.0/24'] } });
  await openWindow(page, house);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Network' }).click();
  await expect(
    page.getByRole('heading', { level: 1, name: 'Only the devices and networks you chose can connect' }),
  ).toBeVisible();
  await expect(page.getByRole('row', { name: /192\.168\.77\.0\/24/ })).toContainText('254 addresses');
  const connected = page.getByRole('list', { name: 'Connected devices' });
  await expect(connected.getByRole('listitem').filter({ hasText: 'Kitchen tablet' })).toContainText('idle');
  await expect(connected.getByRole('listitem').filter({ hasText: '192.168.77.13' })).toContainText('shut out');
  // What listens is read from the system, ours with what it is for.
  const ports = page.getByRole('region', { name: 'What listens on this computer' }).last();
  await expect(ports.getByRole('row', { name: new RegExp(`^${new URL(house.url).port} `) }).first()).toContainText(
    'Holdfast',
  );
  await expectAccessible(page);

  // A range says how much it lets in before it is added, and what could happen.
  const range = page.getByRole('textbox', { name: 'Address or range to let in' });
  await range.fill('10.0.0.0/8');
  await expect(page.getByText('Covers 16,777,214 addresses.')).toBeVisible();
  await expect(page.getByText('Too wide for a home')).toBeVisible();
  await expectAccessible(page);
  await range.fill('10.0.0.0/99');
  await expect(page.getByText(/is no address or network/)).toBeVisible();
  await range.fill('10.0.4.0/30');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('row', { name: /10\.0\.4\.0\/30/ })).toContainText('2 addresses');

  // Without the range the tablet is in, it is asked about; nothing has changed until then.
  await page.getByRole('button', { name: 'Remove 192.168.77.0/24' }).click();
  await page.getByRole('button', { name: 'Save this rule' }).click();
  const sheet = page.getByRole('alertdialog', { name: 'This would shut out a device' });
  await expect(sheet.getByText('192.168.77.9')).toBeVisible();
  await expect(sheet.getByText(`${MEMBER.name}, Kitchen tablet`)).toBeVisible();
  await expectAccessible(page);
  await sheet.getByRole('button', { name: 'Keep it as it is' }).click();
  const access = async () => (await house.call<{ access: { kind: string; cidrs?: string[] } }>('network.get')).access;
  expect((await access()).cidrs, 'NET-02').toEqual(['192.168.77.0/24']);
  await page.getByRole('button', { name: 'Save this rule' }).click();
  await sheet.getByRole('button', { name: 'Shut it out' }).click();
  await expect(page.getByText(/^Only the devices and networks you chose can connect now\.$/)).toBeVisible();
  // At once, before the page has heard of the rule it takes back.
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('row', { name: /192\.168\.77\.0\/24/ })).toBeVisible();

  const ban = page.getByRole('listitem').filter({ hasText: /192\.168\.77\.13.*Too many wrong passwords/ });
  await ban.getByRole('button', { name: /^Lift/ }).click();
  await expect(page.getByText('192.168.77.13 may try again.')).toBeVisible();
  await expect(page.getByText('Nobody. Five wrong passwords')).toBeVisible();

  await page.getByRole('textbox', { name: 'Another name' }).fill('Films.home');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Remove films.home' })).toBeVisible();
  await page.getByRole('button', { name: 'Remove films.home' }).click();
  await expect(page.getByRole('button', { name: 'Remove films.home' })).toHaveCount(0);

  // A closed house: the rule can be changed before it opens again, and nobody is signed in any more to be shut out.
  await house.call('incident.lockDown', {});
  await expect(page.getByRole('heading', { level: 1, name: /^Closed/ })).toBeVisible();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Network' }).click();
  await expect(page.getByText('The house is closed: it answers at no address.')).toBeVisible();
  await page.getByText('This computer', { exact: true }).first().click();
  await expect(page.getByText('Only this computer can connect now.')).toBeVisible();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
});
