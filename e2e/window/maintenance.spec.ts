import Sqlite from 'better-sqlite3';
import { databaseFile } from '../fixtures/house.ts';
import { expect, expectAccessible, openWindow, test } from '../fixtures/window.ts';

const DAY_MS = 24 * 60 * 60_000;

test('what is due is seen, looked at, done and put off; it stays so (MNT-01 to MNT-22)', async ({ page, house }) => {
  // The calendar starts with the day of set-up, so a house that is older has things due.
  const db = new Sqlite(databaseFile(house.dataDir, 'manager'));
  db.prepare('UPDATE house SET set_up_at = ?').run(Date.now() - 40 * DAY_MS);
  // An evening two days ago, as it was measured then (MNT-03).
  const evening = new Date(new Date(Date.now() - 2 * DAY_MS).setHours(21, 0, 0, 0)).getTime();
  const hour = evening - (evening % 3_600_000);
  db.prepare('INSERT INTO usage_hour VALUES (?, 360, 7200, 62.4, ?, 360, 360e9, 2.5e9, ?)').run(hour, evening, evening);
  db.close();
  await openWindow(page, house);
  await page.getByRole('link', { name: 'Security' }).click();
  const calendar = page.getByRole('region', { name: 'Maintenance' });
  await expect(calendar.getByText(/^\d+ of \d+ tasks to do are overdue$/)).toBeVisible();
  const task = (name: string) => calendar.getByRole('listitem').filter({ hasText: name });
  await expect(task('Review failed sign-ins').getByText(/^Overdue: due for \d+ days, every week$/)).toBeVisible();
  await expect(task('Review accounts').getByText(/^Due for \d+ days, every month$/)).toBeVisible();
  await expectAccessible(page);

  await calendar.getByRole('button', { name: 'Done: Review failed sign-ins' }).click();
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByText(/failed (to sign in )?in the last 7 days/)).toBeVisible();
  await sheet.getByLabel('Note').fill('All quiet.');
  await expectAccessible(page);
  await sheet.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('Done. It is due on', { exact: false })).toBeVisible();
  await expect(calendar.getByText(/^\d+ of \d+ tasks to do are overdue$/)).toBeVisible();

  await calendar.getByRole('button', { name: 'Put off: Review accounts' }).click();
  await page.getByRole('dialog').getByText('For 3 days').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Put off' }).click();
  await expect(task('Review accounts').getByText(/^Put off until/)).toBeVisible();

  await calendar.getByRole('button', { name: 'More about: Check what this computer has left' }).click();
  const weekday = new Date(evening).toLocaleDateString('en-GB', { weekday: 'long' });
  await expect(calendar.getByRole('img', { name: `highest 62 % on ${weekday} at 21:00` })).toBeVisible();
  await expect(
    calendar.getByRole('img', { name: /^Memory, last 7 days: .*not measured in 16\d of 168 hours$/ }),
  ).toBeVisible();
  await expect(calendar.getByText(`2.5 GB on ${weekday} at 21:00`)).toBeVisible();
  await expectAccessible(page);

  await page.reload();
  await expect(calendar.getByText(/^\d+ of \d+ tasks to do are overdue$/)).toBeVisible();
  await calendar.getByText(/^Up to date/).click();
  await calendar.getByRole('button', { name: 'More about: Review failed sign-ins' }).click();
  await expect(task('Review failed sign-ins').getByText('“All quiet.”')).toBeVisible();
  await expect(task('Review failed sign-ins').getByText('by the owner', { exact: false })).toBeVisible();
  await expectAccessible(page);
});
