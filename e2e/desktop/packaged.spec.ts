/** A package as `npm run dist` makes it, started: fuses, the integrity of the asar and the lists of hashes meet here. */
import { expect, test } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { builderConfig } from '../../build/electron-builder.ts';
import { burntFuses, packedProgram } from '../../build/fuses.ts';
import { ROOT } from '../../build/setup.js';
import { makeFolder, waitFor } from '../fixtures/house.ts';

/** `dist/packages`, where a workflow has just packed for this system. */
const PACKAGES = process.env['HOLDFAST_TEST_PACKAGES'];
const START_DEADLINE_MS = 90_000;

test('DSK-03, DSK-07: the package has its fuses burnt in, starts, finds its files unchanged, and shows its window', async () => {
  test.skip(PACKAGES === undefined, 'only a workflow packs for real: HOLDFAST_TEST_PACKAGES names the folder');
  test.slow();
  const program = packedProgram(join(ROOT, PACKAGES!));
  const { electronFuses } = builderConfig({ stage: '', electronDist: null, hasFuses: true, feed: null, output: '' });
  const { resetAdHocDarwinSignature: _, ...wanted } = electronFuses ?? {};
  expect(await burntFuses(program)).toEqual(wanted);

  const folder = makeFolder();
  const port = await freePort();
  const args = ['--data-dir', join(folder, 'data'), '--host', '127.0.0.1', '--port', '0'];
  // Node's inspector is off by its fuse; Chromium's own protocol shows the page.
  const looks = [`--remote-debugging-port=${port}`, ...(process.platform === 'linux' ? ['--no-sandbox'] : [])];
  const child = spawn(program, [...looks, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // house.ts takes the session's bus away; CI brings one with a keychain for this alone.
    env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: process.env['HOLDFAST_TEST_BUS'] ?? '' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const ended = once(child, 'exit');
  try {
    const browser = await waitFor(`the package to start\n${output}`, START_DEADLINE_MS, () => {
      if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}:\n${output}`);
      return chromium.connectOverCDP(`http://127.0.0.1:${port}`).catch(() => null);
    });
    const pages = () => browser.contexts().flatMap((context) => context.pages());
    const page = await waitFor('its window', START_DEADLINE_MS, () =>
      pages().find((one) => one.url().startsWith('app://holdfast/') && !one.url().endsWith('keys.html')),
    );
    // Changed files, a broken asar or a page that is not there would be a box instead.
    await expect(page.getByRole('heading', { name: 'Welcome to Holdfast' })).toBeVisible();
    await page.screenshot({ path: test.info().outputPath('packaged.png') });
    await browser.close();
  } finally {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
