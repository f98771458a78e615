import { addressBytes, contains, formatAddress, parseCidr, type Cidr } from './cidr.ts';

/** RFC 1122, 3.2.1.3 and RFC 4291, 2.5.3. */
const LOOPBACK = networks('127.0.0.0/8', '::1/128');
/** RFC 1918; RFC 3927 (IPv4 link-local); RFC 4193 (ULA); RFC 4291, 2.5.6 (IPv6 link-local). */
const PRIVATE = networks('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', 'fc00::/7', 'fe80::/10');

/**
 * The one spelling of an address for comparing, counting and the audit log: IPv4-mapped IPv6 as IPv4, no zone id, IPv6 in
 * lower case and compressed (RFC 5952).
 *
 * @param raw such as `socket.remoteAddress`, which is undefined once the client has gone.
 * @returns null when it is not an address.
 */
export function normaliseAddress(raw: string | undefined): string | null {
  const bytes = raw === undefined ? null : addressBytes(raw);
  return bytes === null ? null : formatAddress(bytes);
}

/** Is it this computer talking to itself (127.0.0.0/8, ::1)? */
export function isLoopback(address: string): boolean {
  return LOOPBACK.some((network) => contains(network, address));
}

/**
 * Is it an address that only a local network uses (RFC 1918, ULA, link-local of both kinds)? Loopback is not meant.
 *
 * 100.64.0.0/10 (RFC 6598) is not private here: an internet provider shares it among households, so a neighbour may
 * have such an address. VPNs that use it too (Tailscale) are let in by their own range, on the owner's word (NET-07).
 */
export function isPrivate(address: string): boolean {
  return privateBlock(address) !== null;
}

/** The block of private addresses that an address lies in, null when it is not private. */
export function privateBlock(address: string): Cidr | null {
  return PRIVATE.find((network) => contains(network, address)) ?? null;
}

/**
 * Whose request is this (NET-09)? The peer's address, unless the peer is a trusted proxy: then the rightmost hop of
 * `X-Forwarded-For` that is not itself a trusted proxy, since everything left of it was written by strangers.
 *
 * `Forwarded` and `X-Real-IP` are never read: one header, one rule. A hop that is not an address ends the walk at the
 * last proxy that was trusted; when all hops are trusted it is the leftmost.
 *
 * @param trustedProxies empty unless the owner listed some, so that a spoofed header changes nothing.
 * @returns null when the peer itself has no address (its connection is gone).
 */
export function clientAddress(request: {
  readonly peer: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly trustedProxies?: readonly Cidr[];
}): string | null {
  const trusted = request.trustedProxies ?? [];
  const isTrusted = (address: string) => trusted.some((network) => contains(network, address));
  let client = normaliseAddress(request.peer);
  if (client === null) return null;
  const forwarded = request.headers['x-forwarded-for'] ?? [];
  const hops = (typeof forwarded === 'string' ? [forwarded] : forwarded).flatMap((line) => line.split(','));
  while (isTrusted(client)) {
    const hop = normaliseAddress(withoutPort(hops.pop()?.trim() ?? ''));
    if (hop === null) break;
    client = hop;
  }
  return client;
}

/** Some proxies add the port: "203.0.113.7:51234", "[2001:db8::1]:51234". */
function withoutPort(hop: string): string {
  return /^\[([^\]]*)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop;
}

function networks(...texts: readonly string[]): readonly Cidr[] {
  return texts.map((text) => {
    const parsed = parseCidr(text);
    if (!parsed.ok) throw new Error(parsed.failure.message);
    return parsed.value;
  });
}
