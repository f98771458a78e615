import { useCallback, type ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { useLoad } from './connection.ts';
import { NotFoundPage } from './frame/not-found-page.tsx';
import type { Holder, HolderStore } from './holder.ts';
import { LOADING } from './loadable.ts';

type HolderPageProps = {
  readonly store: HolderStore;
  readonly itemId: string;
  /** Inside a sentence: "The album did not load". */
  readonly noun: string;
  readonly skeleton: ReactNode;
  readonly children: (holder: Holder) => ReactNode;
};

/** What the pages of an album, an artist and an album of photos do alike: load, wait, fail. */
export function HolderPage({ store, itemId, noun, skeleton, children }: HolderPageProps) {
  const state = store.useHolder();
  useLoad(useCallback(() => store.load(itemId), [store, itemId]));
  const holder = state.itemId === itemId ? state.holder : LOADING;
  switch (holder.kind) {
    case 'loading':
      return skeleton;
    case 'failed':
      if (holder.failure.code === 'not-found' || holder.failure.code === 'bad-input') return <NotFoundPage />;
      return (
        <ErrorState
          level={1}
          title={`The ${noun} did not load`}
          action={
            <Button variant="primary" size="player" onClick={() => void store.load(itemId)}>
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
