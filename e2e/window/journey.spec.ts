import { chmodSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { databaseFile, makeFilm, makeFolder, startHouse, waitFor } from '../fixtures/house.ts';
import {
  addViewer,
  expectClosed,
  expectPlaying,
  FILM,
  firstRun,
  leadBack,
  mendFindings,
  reopen,
} from '../fixtures/journey.ts';
import { expect, expectAccessible, test } from '../fixtures/window.ts';

/** The first paragraph of issue 4; `desktop/journey.spec.ts` goes the same way in the app. */
test('set up in the window, three findings mended, somebody plays, closed with one click, led back, and it plays again', async ({
  browser,
  page,
}) => {
  test.slow();
  const films = makeFolder();
  await makeFilm(join(films, FILM.file), { seconds: 40 });
  try {
    await using house = await startHouse({ setUp: false });

    const address = await test.step('first run: owner, folder, who may connect, recovery kit, done', async () => {
      const link = await waitFor(
        'the link',
        10_000,
        () => /http:\/\/127\.0\.0\.1:\d+\/\?key=[\w-]+/.exec(house.output())?.[0],
      );
      await page.goto(link);
      await expectAccessible(page);
      return firstRun(page, {
        giveFolder: () => page.getByRole('textbox', { name: /folder/i }).fill(films),
        async keepKit() {
          const [kit] = await Promise.all([
            page.waitForEvent('download'),
            page.getByRole('button', { name: 'Save as a file' }).click(),
          ]);
          return readFile(await kit.path(), 'utf8');
        },
      });
    });

    await test.step('Security says what is unsafe; three buttons mend three findings', async () => {
      // What an owner brings about without knowing: files other users of the computer can read.
      chmodSync(join(house.dataDir, 'logs'), 0o755);
      chmodSync(databaseFile(house.dataDir, 'manager'), 0o644);
      await mendFindings(page, ['Back up now', 'Repair', 'Repair']);
      await expectAccessible(page);
    });

    await using theo = await test.step('somebody is added, signs in on another device, and plays', async () => {
      const viewer = await addViewer(page, browser, address);
      await viewer.play();
      await expectPlaying(page);
      return viewer;
    });

    await test.step('one click closes the house, and the film stands', async () => {
      await page.getByRole('button', { name: 'Lock down' }).click();
      await page.getByRole('button', { name: 'See what happened' }).click();
      await expectClosed(page);
      await expect(theo.page.getByText(/^Reconnecting to/)).toBeVisible({ timeout: 30_000 });
    });

    await test.step('the way back is led: look, decide, no restore, a new password', () => leadBack(page));
    await test.step('reopened here, then for the home', () => reopen(page));

    await test.step('the other device has to sign in again, and plays', async () => {
      await theo.signInAgain();
      await theo.play();
    });
  } finally {
    await rm(films, { recursive: true, force: true });
  }
});
