import { defineConfig } from '@playwright/test';
import { findChromium } from '../build/setup.js';

/** Every journey runs as `http://holdfast.test`: what a LAN address is, no secure context (ARCHITECTURE 7). */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-results',
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  use: {
    headless: true,
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: findChromium() ?? undefined,
      args: ['--host-resolver-rules=MAP holdfast.test 127.0.0.1', '--disable-background-networking'],
    },
  },
});
