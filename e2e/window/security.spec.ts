import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectAccessible, openWindow, test } from '../fixtures/window.ts';

test('the owner sees what is unsafe with its evidence, mends it with a button, takes that back, and accepts a risk', async ({
  page,
  house,
}) => {
  await openWindow(page, house);
  await page.getByRole('link', { name: 'Security' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nobody has looked yet');
  chmodSync(join(house.dataDir, 'logs'), 0o755);
  await page.getByRole('button', { name: 'Check now' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/\d+ things to do/);
  await expect(page.getByRole('img', { name: /\d+ of \d+ checks passed/ })).toBeVisible();

  // By what is so now: wrong first, and right once it was mended.
  const row = page.getByRole('listitem').filter({
    has: page.getByRole('button', { name: /Others on this computer may open what|What Holdfast keeps is yours alone/ }),
  });
  // What leads to a check opens it, and the group it lies in.
  await page.evaluate(() => location.assign('#MED-03'));
  await expect(row.getByRole('button', { name: /may open what Holdfast keeps/, expanded: true })).toBeInViewport();
  await page.getByRole('button', { name: /This computer/, expanded: true }).click();
  await expect(row).toHaveCount(0);
  await page.getByRole('button', { name: /This computer/, expanded: false }).click();
  await expect(row.getByText('logs (0755)')).toBeVisible();
  await expect(row.getByText('Another user of this computer could read')).toBeVisible();
  await expectAccessible(page);
  await row.getByRole('button', { name: /^Repair/ }).click();
  await expect(page.getByText('Mended: What Holdfast keeps is yours alone')).toBeVisible();
  await expect(row.getByText('Passed', { exact: true })).toBeVisible();
  await expect(row.getByRole('button', { name: 'What Holdfast keeps is yours alone' })).toBeVisible();
  await row.getByRole('button', { name: 'Undo what was mended' }).click();
  await expect(row.getByText('Failed', { exact: true })).toBeVisible();
  await expect(row.getByText('logs (0755)')).toBeVisible();

  await row.getByRole('button', { name: 'Accept for a while' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: 'Accept' }).click();
  await expect(sheet.getByText('Say why, in a few words.')).toBeVisible();
  await sheet.getByLabel('Why').fill('My helper reads the logs');
  await expectAccessible(page);
  await sheet.getByRole('button', { name: 'Accept' }).click();
  await expect(row.getByText(/Accepted until/)).toBeVisible();
  await expect(row.getByText('My helper reads the logs')).toBeVisible();
  await row.getByRole('button', { name: 'Accept no longer' }).click();
  await expect(row.getByText(/Accepted until/)).toHaveCount(0);

  await page.getByRole('button', { name: 'Export' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitemradio', { name: /To read or send/ }).click();
  expect((await download).suggestedFilename()).toMatch(/^holdfast-security-[\d-]+\.md$/);
  await expect(page.getByText('Since last week')).toBeVisible();

  // The first page says what is unsafe in one place: the worst, and the way to mend it.
  const worst = await page.getByRole('main').getByRole('list').first().locator('p').first().innerText();
  await page.getByRole('link', { name: 'Overview' }).click();
  const safety = page.getByRole('region', { name: 'Security', exact: true });
  await expect(safety.getByRole('status')).toContainText(worst);
  await expect(page.getByRole('main').getByText(worst)).toHaveCount(1);
  await expect(page.getByRole('region', { name: 'To look at' })).toHaveCount(0);
});
