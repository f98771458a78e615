import { isIP, isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { fail, ok, type Result } from '../../../shared/result.ts';

/** A network: 4 or 16 bytes of its first address (host bits are zero) and how many leading bits are fixed. */
export type Cidr = { readonly family: 4 | 6; readonly bytes: readonly number[]; readonly prefixBits: number };

/**
 * Read one entry of an allowlist, such as "192.168.1.0/24", "fd00::/8" or "203.0.113.7" (NET-02).
 *
 * A bare address is that one address (/32, /128). Host bits are cleared ("192.168.1.5/24" is 192.168.1.0/24). An
 * IPv4-mapped IPv6 network (RFC 4291, 2.5.5.2) is the IPv4 network it stands for; one that covers more than mapped
 * addresses means two things at once and is refused. Zone ids are dropped. Short, octal and hexadecimal IPv4 is refused:
 * readers disagree on what it means.
 */
export function parseCidr(text: string): Result<Cidr, 'bad-cidr'> {
  const [addressText = '', prefixText, ...rest] = text.trim().split('/');
  const bytes = addressBytes(addressText);
  if (bytes === null || rest.length > 0) return badCidr(text);
  if (prefixText === undefined) return ok(network(bytes, bytes.length * 8));
  if (!/^(?:0|[1-9]\d{0,2})$/.test(prefixText)) return badCidr(text);
  // A mapped address was written with 128 bits, of which the last 32 are left here.
  const wasMapped = bytes.length === 4 && !isIPv4(addressText);
  const prefixBits = Number(prefixText) - (wasMapped ? 96 : 0);
  return prefixBits < 0 || prefixBits > bytes.length * 8 ? badCidr(text) : ok(network(bytes, prefixBits));
}

/**
 * Is the address in the network? IPv4-mapped IPv6 counts as IPv4 (NET-02), zone ids are ignored, and what is not an
 * address is in no network.
 */
export function contains(cidr: Cidr, address: string): boolean {
  const bytes = addressBytes(address);
  if (bytes === null || bytes.length !== cidr.bytes.length) return false;
  return cleared(bytes, cidr.prefixBits).every((byte, index) => byte === cidr.bytes[index]);
}

/** The network as text, always with its prefix: "192.168.1.0/24"; IPv6 as RFC 5952 writes it. */
export function formatCidr(cidr: Cidr): string {
  return `${formatAddress(cidr.bytes)}/${cidr.prefixBits}`;
}

/** How many addresses the network holds, for the sentence "lets 65,536 addresses in". */
export function addressCount(cidr: Cidr): bigint {
  return 2n ** BigInt(cidr.bytes.length * 8 - cidr.prefixBits);
}

/**
 * The bytes of an address, 4 or 16, null when it is none. IPv4-mapped IPv6 gives the 4 bytes of the IPv4 address; a
 * zone id ("fe80::1%en0") is dropped.
 */
export function addressBytes(text: string): number[] | null {
  // Node decides what is an address: ipaddr.js also takes "10", "0x7f.1" and octal, also inside IPv6.
  const family = isIP(text);
  if (family === 0) return null;
  // Four plain numbers then, which every request has two of.
  if (family === 4) return text.split('.').map(Number);
  return ipaddr.process(text.replace(/%.*$/s, '')).toByteArray();
}

/** 4 or 16 bytes as text: dotted decimal, or RFC 5952 (lower case, longest run of zeros compressed). */
export function formatAddress(bytes: readonly number[]): string {
  return bytes.length === 4 ? bytes.join('.') : ipaddr.fromByteArray([...bytes]).toString();
}

function network(bytes: readonly number[], prefixBits: number): Cidr {
  return { family: bytes.length === 4 ? 4 : 6, bytes: cleared(bytes, prefixBits), prefixBits };
}

/** The bytes with everything after the first `prefixBits` bits set to zero. */
function cleared(bytes: readonly number[], prefixBits: number): number[] {
  return bytes.map((byte, index) => {
    const fixedBits = Math.min(8, Math.max(0, prefixBits - index * 8));
    return byte & (0xff << (8 - fixedBits)) & 0xff;
  });
}

function badCidr(text: string): Result<never, 'bad-cidr'> {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return fail('bad-cidr', `"${shown}" is no address or network; write it like 192.168.1.0/24 or fd00::/8.`);
}
