import { domainToASCII } from 'node:url';
import { isLoopback, normaliseAddress } from './client-address.ts';

/** One host and perhaps a port: "[fd00::1]:8470", "living-room.local", "192.168.1.5:8470". No user, path or zone id. */
const HOST = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_.-]+))(?::(\d{1,5}))?$/i;
/** RFC 1035, 2.3.4, with brackets and port on top. */
const MAX_LENGTH = 300;

/**
 * Is this request meant for us (NET-16)? A page elsewhere whose name was pointed at our address (DNS rebinding) still
 * sends its own name, and is turned away here with 421.
 *
 * Taken: this computer's addresses, loopback, "localhost", and the known names, in any case and with a dot at the end;
 * a name of one label also with ".local". Any port: behind a proxy or a forwarded port it is not ours, and it tells
 * nothing about rebinding.
 *
 * @param hostHeader the raw header (RFC 9110, 7.2), undefined when missing, which is refused.
 * @param known.addresses those we listen on. @param known.names the computer's own (see `hostNames`) and configured ones.
 */
export function allowedHost(
  hostHeader: string | undefined,
  known: { readonly addresses: readonly string[]; readonly names: readonly string[] },
): boolean {
  if (hostHeader === undefined || hostHeader.length > MAX_LENGTH) return false;
  const [, bracketed, bare, port] = HOST.exec(hostHeader) ?? [];
  const host = bracketed ?? bare;
  if (host === undefined || (port !== undefined && (Number(port) < 1 || Number(port) > 65_535))) return false;

  // Brackets are for IPv6 alone (RFC 3986, 3.2.2).
  if (bracketed !== undefined && !bracketed.includes(':')) return false;
  const address = normaliseAddress(host);
  if (address !== null) {
    return isLoopback(address) || known.addresses.some((own) => normaliseAddress(own) === address);
  }
  if (bracketed !== undefined) return false;
  const name = asKnown(host);
  return ['localhost', ...known.names.map(asKnown)].some(
    (own) => own !== '' && (own === name || (!own.includes('.') && own !== 'localhost' && `${own}.local` === name)),
  );
}

/**
 * The names other devices may use for this computer: its host name, the first label of it, and that label with ".local"
 * (mDNS, RFC 6762). "box.fritz.example" gives that, "box" and "box.local".
 *
 * @param hostname as `os.hostname()` gives it.
 */
export function hostNames(hostname: string): string[] {
  const full = asKnown(hostname);
  const label = full.split('.')[0] ?? '';
  return label === '' ? [] : [...new Set([full, label, `${label}.local`])];
}

/** Lower case, without the root dot, other scripts as browsers send them (punycode). Empty when it is no name. */
function asKnown(name: string): string {
  return domainToASCII(name.toLowerCase().replace(/\.$/, ''));
}
