import type { Interfaces } from './access-rule.ts';
import { addressBytes } from './cidr.ts';
import { isLoopback, isPrivate, normaliseAddress } from './client-address.ts';

/**
 * The addresses to listen on, one socket each, without ports (NET-01, ARCHITECTURE 7): loopback (127.0.0.1, and ::1 when
 * the computer has it) and every private address. A computer with only public addresses listens on loopback alone.
 *
 * IPv6 link-local addresses are left out: they need a zone id, which no browser takes in a URL (WHATWG URL), and who has
 * one here has an IPv4 or ULA address too.
 *
 * @param host listen on this address only, beside loopback. It is taken as given, also a public one: whoever passes it
 *   has decided that (NET-06). The wildcards 0.0.0.0 and :: mean no choice, since they would include public addresses. What
 *   is not an address (a name) leaves loopback alone.
 */
export function listenAddresses(interfaces: Interfaces, host?: string): string[] {
  const own = ownAddresses(interfaces);
  const loopback = ['127.0.0.1', ...own.filter((address) => address === '::1')];
  if (host === undefined || isWildcard(host)) return [...new Set([...loopback, ...own.filter(isReachableAtHome)])];
  const only = normaliseAddress(host);
  return [...new Set([...loopback, ...(only === null ? [] : [only])])];
}

/**
 * The address to print for the owner ("open http://… on your television"), null when only this computer can reach us.
 *
 * A cable or Wi-Fi address of the home's router before one of a bridge, virtual machine or VPN; IPv4 before IPv6, because
 * it has to be typed; a self-assigned address (169.254…) last.
 */
export function primaryAddress(interfaces: Interfaces): string | null {
  const ranked = Object.entries(interfaces)
    .flatMap(([name, entries]) =>
      (entries ?? []).map((entry) => ({ name, address: normaliseAddress(entry.address) ?? '' })),
    )
    .filter(({ address }) => isReachableAtHome(address))
    .map(({ name, address }) => ({ address, rank: rankOf(name, address) }))
    .sort((a, b) => a.rank - b.rank);
  return ranked[0]?.address ?? null;
}

/** Names of interfaces that other devices at home cannot reach: Docker, virtual machines, VPNs, WSL, Apple's own links. */
const VIRTUAL =
  /^(?:docker|br-|veth|virbr|vmnet|vboxnet|virtualbox|vmware|lxc|lxd|cni|podman|vethernet|hyper-v|tun|tap|utun|wg|zt|tailscale|awdl|llw|bridge|anpi|ap\d)/i;

/** Lower is better. Home routers hand out 192.168 far more often than 10, and Docker and VPNs love 172.16/12. */
function rankOf(name: string, address: string): number {
  const virtual = VIRTUAL.test(name) ? 100 : 0;
  if (address.startsWith('169.254.')) return virtual + 50;
  if (address.startsWith('192.168.')) return virtual;
  if (address.startsWith('10.')) return virtual + 1;
  return virtual + (address.includes(':') ? 3 : 2);
}

function ownAddresses(interfaces: Interfaces): string[] {
  return Object.values(interfaces).flatMap((entries) =>
    (entries ?? []).flatMap((entry) => normaliseAddress(entry.address) ?? []),
  );
}

function isReachableAtHome(address: string): boolean {
  return isPrivate(address) && !isLoopback(address) && !isLinkLocalV6(address);
}

/** fe80::/10 (RFC 4291, 2.5.6) in the spelling of `normaliseAddress`. */
function isLinkLocalV6(address: string): boolean {
  return /^fe[89ab][0-9a-f]:/.test(address);
}

function isWildcard(host: string): boolean {
  return addressBytes(host)?.every((byte) => byte === 0) ?? false;
}
