import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import type { Asked } from '../asked.ts';
import { ReconnectingBar } from './reconnecting-bar.tsx';

type StartingPageProps = { readonly problem: Extract<Asked<unknown>, { readonly kind: 'failure' }> | null };

/** Before the manager has answered for the first time. */
export const StartingPage = ({ problem }: StartingPageProps) => (
  <main className="grid min-h-dvh place-items-center">
    {problem === null ? null : (
      <ErrorState
        level={1}
        title="Holdfast could not say how it is"
        action={
          <Button variant="primary" size="l" onClick={problem.again}>
            Try again
          </Button>
        }
      >
        {problem.message}
      </ErrorState>
    )}
    <ReconnectingBar />
  </main>
);
