import { expect, test } from '@playwright/test';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { makeManifest } from '../../electron/main/own-files.ts';
import { signOffer } from '../../electron/main/updates/signature.ts';
import { RELAUNCH_FILE } from '../fakes/electron/control.ts';
import { desktopKind, startDesktop, type Desktop, type DesktopOptions } from '../fixtures/desktop.ts';
import { makeFolder } from '../fixtures/house.ts';

const WAIT_MS = 30_000;
/** What stands for a program in place of 150 MB of AppImage: its version in a file. */
const programOf = (version: string) => `Holdfast ${version}\n`.repeat(1_000);

/** A feed on loopback that offers one version, signed by `privateKey`. */
async function openFeed() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  let version = '0.0.1';
  const server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://feed').pathname;
    const program = programOf(version);
    if (path.endsWith('.AppImage')) return response.end(program);
    const file = `Holdfast-${version}.AppImage`;
    const sha512 = createHash('sha512').update(program).digest('base64');
    const signatures = { [file]: signOffer({ version, sha512 }, privateKey) };
    const files = [{ url: file, sha512, size: program.length }];
    // JSON is YAML too.
    response.end(JSON.stringify({ version, files, path: file, sha512, releaseDate: '2026-11-21', signatures }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
  return { address, offer: (next: string) => (version = next), [Symbol.dispose]: () => void server.close() };
}

test('UPD-01, UPD-02, UPD-07: an update from the menu is installed and proves itself; one that does not serve goes back with its data', async () => {
  test.skip(desktopKind() === 'electron' || process.platform !== 'linux', 'the AppImage is a stand-in');
  test.slow();
  using feed = await openFeed();
  const folder = makeFolder();
  const appImage = join(folder, 'Holdfast.AppImage');
  const data = join(folder, 'data');
  const generations = () => readdirSync(join(data, 'generations'));
  /** What the app in place would be, were it a real one: the stage under that version. */
  const start = (version: string, sabotage?: DesktopOptions['altered']): Promise<Desktop> =>
    startDesktop({
      folder,
      env: { APPIMAGE: appImage },
      async altered(stage) {
        writeFileSync(join(stage, 'app', 'resources', 'update-feed.json'), JSON.stringify(feed.address));
        const manifest = join(stage, 'app', 'package.json');
        const packed = JSON.parse(readFileSync(manifest, 'utf8')) as object;
        writeFileSync(manifest, JSON.stringify({ ...packed, version }));
        await sabotage?.(stage);
      },
    });
  const says = async (app: Desktop) => (await app.recorded()).notifications.map(({ title }) => title);
  const item = async (app: Desktop) => (await app.recorded()).menu.find(({ id }) => id === 'updates')!.label;
  /** Install what the feed has, now, from the menu; and look at what was arranged for after the end. */
  const restartToUpdate = async (app: Desktop, version: string) => {
    feed.offer(version);
    await app.order({ do: 'press', button: 'Restart now' });
    await app.order({ do: 'click-menu', id: 'updates' });
    expect(await app.ended).toBe(0);
    expect(readFileSync(appImage, 'utf8')).toBe(programOf(version));
    expect(takeRelaunch()).toBe(appImage);
  };
  const takeRelaunch = (): string => {
    const file = join(data, 'window', RELAUNCH_FILE);
    const { execPath } = JSON.parse(readFileSync(file, 'utf8')) as { execPath: string };
    rmSync(file);
    return execPath;
  };
  const address = async (app: Desktop): Promise<string> =>
    (await app.call<{ addresses: string[] }>('system.status')).addresses[0]!;

  try {
    writeFileSync(appImage, programOf('1.0.0'));
    await test.step('nothing newer: the menu says so; looking by itself can be switched off', async () => {
      await using app = await start('1.0.0');
      const { boxes } = await asked(app);
      expect(boxes.at(-1)?.message).toBe('Holdfast 1.0.0 is the newest');
      await app.setUp();
      await app.order({ do: 'click-menu', id: 'updates-automatic' });
      expect((await app.recorded()).menu.find(({ id }) => id === 'updates-automatic')?.checked).toBe(false);
      await app.order({ do: 'click-menu', id: 'updates-automatic' });
      await expect.poll(() => item(app), { timeout: WAIT_MS }).toBe('Check for Updates…'); // it looked at once
      await restartToUpdate(app, '1.1.0');
      expect(generations(), 'the data was kept before').toHaveLength(2);
    });

    await test.step('the new version serves, so it is kept, and what was kept of the data goes', async () => {
      await using app = await start('1.1.0');
      await expect.poll(() => says(app), { timeout: WAIT_MS }).toContain('Holdfast was updated');
      expect(generations()).toHaveLength(1);
      await app.call('system.rename', { name: 'Before the update' });
      await restartToUpdate(app, '1.2.0');
    });

    await test.step('a version whose server never listens puts the one before back, and asks nobody', async () => {
      await using app = await start('1.2.0', async (stage) => {
        const runtime = join(stage, 'runtime');
        appendFileSync(join(runtime, 'electron', 'server', 'index.js'), '\nprocess.exit(9);\n');
        const hashes = JSON.stringify(await makeManifest(runtime));
        writeFileSync(join(stage, 'app', 'resources', 'runtime.json'), hashes);
      });
      expect(await app.ended).toBe(0);
      expect(readFileSync(appImage, 'utf8')).toBe(programOf('1.1.0'));
      expect(takeRelaunch()).toBe(appImage);
    });

    await test.step('the one before serves its own data, says what happened, and does not try that version again', async () => {
      await using app = await start('1.1.0');
      await expect.poll(() => says(app), { timeout: WAIT_MS }).toContain('An update was taken back');
      await expect.poll(() => address(app), { timeout: WAIT_MS }).toMatch(/^http/);
      const { serverName } = await app.call<{ serverName: string }>('system.status');
      expect(serverName).toBe('Before the update');
      expect(existsSync(join(data, 'window', 'updates', 'update.json'))).toBe(false);
      const { boxes } = await asked(app);
      expect(boxes.at(-1)?.message).toBe('Holdfast 1.2.0 did not run on this computer');
      expect(await app.quit()).toBe(0);
      expect(readFileSync(appImage, 'utf8'), 'and quitting installs nothing').toBe(programOf('1.1.0'));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Check for updates from the menu, and close what is said. */
async function asked(app: Desktop) {
  const before = (await app.recorded()).boxes.length;
  await app.order({ do: 'press', button: 'OK' });
  await expect.poll(async () => (await app.recorded()).menu.find(({ id }) => id === 'updates')?.enabled).toBe(true);
  await app.order({ do: 'click-menu', id: 'updates' });
  await expect.poll(async () => (await app.recorded()).boxes.length).toBe(before + 1);
  return app.recorded();
}
