import { useCallback, type ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { useLoad } from '../../connection.ts';
import { NotFoundPage } from '../../frame/not-found-page.tsx';
import { LOADING } from '../../loadable.ts';
import { HolderSkeleton } from './holder-skeleton.tsx';
import { loadHolder, useHolder, type Holder } from './store.ts';

type HolderPageProps = {
  readonly itemId: string;
  readonly noun: 'album' | 'artist';
  readonly children: (holder: Holder) => ReactNode;
};

/** What an album's and an artist's page do alike: load, wait, fail. */
export function HolderPage({ itemId, noun, children }: HolderPageProps) {
  const state = useHolder();
  useLoad(useCallback(() => loadHolder(itemId), [itemId]));
  const holder = state.itemId === itemId ? state.holder : LOADING;
  switch (holder.kind) {
    case 'loading':
      return <HolderSkeleton noun={noun} />;
    case 'failed':
      if (holder.failure.code === 'not-found' || holder.failure.code === 'bad-input') return <NotFoundPage />;
      return (
        <ErrorState
          level={1}
          title={`The ${noun} did not load`}
          action={
            <Button variant="primary" size="player" onClick={() => void loadHolder(itemId)}>
              Try again
            </Button>
          }
        >
          {holder.failure.message}
        </ErrorState>
      );
    case 'ready':
      return children(holder.value);
  }
}
