import type { SystemStatus } from '../../../../shared/contract/system.ts';
import { PageHeader } from '../../../ui/page-header.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import { AccessCard } from './access-card.tsx';
import { AddressesCard } from './addresses-card.tsx';
import { BansCard } from './bans-card.tsx';
import { ConnectedCard } from './connected-card.tsx';
import { NamesCard } from './names-card.tsx';
import { WHO, type NetworkFacts } from './network-words.ts';
import { PortsCard } from './ports-card.tsx';

/** Where Holdfast answers, to whom, who is shut out, and what else listens on this computer. */
export default function NetworkPage() {
  usePageTitle('Network');
  const asked = useAsked('network.get', {}, ['network', 'status', 'audit']);
  const status = useAsked('system.status', {}, ['status', 'incident']);
  return (
    <AskedRegion asked={asked} what="the network" skeleton={<NetworkSkeleton />}>
      {(network) => (
        <div className="flex flex-col gap-4">
          <PageHeader title={headline(network, status.kind === 'value' ? status.value : null)} about={about(network)} />
          <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
            <div className="flex min-w-0 flex-col gap-4">
              <ConnectedCard bans={network.bans} />
              <AccessCard network={network} />
              <PortsCard />
            </div>
            <div className="flex min-w-0 flex-col gap-4">
              <AddressesCard network={network} status={status.kind === 'value' ? status.value : null} />
              <BansCard bans={network.bans} />
              <NamesCard network={network} />
            </div>
          </div>
        </div>
      )}
    </AskedRegion>
  );
}

function headline({ access }: NetworkFacts, status: SystemStatus | null): string {
  return status?.house === 'closed' ? 'Closed: nothing on your network can reach this computer' : WHO[access.kind];
}

function about({ access, ranges, bans }: NetworkFacts): string {
  const wide = ranges.some(({ kind }) => kind === 'wide' || kind === 'public');
  const where =
    access.kind === 'this-computer'
      ? 'No other device is let in.'
      : wide
        ? 'Some of what is let in reaches further than a home.'
        : 'Everybody still needs an account. Nothing is opened at your router.';
  const shut =
    bans.length === 0 ? '' : ` ${bans.length === 1 ? 'One device is' : `${bans.length} devices are`} shut out.`;
  return `${where}${shut}`;
}

const NetworkSkeleton = () => (
  <div className="flex flex-col gap-4">
    <div>
      <Skeleton className="h-7 w-96 max-w-full" />
      <Skeleton className="mt-1.5 h-4 w-80 max-w-full" />
    </div>
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
      <Skeleton className="h-72 rounded-card" />
      <Skeleton className="h-56 rounded-card" />
    </div>
  </div>
);
