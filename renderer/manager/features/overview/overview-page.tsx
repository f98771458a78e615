import { usePageTitle } from '../../../ui/use-page-title.ts';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import { BackupsCard } from './backups-card.tsx';
import { EventsCard } from './events-card.tsx';
import { HouseCard, HouseSkeleton } from './house-card.tsx';
import { PlayingCard } from './playing-card.tsx';
import { SafetyCard } from './safety-card.tsx';
import { UsageCard } from './usage-card.tsx';
import { WarningsNote } from './warnings-note.tsx';

/** The first look: is it running, is it safe, who is watching. */
export default function OverviewPage() {
  usePageTitle('Overview');
  const status = useAsked('system.status', {}, ['status', 'incident', 'backups']);
  const playing = useAsked('playing.list', {}, ['playing', 'usage', 'people']);
  return (
    <div className="flex flex-col gap-4">
      <AskedRegion asked={status} what="the state of the house" skeleton={<HouseSkeleton />}>
        {(value) => (
          <div>
            <HouseCard status={value} lastDay={playing.kind === 'value' ? playing.value.lastDay : null} />
            <WarningsNote warnings={value.warnings} />
          </div>
        )}
      </AskedRegion>
      <div className="grid gap-4 lg:grid-cols-3">
        <PlayingCard asked={playing} className="lg:col-span-2" />
        <SafetyCard />
      </div>
      <div className="grid gap-4 lg:grid-cols-3">
        <BackupsCard />
        <UsageCard />
        <EventsCard />
      </div>
    </div>
  );
}
