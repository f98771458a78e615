import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import type { PractisedStep } from '../../../../shared/contract/incident.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Note } from '../../../ui/note.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import type { CallResult } from '../../bridge.ts';
import { useCommand } from '../../use-command.ts';

/** As many as a practice that goes well has (`electron/manager/practise.ts`). */
const STEPS = 5;

/** Closing and reopening a copy of the house, so that nobody does it for the first time when it matters (INC-14). */
export function PracticeCard() {
  const practice = useAsked('incident.practice', {}, ['incident']);
  const status = useAsked('system.status', {}, ['status', 'incident']);
  const practise = useCommand('incident.practise');
  const [answer, setAnswer] = useState<CallResult<'incident.practise'> | null>(null);
  const isOpen = status.kind === 'value' && status.value.house === 'open';
  const run = async () => {
    setAnswer(null);
    setAnswer(await practise.run({}));
  };
  return (
    <AskedRegion asked={practice} what="the practice" skeleton={<Skeleton className="h-40" />}>
      {({ running, last }) => (
        <Card
          title="Practise"
          aside={
            last === null ? (
              'Never practised'
            ) : (
              <>
                <Pill status={last.isPassed ? 'ok' : 'fail'}>{last.isPassed ? 'Went well' : 'Failed'}</Pill>
                <RelativeTime at={last.at} />
              </>
            )
          }
          footer={
            <Button
              busy={running === null && !practise.isOut ? null : 'Practising'}
              offReason={isOpen ? null : 'The house is closed: this is no time to practise.'}
              onClick={() => void run()}
            >
              Practise now
            </Button>
          }
        >
          <div className="flex flex-col gap-3">
            <p className="text-label text-pretty text-ink-2">
              A copy of the house on this computer is closed and reopened, step by step. Your house goes on; nobody
              notices, and whether anything of it changed is checked by hashes. It takes half a minute.
            </p>
            {running === null ? null : <Done steps={running} isRunning />}
            {running === null && answer !== null ? <Result answer={answer} /> : null}
          </div>
        </Card>
      )}
    </AskedRegion>
  );
}

const Result = ({ answer }: { readonly answer: CallResult<'incident.practise'> }) =>
  answer.ok ? (
    <>
      <Done steps={answer.value.steps} isRunning={false} />
      <Note status="ok" title="It went well">
        Your house went on as it was: nothing that a closing touches was changed in it.
      </Note>
    </>
  ) : (
    <Note status="fail" title="The practice did not go well" justFailed>
      {answer.failure.message}
    </Note>
  );

const Done = ({ steps, isRunning }: { readonly steps: readonly PractisedStep[]; readonly isRunning: boolean }) => (
  <ol className="flex flex-col gap-2 text-label" aria-live="polite" aria-label="What the practice did">
    {steps.map(({ at, text }) => (
      <li key={at} className="flex items-start gap-2.5">
        <CircleCheck aria-hidden="true" className="mt-0.5 size-4 flex-none text-ok" />
        <span className="min-w-0">{text}</span>
      </li>
    ))}
    {isRunning ? (
      <li className="flex items-center gap-2.5 text-ink-2">
        <Spinner className="size-4 flex-none text-accent-text" />
        Step {Math.min(steps.length + 1, STEPS)} of {STEPS}
      </li>
    ) : null}
  </ol>
);
