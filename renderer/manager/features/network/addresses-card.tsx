import type { SystemStatus } from '../../../../shared/contract/system.ts';
import { Card } from '../../../ui/card.tsx';
import { CopyButton } from '../../copy-button.tsx';
import type { NetworkFacts } from './network-words.ts';

type AddressesCardProps = { readonly network: NetworkFacts; readonly status: SystemStatus | null };

/** What to type on another device, the best first. */
export const AddressesCard = ({ network, status }: AddressesCardProps) => (
  <Card title="Addresses" isFlush>
    {network.served.length === 0 ? (
      <p className="px-4 py-4 text-ink-3">{whyNone(status)}</p>
    ) : (
      <ul className="divide-y divide-border">
        {network.served.map(({ url, interface: name }, index) => (
          <li key={url} className="flex items-center justify-between gap-3 px-4 py-3">
            <span className="min-w-0">
              <span className="block font-mono break-all select-all">{url}</span>
              <span className="block text-small text-ink-3">{wordsFor(url, name, index)}</span>
            </span>
            {isOnlyHere(url) ? null : <CopyButton text={url} what="Address" />}
          </li>
        ))}
      </ul>
    )}
  </Card>
);

/** Nobody else can open it, so it is no address to hand on. */
const isOnlyHere = (url: string): boolean => ['127.0.0.1', '[::1]'].includes(new URL(url).hostname);

function wordsFor(url: string, name: string | null, index: number): string {
  if (isOnlyHere(url)) return 'on this computer only';
  return `${index === 0 ? 'for every device at home' : 'by another way'}${name === null ? '' : `, ${name}`}`;
}

function whyNone(status: SystemStatus | null): string {
  if (status?.house === 'closed') return 'The house is closed: it answers at no address.';
  return status?.server.problem ?? 'It answers at no address yet.';
}
