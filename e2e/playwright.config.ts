import { defineConfig } from '@playwright/test';
import { findChromium } from '../build/setup.js';

/** Every journey runs as `http://holdfast.test`: what a LAN address is, no secure context (ARCHITECTURE 7). */
export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  // Half of the time a page waits for its house, or the house for the page. A worker has houses and folders of its own.
  workers: 2,
  timeout: 150_000,
  expect: { timeout: 30_000 },
  forbidOnly: true,
  projects: [
    // All of them use the one stage of the app, and one packs it anew. First, so that the other worker has pages meanwhile.
    { name: 'desktop', testMatch: 'desktop/**/*.spec.ts', workers: 1 },
    { name: 'pages', testMatch: ['player/**/*.spec.ts', 'window/**/*.spec.ts'] },
  ],
  use: {
    headless: true,
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: findChromium() ?? undefined,
      args: ['--host-resolver-rules=MAP holdfast.test 127.0.0.1', '--disable-background-networking'],
    },
  },
});
