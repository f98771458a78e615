/** The addresses and ranges in a text, one a line or divided by commas. */
export const listedRanges = (text: string): string[] =>
  text
    .split(/[\s,]+/)
    .map((range) => range.trim())
    .filter((range) => range !== '');

/**
 * How many devices an IPv4 range has room for, e.g. 254 for "192.168.1.0/24"; null for anything else. It informs:
 * whether a range is right is decided by the manager.
 */
export function addressCount(range: string): number | null {
  const [address = '', prefix = '32'] = range.split('/');
  const isAddress = /^\d{1,3}(\.\d{1,3}){3}$/.test(address) && address.split('.').every((part) => Number(part) <= 255);
  const bits = Number(prefix);
  if (!isAddress || !/^\d{1,2}$/.test(prefix) || bits > 32) return null;
  const addresses = 2 ** (32 - bits);
  // Network and broadcast address belong to nobody, save in the two smallest ranges (RFC 3021).
  return bits >= 31 ? addresses : addresses - 2;
}

/** "192.168.1.0/24 · 254 addresses" */
export function rangeWords(range: string): string {
  const count = addressCount(range);
  if (count === null) return range;
  return `${range} · ${count === 1 ? '1 address' : `${count.toLocaleString('en')} addresses`}`;
}
