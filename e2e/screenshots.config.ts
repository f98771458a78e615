import { defineConfig } from '@playwright/test';
import config from './playwright.config.ts';

/** `npm run screenshots`: draws the pictures of the README anew; no test. */
export default defineConfig({
  ...config,
  projects: [{ name: 'pictures', testMatch: 'screenshots/*.shot.ts' }],
  timeout: 600_000,
});
