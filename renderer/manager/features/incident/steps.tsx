import { Circle, CircleCheck, CircleX, type LucideIcon } from 'lucide-react';
import type { IncidentState, IncidentStep } from '../../../../shared/contract/incident.ts';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { Spinner } from '../../../ui/spinner.tsx';

const ICONS: Record<Exclude<IncidentStep['state'], 'running'>, { readonly icon: LucideIcon; readonly tint: string }> = {
  done: { icon: CircleCheck, tint: 'text-ok' },
  failed: { icon: CircleX, tint: 'text-fail' },
  waiting: { icon: Circle, tint: 'text-ink-3' },
};
const WORDS: Record<IncidentStep['state'], string> = {
  done: 'Done',
  running: 'Going on',
  failed: 'Failed, tried again',
  waiting: 'Waiting',
};

/** What was done, what goes on and what failed, in the order it is done. */
export const Steps = ({ incident }: { readonly incident: IncidentState }) => (
  <ol className="flex flex-col gap-2.5" aria-live="polite">
    {incident.steps.map(({ step, state, text, doneAt, retryAt }) => (
      <li key={step} className="flex items-start gap-2.5 text-label">
        <span className="mt-0.5 flex-none">
          <StepMark state={state} />
        </span>
        <span className={state === 'waiting' ? 'min-w-0 flex-1 text-ink-3' : 'min-w-0 flex-1'}>
          <span className="sr-only">{WORDS[state]}: </span>
          {text}
        </span>
        <span className="flex-none text-small text-ink-3">
          {doneAt === null ? null : <RelativeTime at={doneAt} as="clock" />}
          {state === 'failed' && retryAt !== null ? (
            <>
              Again <RelativeTime at={retryAt} />
            </>
          ) : null}
        </span>
      </li>
    ))}
  </ol>
);

function StepMark({ state }: { readonly state: IncidentStep['state'] }) {
  if (state === 'running') return <Spinner className="size-4 text-accent-text" />;
  const { icon: Icon, tint } = ICONS[state];
  return <Icon aria-hidden="true" className={`size-4 ${tint}`} />;
}
