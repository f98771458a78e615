import { PageHeader } from '../../../ui/page-header.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import { EmergencyLinkCard } from '../incident/emergency-link-card.tsx';
import { AboutCard } from './about-card.tsx';
import { AppearanceCard } from './appearance-card.tsx';
import { ConversionsCard } from './conversions-card.tsx';
import { KeysCard } from './keys-card.tsx';
import { NameCard } from './name-card.tsx';
import { ServingCard } from './serving-card.tsx';
import { VersionsCard } from './versions-card.tsx';

export default function SettingsPage() {
  usePageTitle('Settings');
  const status = useAsked('system.status', {}, ['status', 'incident', 'backups']);
  const name = status.kind === 'value' ? status.value.serverName : null;
  return (
    <div className="flex flex-col gap-4">
      <PageHeader
        title={name === null ? 'Settings' : `This server is called ${name}`}
        about="Who may connect, what people see and when backups are made stand on their own pages."
      />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="flex flex-col gap-4">
          <AskedRegion asked={status} what="how this server is set" skeleton={<StatusSkeleton />}>
            {(value) => (
              <>
                <NameCard key={value.serverName} name={value.serverName} />
                <ServingCard status={value} />
                <ConversionsCard ffmpeg={value.ffmpeg} />
              </>
            )}
          </AskedRegion>
          <AppearanceCard />
        </div>
        <div className="flex flex-col gap-4">
          <KeysCard />
          <EmergencyLinkCard />
          <VersionsCard />
          <AboutCard />
        </div>
      </div>
    </div>
  );
}

/** The name, whether it serves, and conversions. */
const StatusSkeleton = () => (
  <div className="flex flex-col gap-4">
    <Skeleton className="h-44 rounded-card" />
    <Skeleton className="h-40 rounded-card" />
    <Skeleton className="h-36 rounded-card" />
  </div>
);
