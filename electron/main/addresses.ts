/** Where the window's page lives: a scheme of our own, so that no page of a file or of the network is ever it. */
export const SCHEME = 'app';
export const PAGE_ORIGIN = `${SCHEME}://holdfast`;
export const PAGE_ADDRESS = `${PAGE_ORIGIN}/`;
/** The page that asks where the keys are, before there is a manager. */
export const KEYS_ADDRESS = `${PAGE_ORIGIN}/keys.html`;

/** Whether a URL is of the window's own page; any other frame gets nothing from us (DSK-06). */
export function isOurPage(url: string): boolean {
  const parsed = parse(url);
  // A scheme the standard does not know has the origin "null", so its parts are compared.
  return parsed !== null && parsed.protocol === `${SCHEME}:` && parsed.host === 'holdfast';
}

/**
 * Whether a link may be opened outside, in the person's browser: https, and the player at one of our own addresses, which
 * is http until TLS is on.
 */
export function mayOpenOutside(url: string, ownAddresses: readonly string[]): boolean {
  const parsed = parse(url);
  if (parsed === null || parsed.username !== '' || parsed.password !== '') return false;
  return parsed.protocol === 'https:' || ownAddresses.some((address) => parse(address)?.origin === parsed.origin);
}

function parse(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}
