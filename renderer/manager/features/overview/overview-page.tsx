import { usePageTitle } from '../../../ui/use-page-title.ts';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import { HouseCard, HouseSkeleton } from './house-card.tsx';

/** The first look: is it running, is it safe, who is watching. */
export default function OverviewPage() {
  usePageTitle('Overview');
  const status = useAsked('system.status', {}, ['status', 'incident', 'backups']);
  return (
    <div className="flex flex-col gap-4">
      <AskedRegion asked={status} what="the state of the house" skeleton={<HouseSkeleton />}>
        {(value) => <HouseCard status={value} />}
      </AskedRegion>
    </div>
  );
}
