import { LifeBuoy } from 'lucide-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { IncidentState } from '../../../../shared/contract/incident.ts';
import { buttonStyle } from '../../../ui/button-style.ts';
import { PageHeader } from '../../../ui/page-header.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked, type Asked } from '../../asked.ts';
import { DecideStep } from './decide-step.tsx';
import { LookStep } from './look-step.tsx';
import { MistakeButton } from './mistake-button.tsx';
import { OpenAgain } from './open-again.tsx';
import { PasswordStep } from './password-step.tsx';
import { EMERGENCY, stepAt, WAY, type WayStep } from './places.ts';
import { ReopenStep } from './reopen-step.tsx';
import { sinceOf, type Span, type SpanChoice } from './span-picker.tsx';
import { RestoreStep } from './restore-step.tsx';
import { ReportButtons } from './report-buttons.tsx';
import { Way } from './way.tsx';
import { isLookedInto, toDecide, type Story } from './story.ts';

/** The house is closed, or open on this computer alone: the way back, step by step. Afterwards, how it ended. */
export function IncidentPage() {
  const state = useAsked('incident.state', {}, ['incident', 'status']);
  return (
    <AskedRegion asked={state} what="the incident" skeleton={<Skeleton className="h-96" />}>
      {({ incident }) =>
        incident === null || incident.stage === 'home' ? (
          <OpenAgain incident={incident} />
        ) : (
          <Recovery incident={incident} />
        )
      }
    </AskedRegion>
  );
}

function Recovery({ incident }: { readonly incident: IncidentState }) {
  usePageTitle('Closed');
  const [path] = useLocation();
  const current = stepAt(path);
  const [span, setSpan] = useState<Span>('week');
  const { story, told, isReading } = useStory(span, incident.lockedAt);
  const isClosed = incident.stage === 'closed';
  return (
    <div className="flex flex-col gap-4">
      <PageHeader
        title={isClosed ? 'Closed. Nothing is being served.' : 'Open on this computer alone'}
        about={
          <>
            Since <RelativeTime at={incident.lockedAt} as="inside" />. {incident.reason}. Everyone is signed out; your
            media, history and backups are untouched.
          </>
        }
        actions={
          <>
            {incident.mistakeUntil === null ? null : <MistakeButton until={incident.mistakeUntil} />}
            <Link href={EMERGENCY} className={buttonStyle()}>
              <LifeBuoy className="size-4" />
              Emergency card
            </Link>
            <ReportButtons />
          </>
        }
      />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[13.5rem_minmax(0,1fr)]">
        <div className="lg:sticky lg:top-[calc(var(--size-titlebar)+20px)]">
          <Way current={current} done={doneSteps(current, incident, story.kind === 'value' ? story.value : null)} />
        </div>
        <div className="flex min-w-0 flex-col gap-4" aria-busy={isReading}>
          <AskedRegion asked={story} what="what happened" skeleton={<Skeleton className="h-80" />}>
            {(value) => (
              <Step step={current} incident={incident} story={value} span={span} told={told} onSpan={setSpan} />
            )}
          </AskedRegion>
        </div>
      </div>
    </div>
  );
}

type TimedStory = { readonly story: Asked<Story>; readonly told: Span };

/** The story of a span before the closing; what was told before stays, as what it is, while more of it is read. */
function useStory(span: Span, lockedAt: string): TimedStory & { readonly isReading: boolean } {
  const asked = useAsked('incident.story', { since: sinceOf(span, lockedAt) }, ['incident']);
  const [last, setLast] = useState<TimedStory>({ story: asked, told: span });
  if (asked.kind !== 'loading' && (asked !== last.story || span !== last.told)) setLast({ story: asked, told: span });
  return asked.kind === 'loading' ? { ...last, isReading: true } : { story: asked, told: span, isReading: false };
}

type StepProps = SpanChoice & { readonly step: WayStep; readonly incident: IncidentState; readonly story: Story };

function Step({ step, incident, story, ...choice }: StepProps) {
  switch (step) {
    case 'look':
      return <LookStep incident={incident} story={story} {...choice} />;
    case 'decide':
      return <DecideStep incident={incident} story={story} {...choice} />;
    case 'restore':
      return <RestoreStep incident={incident} story={story} />;
    case 'password':
      return <PasswordStep incident={incident} />;
    case 'reopen':
      return <ReopenStep incident={incident} />;
  }
}

/** What needs a deed is done by it; looking and not restoring are done by having gone on. */
function doneSteps(current: WayStep, incident: IncidentState, story: Story | null): ReadonlySet<WayStep> {
  const isPast = (step: WayStep) => WAY.indexOf(step) < WAY.indexOf(current);
  const done = new Set<WayStep>();
  if (isPast('look')) done.add('look');
  if (story !== null && isLookedInto(story) && toDecide(story).every(({ decision }) => decision !== null))
    done.add('decide');
  if (incident.restored !== null || isPast('restore')) done.add('restore');
  if (!incident.newPasswordDue) done.add('password');
  return done;
}
