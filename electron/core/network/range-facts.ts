import { allowedNetworks, type Interfaces } from './access-rule.ts';
import { addressCount, contains, formatAddress, formatCidr, type Cidr } from './cidr.ts';
import { isLoopback, isPrivate } from './client-address.ts';

/** No home has more devices than a /16 has addresses, and no house gets more of IPv6 than a /48 (RFC 6177, section 2). */
const WIDEST_HOME = { 4: 16, 6: 48 } as const;

/**
 * What a range in an allowlist means for the owner (NET-02).
 *
 * `this-computer`: loopback. `home`: private addresses of the size of a home. `wide`: private, and larger than any home.
 * `public`: addresses of the internet.
 */
export type RangeKind = 'this-computer' | 'home' | 'wide' | 'public';

export type RangeFacts = {
  /** As it is understood: host bits cleared. */
  readonly cidr: string;
  /** Addresses that a device can have: without the two that IPv4 keeps of each network (RFC 950; RFC 3021 for /31). */
  readonly devices: number;
  readonly kind: RangeKind;
  /** This computer's own network inside a range that is too wide; null when there is none or it is not. */
  readonly narrower: string | null;
};

export function rangeFacts(range: Cidr, interfaces: Interfaces): RangeFacts {
  const kind = kindOf(range);
  const own = allowedNetworks({ kind: 'home' }, interfaces).find(
    (network) =>
      network.family === range.family &&
      network.prefixBits > range.prefixBits &&
      kindOf(network) === 'home' &&
      contains(range, formatAddress(network.bytes)),
  );
  return {
    cidr: formatCidr(range),
    devices: devicesIn(range),
    kind,
    narrower: kind === 'wide' && own !== undefined ? formatCidr(own) : null,
  };
}

function kindOf(range: Cidr): RangeKind {
  const first = formatAddress(range.bytes);
  if (isLoopback(first)) return 'this-computer';
  // 10.0.0.0/7 begins in a private block and leaves it.
  if (!isPrivate(first) || !isPrivate(formatAddress(lastOf(range)))) return 'public';
  return range.prefixBits < WIDEST_HOME[range.family] && !isLinkLocal(range) ? 'wide' : 'home';
}

/** fe80::/10 is as wide as it is and never leaves the cable (RFC 4291, 2.5.6). */
const isLinkLocal = (range: Cidr): boolean =>
  range.family === 6 && range.bytes[0] === 0xfe && ((range.bytes[1] ?? 0) & 0xc0) === 0x80;

function lastOf({ bytes, prefixBits }: Cidr): number[] {
  return bytes.map((byte, at) => byte | (0xff >> Math.min(8, Math.max(0, prefixBits - at * 8))));
}

function devicesIn(range: Cidr): number {
  const all = Number(addressCount(range));
  return range.family === 4 && range.prefixBits <= 30 ? all - 2 : all;
}
