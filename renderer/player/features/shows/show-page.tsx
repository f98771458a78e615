import { useCallback } from 'react';
import { useSearchParams } from 'wouter';
import { Button } from '../../../ui/button.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { useLoad } from '../../connection.ts';
import { NotFoundPage } from '../../frame/not-found-page.tsx';
import { LOADING } from '../../loadable.ts';
import { chooseSeason } from './choose-season.ts';
import { EpisodeList } from './episode-list.tsx';
import { ShowHead } from './show-head.tsx';
import { ShowSkeleton } from './show-skeleton.tsx';
import { SeasonBar } from './season-bar.tsx';
import { loadShow, useShow, type Show } from './store.ts';

export default function ShowPage({ showId }: { readonly showId: string }) {
  const state = useShow();
  useLoad(useCallback(() => loadShow(showId), [showId]));
  const show = state.showId === showId ? state.show : LOADING;
  switch (show.kind) {
    case 'loading':
      return <ShowSkeleton />;
    case 'failed':
      if (show.failure.code === 'not-found' || show.failure.code === 'bad-input') return <NotFoundPage />;
      return (
        <ErrorState
          level={1}
          title="The show did not load"
          action={
            <Button variant="primary" size="player" onClick={() => void loadShow(showId)}>
              Try again
            </Button>
          }
        >
          {show.failure.message}
        </ErrorState>
      );
    case 'ready':
      return <ShowDetail {...show.value} />;
  }
}

function ShowDetail({ show, seasons }: Show) {
  const [params] = useSearchParams();
  const season = chooseSeason(seasons, params.get('season'), show.next);
  return (
    <article className="pb-12">
      <ShowHead show={show} seasons={seasons} />
      {season === undefined ? (
        <p className="gutter mt-8 text-ink-2">No episode of this show has been read yet.</p>
      ) : (
        <>
          <SeasonBar show={show} seasons={seasons} season={season} />
          <EpisodeList key={season.id} season={season} nextId={show.next?.id ?? null} />
        </>
      )}
    </article>
  );
}
