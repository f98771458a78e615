import { Link } from 'wouter';
import type { IncidentState } from '../../../../shared/contract/incident.ts';
import { buttonStyle } from '../../../ui/button-style.ts';
import { Card } from '../../../ui/card.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Note } from '../../../ui/note.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { useAsked } from '../../asked.ts';
import { ExposureCard } from './exposure-card.tsx';
import { ReportButtons } from './report-buttons.tsx';
import { Steps } from './steps.tsx';

/** How the last incident ended, and its report to keep. @param incident while a step of it is still tried. */
export function OpenAgain({ incident }: { readonly incident: IncidentState | null }) {
  usePageTitle('Open again');
  const status = useAsked('system.status', {}, ['status', 'incident']);
  const report = useAsked('incident.report', {}, ['incident']);
  const addresses = status.kind === 'value' ? status.value.addresses : [];
  if (report.kind === 'failure' && report.code === 'no-incident')
    return (
      <EmptyState level={1} title="This house was never closed" action={<ToOverview />}>
        When it is, the way back is shown here step by step.
      </EmptyState>
    );
  return (
    <div className="flex flex-col gap-4">
      <PageHeader
        title={addresses.length > 0 ? 'Your home is being served again' : 'The house is open again'}
        about="Everybody signs in anew. What was captured before opens nothing."
        actions={
          <>
            <ReportButtons />
            <ToOverview />
          </>
        }
      />
      {incident === null ? null : (
        <Card title="Still being done">
          <Steps incident={incident} />
        </Card>
      )}
      <ExposureCard />
      <Note status="info" title="Keep the report">
        It says what happened, what you decided, which keys were changed and when the house was opened, with the reason
        if you opened it over a red check. A copy lies beside the evidence on this computer.
      </Note>
    </div>
  );
}

const ToOverview = () => (
  <Link href="/" className={buttonStyle({ variant: 'primary' })}>
    Go to Overview
  </Link>
);
