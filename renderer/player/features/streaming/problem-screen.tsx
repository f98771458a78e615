import type { ItemDetail } from '../../../../shared/lan/schemas.ts';
import { Button } from '../../../ui/button.tsx';
import { watchName } from '../../words/item.ts';
import { BackButton, useLeave } from './back-button.tsx';
import type { Problem } from './problem.ts';
import { lastPosition, reopenViewing } from './store.ts';

type ProblemScreenProps = {
  readonly problem: Problem;
  readonly item: ItemDetail | null;
};

/** Nothing plays: what happened, and one button. */
export function ProblemScreen({ problem, item }: ProblemScreenProps) {
  const leave = useLeave(item);
  const tryAgain = () => void reopenViewing(lastPosition());
  return (
    <main data-keeps-arrows="" className="fixed inset-0 grid place-items-center bg-video-bg px-6 text-video-text">
      <div className="absolute inset-x-0 top-0 flex items-center gap-4 px-2 py-3 sm:px-8 sm:py-5.5">
        <BackButton item={item} />
        <h1 className="truncate text-section font-semibold">
          {item === null ? <span className="sr-only">Film</span> : watchName(item)}
        </h1>
      </div>
      <section role="alert" className="flex max-w-115 flex-col items-center text-center">
        <h2 className="text-title font-semibold tracking-tight text-balance">{problem.title}</h2>
        <p className="mt-2 text-video-text-2">{problem.message}</p>
        <Button
          variant="on-art"
          size="player"
          className="mt-6"
          onClick={problem.remedy === 'try-again' ? tryAgain : leave}
        >
          {problem.remedy === 'try-again'
            ? 'Try again'
            : item?.kind === 'episode'
              ? 'Back to the show'
              : 'Back to the film'}
        </Button>
      </section>
    </main>
  );
}
