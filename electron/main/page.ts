import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { isOurPage } from './addresses.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** DSK-05: scripts, styles and pictures of the page's own, and nothing from anywhere else. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
    "connect-src 'self'; form-action 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

export type Page = (request: { readonly method: string; readonly url: string }) => Response;

/**
 * The window's page, from the files built of `renderer/manager`. Read once: what a request names is looked up among what
 * there is, so no path of it reaches the disk.
 *
 * @throws when it was not built.
 */
export function openPage(folder: string): Page {
  const files = readFiles(folder);
  const index = files.get('/index.html');
  if (index === undefined) throw new Error(`The window's page is not built: ${folder} has no index.html.`);
  return ({ method, url }) => {
    if (method !== 'GET' || !isOurPage(url)) return answer(404, '.txt', 'There is nothing here.');
    const path = new URL(url).pathname;
    const file = files.get(path);
    if (file) return answer(200, extname(path), file);
    // A page within the page has an address of its own; what loads by an ending and is not there is not there.
    return extname(path) === '' ? answer(200, '.html', index) : answer(404, '.txt', 'There is nothing here.');
  };
}

function answer(status: number, ending: string, body: string | Buffer): Response {
  const type = TYPES[ending] ?? 'text/plain; charset=utf-8';
  return new Response(typeof body === 'string' ? body : new Uint8Array(body), {
    status,
    headers: { ...HEADERS, 'content-type': type },
  });
}

function readFiles(folder: string): Map<string, Buffer> {
  if (!existsSync(folder)) return new Map();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile() && extname(entry.name) in TYPES)
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [`/${relative(folder, path).split(sep).join('/')}`, readFileSync(path)];
      }),
  );
}
