import type { NetworkInterfaceInfo } from 'node:os';
import { contains, parseCidr, type Cidr } from './cidr.ts';
import { privateBlock } from './client-address.ts';

/** What `os.networkInterfaces()` gives. */
export type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

/** Who may connect at all, before any login (NET-01, NET-02). The default is `home`. */
export type AccessRule =
  | { readonly kind: 'this-computer' }
  | { readonly kind: 'home' }
  | { readonly kind: 'custom'; readonly cidrs: readonly string[] };

/**
 * The networks a rule lets in, as of these interfaces; ask again when they change.
 *
 * Loopback is in every rule, so no rule locks this computer out (NET-02). `home` adds the local network of each private
 * address of this computer, never more than that address's private block, and IPv6 link-local (fe80::/10), which no router
 * passes on. Public addresses of the computer add nothing: their network is the provider's (NET-01). Entries of `custom`
 * that cannot be read let nobody in; the editor refuses them before they get here.
 */
export function allowedNetworks(rule: AccessRule, interfaces: Interfaces): Cidr[] {
  const loopback = readable(['127.0.0.0/8', '::1/128']);
  switch (rule.kind) {
    case 'this-computer':
      return loopback;
    case 'home':
      return unique([...loopback, ...ownNetworks(interfaces), ...readable(['fe80::/10'])]);
    case 'custom':
      return unique([...loopback, ...readable(rule.cidrs)]);
  }
}

/**
 * May a client with this address connect? What is not an address may not.
 *
 * @param address as the socket gives it; IPv4-mapped IPv6 counts as IPv4 (NET-02).
 */
export function mayConnect(networks: readonly Cidr[], address: string | undefined): boolean {
  return address !== undefined && networks.some((network) => contains(network, address));
}

/** Would this rule cut off the one who is about to set it? To warn before it is saved (NET-02). */
export function wouldShutOut(rule: AccessRule, interfaces: Interfaces, address: string): boolean {
  return !mayConnect(allowedNetworks(rule, interfaces), address);
}

function ownNetworks(interfaces: Interfaces): Cidr[] {
  return Object.values(interfaces)
    .flatMap((entries) => entries ?? [])
    .flatMap((entry) => {
      const block = entry.internal ? null : privateBlock(entry.address);
      // Node gives no CIDR for a net mask with holes: such an interface adds nothing.
      const [own] = entry.cidr === null ? [] : readable([entry.cidr]);
      if (block === null || own === undefined) return [];
      // A VPN may set 10.0.0.1/1, which would let half the internet in.
      return own.prefixBits < block.prefixBits ? [block] : [own];
    });
}

function readable(cidrs: readonly string[]): Cidr[] {
  return cidrs.map(parseCidr).flatMap((parsed) => (parsed.ok ? [parsed.value] : []));
}

function unique(networks: readonly Cidr[]): Cidr[] {
  return [
    ...new Map(networks.map((network) => [`${network.bytes.join('.')}/${network.prefixBits}`, network])).values(),
  ];
}
