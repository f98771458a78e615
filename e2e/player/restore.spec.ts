import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { holdfast, makeFolder, processesNaming, startHouse } from '../fixtures/house.ts';
import { asName, expect, OWNER, signIn, test, videoState } from '../fixtures/player.ts';

test('SEC-08, DB-11: the computer is lost; on a fresh one, with a backup and the kit alone, the film goes on where it was left', async ({
  page,
  films,
}) => {
  const rescued = makeFolder(); // the disk that was elsewhere
  const lost = makeFolder();
  const fresh = makeFolder();
  try {
    const paper = join(rescued, 'kit.txt');
    let left: number;
    {
      await using house = await startHouse({
        dataDir: join(lost, 'data'),
        libraries: [`film:${films}`],
        until: 'scanned',
      });
      await house.call('network.setHostNames', { names: ['holdfast.test'] });
      expect((await house.cli('backup', 'kit', '--out', paper)).code).toBe(0);
      await signIn(page, asName(house.url), OWNER);
      await openFilm();
      await page.getByRole('button', { name: 'Play', exact: true }).click();
      await expect.poll(async () => (await videoState(page)).width).toBeGreaterThan(0);
      const bar = (await page.getByRole('slider', { name: 'Position' }).boundingBox())!;
      await page.mouse.click(bar.x + bar.width / 2, bar.y + bar.height / 2);
      await expect.poll(async () => (await videoState(page)).time).toBeGreaterThan(19);
      await page.keyboard.press('Space');
      await expect.poll(async () => (await videoState(page)).paused).toBe(true);
      left = (await videoState(page)).time;
      await page.getByRole('button', { name: 'Back', exact: true }).click();
      await expect(page.getByRole('button', { name: /^Resume at 0:2\d/ })).toBeVisible();
      expect((await house.cli('backup', 'create')).code).toBe(0);
      const { backups } = await house.call<{ backups: { copies: { path: string }[] }[] }>('backups.list');
      const made = backups[0]!.copies[0]!.path;
      copyFileSync(made, join(rescued, basename(made)));
      // Everything of that computer: data folder, keys.
      await house.stop();
      rmSync(lost, { recursive: true });
      copyFileSync(join(rescued, basename(made)), join(rescued, 'backup.age'));
    }
    const key = /^AGE-SECRET-KEY-1[A-Z0-9]{58}$/m.exec(readFileSync(paper, 'utf8'))![0];
    const [dataDir, configDir] = [join(fresh, 'data'), join(fresh, 'config')];
    const restored = await holdfast(
      ['backup', 'restore', join(rescued, 'backup.age'), '--yes', '--identity-fd', '3', '--data-dir', dataDir],
      { env: { ...process.env, XDG_CONFIG_HOME: configDir }, passwords: `${key}\n` },
    );
    expect(restored.code, restored.stderr).toBe(0);

    await using house = await startHouse({ dataDir, configDir, setUp: false });
    expect((await house.cliWithInput(`${OWNER.password}\n`, 'unlock')).code).toBe(0);
    await house.status();
    await page.context().clearCookies();
    await signIn(page, asName(house.url), OWNER);
    await openFilm();
    await page.getByRole('button', { name: /^Resume at 0:2\d/ }).click();
    await expect.poll(async () => (await videoState(page)).time).toBeGreaterThan(left - 2);
    await expect.poll(() => videoState(page)).toMatchObject({ paused: false, error: null });
  } finally {
    for (const folder of [rescued, lost, fresh]) {
      for (const pid of processesNaming(folder)) process.kill(pid, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
  }

  async function openFilm(): Promise<void> {
    await page.getByRole('link', { name: 'Films', exact: true }).first().click();
    await page.getByRole('link', { name: /Northbound 44, 2024/ }).click();
  }
});
