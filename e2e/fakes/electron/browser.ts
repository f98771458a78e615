import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright';
import { findChromium } from '../../../build/setup.js';
import { STAND_IN_ORIGIN } from './control.ts';

const APP_ORIGIN = 'app://holdfast';

export const toStandIn = (url: string): string => url.replace(/^app:\/\/holdfast(?=\/|$)/, STAND_IN_ORIGIN);
export const fromStandIn = (url: string): string =>
  url === STAND_IN_ORIGIN || url.startsWith(`${STAND_IN_ORIGIN}/`)
    ? APP_ORIGIN + url.slice(STAND_IN_ORIGIN.length)
    : url;

/** The Chromium whose pages are the fake's windows. The test looks at it over its own connection, at `endpoint`. */
export async function launchBrowser(profile: string): Promise<{
  readonly context: BrowserContext;
  readonly endpoint: string;
}> {
  const folder = join(profile, 'chromium');
  const context = await chromium.launchPersistentContext(folder, {
    headless: true,
    executablePath: findChromium() ?? undefined,
    viewport: null,
    // The app decides what a signal means; a browser whose app is gone ends with its pipe.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: ['--remote-debugging-port=0', '--window-size=1280,800', '--disable-background-networking'],
  });
  const [port] = readFileSync(join(folder, 'DevToolsActivePort'), 'utf8').split('\n');
  return { context, endpoint: `http://127.0.0.1:${port}` };
}
