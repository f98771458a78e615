import { PageHeader } from '../../../ui/page-header.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import { EmergencyCardForm } from './emergency-card-form.tsx';
import { EmergencyPlan } from './emergency-plan.tsx';
import { PracticeCard } from './practice-card.tsx';

/** What to do when somebody is in, written down before it happens (INC-13, INC-14, INC-16, INC-17). */
export function EmergencyPage() {
  usePageTitle('Emergency card');
  const card = useAsked('incident.card', {}, []);
  return (
    <div className="flex flex-col gap-4">
      <div className="print:hidden">
        <PageHeader
          title="If somebody is in"
          about="What to do first, whom to call, and a practice before it happens. This page is here while the house is closed, too."
        />
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <AskedRegion asked={card} what="the emergency card" skeleton={<Skeleton className="h-120" />}>
          {(value) => <EmergencyCardForm key={value.path} card={value.card} path={value.path} />}
        </AskedRegion>
        <div className="flex flex-col gap-4 print:hidden">
          <EmergencyPlan />
          <PracticeCard />
        </div>
      </div>
    </div>
  );
}
