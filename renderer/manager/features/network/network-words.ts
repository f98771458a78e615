import type { Output } from '../../../../shared/contract/index.ts';
import type { CutOff, PortEntry, RangeFacts } from '../../../../shared/contract/network.ts';
import type { AccessRule } from '../../../../shared/contract/setup.ts';

export type NetworkFacts = Output<'network.get'>;

export const WHO: Record<AccessRule['kind'], string> = {
  'this-computer': 'Only this computer can connect',
  home: 'Only devices in your home can connect',
  custom: 'Only the devices and networks you chose can connect',
};

/** More than this is not counted but called what it is: IPv6 has more addresses than anybody has words for. */
const COUNTABLE = 1e9;

/** "1 address", "16,777,214 addresses" */
export function addressWords(count: number): string {
  if (count > COUNTABLE) return 'countless addresses';
  return `${count.toLocaleString('en')} ${count === 1 ? 'address' : 'addresses'}`;
}

const KIND_WORDS: Record<RangeFacts['kind'], string> = {
  'this-computer': 'This computer',
  home: 'Your home',
  wide: 'Wider than a home',
  public: 'The internet',
};

/** What a range is, for the table: "Your home", "Your home, by IPv6" */
export const rangeWords = ({ kind, cidr }: Pick<RangeFacts, 'kind' | 'cidr'>): string =>
  kind === 'home' && isIpv6(cidr) ? `${KIND_WORDS.home}, by IPv6` : KIND_WORDS[kind];

const isIpv6 = (cidr: string): boolean => cidr.includes(':');

/** What asks to be looked at first, then the home's own, and last this computer, which always may. The order stays otherwise. */
export const byWeight = (ranges: readonly RangeFacts[]): RangeFacts[] =>
  ranges.toSorted((a, b) => weightOf(a) - weightOf(b));

const WEIGHTS: Record<RangeFacts['kind'], number> = { public: 0, wide: 1, home: 2, 'this-computer': 4 };
const weightOf = ({ kind, cidr }: RangeFacts): number => WEIGHTS[kind] + (kind === 'home' && isIpv6(cidr) ? 1 : 0);

/** What could happen with a range, and null for one that is as it should be. */
export function warningFor({ kind, devices }: RangeFacts): { readonly title: string; readonly about: string } | null {
  switch (kind) {
    case 'wide':
      return {
        title: 'Too wide for a home',
        about: 'A stranger on a shared or guest network could ask for your sign-in page.',
      };
    case 'public':
      return {
        title: devices === 1 ? 'An address of the internet' : 'Addresses of the internet',
        about:
          'Passwords and films would cross the internet without encryption, and whoever holds these addresses could ask for your sign-in page.',
      };
    case 'home':
    case 'this-computer':
      return null;
  }
}

/** "192.168.1.20 (Ben, Firefox on Windows)" */
export function deviceWords({ address, seen }: Pick<CutOff, 'address' | 'seen'>): string {
  const [who] = seen;
  return who === undefined ? address : `${address} (${who.name}, ${who.device})`;
}

/** One row for each program at a port, though it listens on several addresses there. The order stays. */
export function byPort(ports: readonly PortEntry[]): (Omit<PortEntry, 'address'> & { addresses: string[] })[] {
  const groups = Map.groupBy(ports, ({ port, pid, reach }) => `${port} ${pid} ${reach}`);
  return [...groups.values()].map((same) => ({ ...same[0]!, addresses: same.map(({ address }) => address) }));
}

/** The ranges a custom rule starts from: what the rule of today lets in, without this computer, which always may. */
export const draftFrom = ({ ranges }: NetworkFacts): RangeFacts[] =>
  ranges.filter(({ kind }) => kind !== 'this-computer');
