import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultDataFolder } from '../core/kernel/index.ts';

/** The same as `holdfast serve` listens on when nobody says otherwise. */
export const DEFAULT_PORT = 8470;

export type AppArguments = {
  readonly root: string;
  readonly host: string | null;
  /** Null when nobody named one: the usual one, or the one chosen in its place. */
  readonly port: number | null;
  /** Started by the system at sign-in: serve, and show nothing. */
  readonly isHidden: boolean;
};

/** How the system starts the app at sign-in. */
export const HIDDEN_FLAG = '--hidden';

/**
 * What the app was started with. Whatever is not ours is Chromium's or the system's, and is left to them.
 *
 * @param args without the program's own name.
 */
export function appArguments(args: readonly string[]): AppArguments {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    options: {
      'data-dir': { type: 'string' },
      host: { type: 'string' },
      port: { type: 'string' },
      hidden: { type: 'boolean' },
    },
  });
  const text = (value: string | boolean | undefined) => (typeof value === 'string' && value !== '' ? value : null);
  const port = Number(text(values.port) ?? Number.NaN);
  // NET-14, as on the command line; there is nobody at a terminal to correct it.
  const isPort = Number.isInteger(port) && (port === 0 || (port >= 1024 && port <= 65_535));
  return {
    root: resolve(text(values['data-dir']) ?? defaultDataFolder()),
    host: text(values.host),
    port: isPort ? port : null,
    isHidden: values.hidden === true,
  };
}
