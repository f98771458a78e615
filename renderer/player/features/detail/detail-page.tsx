import { useCallback } from 'react';
import { Button } from '../../../ui/button.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { useLoad } from '../../connection.ts';
import { LOADING } from '../../loadable.ts';
import { NotFoundPage } from '../../frame/not-found-page.tsx';
import { DetailSkeleton } from './detail-skeleton.tsx';
import { FilmDetail } from './film-detail.tsx';
import { loadDetail, useDetail } from './store.ts';

export function DetailPage({ itemId }: { readonly itemId: string }) {
  const state = useDetail();
  useLoad(useCallback(() => loadDetail(itemId), [itemId]));
  const detail = state.itemId === itemId ? state.detail : LOADING;
  switch (detail.kind) {
    case 'loading':
      return <DetailSkeleton />;
    case 'failed':
      if (detail.failure.code === 'not-found' || detail.failure.code === 'bad-input') return <NotFoundPage />;
      return (
        <ErrorState
          level={1}
          title="The film did not load"
          action={
            <Button variant="primary" size="player" onClick={() => void loadDetail(itemId)}>
              Try again
            </Button>
          }
        >
          {detail.failure.message}
        </ErrorState>
      );
    case 'ready':
      return <FilmDetail item={detail.value} />;
  }
}
