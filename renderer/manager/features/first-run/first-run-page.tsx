import { useEffect } from 'react';
import { Button } from '../../../ui/button.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { AccessStep } from './access-step.tsx';
import { AccountStep } from './account-step.tsx';
import { AlreadyDone, Done } from './done.tsx';
import { FoldersStep } from './folders-step.tsx';
import { KitStep } from './kit-step.tsx';
import { StepRail } from './step-rail.tsx';
import { start, useFirstRun, type FirstRun, type Step } from './store.ts';
import { useStepHistory } from './use-step-history.ts';

/** @param onDone called when the owner goes on to the window. */
export function FirstRunPage({ onDone }: { readonly onDone: () => void }) {
  usePageTitle('Set up');
  const run = useFirstRun((state) => state.run);
  useEffect(() => void start(), []);
  useStepHistory();
  return (
    <div className="grid min-h-dvh print:block grid-rows-[auto_1fr] md:grid-cols-[240px_minmax(0,1fr)] md:grid-rows-1 lg:grid-cols-[288px_minmax(0,1fr)]">
      <StepRail step={stepOf(run)} />
      <main className="flex min-w-0 flex-col px-5 pt-8 pb-6 md:px-12 md:pt-16 md:pb-8 lg:px-18">
        <Content run={run} onDone={onDone} />
      </main>
    </div>
  );
}

function stepOf(run: FirstRun): Step | null {
  switch (run.kind) {
    case 'asking':
      return run.step;
    case 'kit':
    case 'done':
      return run.kind;
    case 'already-done':
      return 'done';
    case 'loading':
    case 'unreachable':
      return null;
  }
}

function Content({ run, onDone }: { readonly run: FirstRun; readonly onDone: () => void }) {
  switch (run.kind) {
    case 'loading':
      return null;
    case 'unreachable':
      return (
        <ErrorState
          level={1}
          title="Holdfast does not answer"
          action={
            <Button variant="primary" size="l" onClick={() => void start()}>
              Try again
            </Button>
          }
        >
          {run.message}
        </ErrorState>
      );
    case 'already-done':
      return <AlreadyDone addresses={run.addresses} problem={run.problem} onDone={onDone} />;
    case 'kit':
      return <KitStep kit={run.kit} problem={run.problem} isSending={run.isSending} />;
    case 'done':
      return <Done addresses={run.addresses} problem={run.problem} hasKit={run.hasKit} onDone={onDone} />;
    case 'asking':
      switch (run.step) {
        case 'account':
          return <AccountStep problem={run.problem} />;
        case 'folders':
          return <FoldersStep problem={run.problem} isLooking={run.isLooking} />;
        case 'access':
          return <AccessStep problem={run.problem} homeNetworks={run.homeNetworks} isSending={run.isSending} />;
      }
  }
}
