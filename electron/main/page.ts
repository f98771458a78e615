import { readPageFiles } from '../manager/index.ts';
import { isOurPage } from './addresses.ts';

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
 * The window's page, from the files built of `renderer/manager`. What a request names is looked up among what there was at
 * the start, so no path of it reaches the disk.
 *
 * @param root what lies above `resources`.
 * @throws when the page was not built.
 */
export function openPage(root: string): Page {
  const fileAt = readPageFiles(root);
  if (fileAt('/') === null) throw new Error(`The window's page is not built: it is not below ${root}.`);
  return ({ method, url }) => {
    const file = method === 'GET' && isOurPage(url) ? fileAt(new URL(url).pathname) : null;
    const type = file?.type ?? 'text/plain; charset=utf-8';
    const body = file === null ? 'There is nothing here.' : new Uint8Array(file.body);
    return new Response(body, { status: file === null ? 404 : 200, headers: { ...HEADERS, 'content-type': type } });
  };
}
