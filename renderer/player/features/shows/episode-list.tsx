import { useCallback } from 'react';
import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { Button } from '../../../ui/button.tsx';
import { Note } from '../../../ui/note.tsx';
import { Skeleton, SkeletonRegion } from '../../../ui/skeleton.tsx';
import { useLoad } from '../../connection.ts';
import { LOADING } from '../../loadable.ts';
import { EpisodeRow } from './episode-row.tsx';
import { loadEpisodes, useShow } from './store.ts';

type EpisodeListProps = { readonly season: ItemCard; readonly nextId: string | null };

export function EpisodeList({ season, nextId }: EpisodeListProps) {
  const episodes = useShow((state) => state.episodes[season.id]) ?? LOADING;
  useLoad(useCallback(() => loadEpisodes(season.id), [season.id]));
  switch (episodes.kind) {
    case 'loading':
      return <EpisodesSkeleton count={season.childCount ?? 6} />;
    case 'failed':
      return (
        <div className="gutter">
          <Note
            status="fail"
            title="The episodes did not load"
            action={<Button onClick={() => void loadEpisodes(season.id)}>Try again</Button>}
          >
            {episodes.failure.message}
          </Note>
        </div>
      );
    case 'ready':
      return (
        <ol className="gutter">
          {episodes.value.map((episode) => (
            <li key={episode.id}>
              <EpisodeRow episode={episode} isNext={episode.id === nextId} />
            </li>
          ))}
        </ol>
      );
  }
}

/** Rows that nobody sees below the window cost drawing all the same. */
const MOST_GREY_ROWS = 10;

export const EpisodesSkeleton = ({ count }: { readonly count: number }) => (
  <SkeletonRegion label="Loading the episodes">
    <div className="gutter">
      {Array.from({ length: Math.min(count, MOST_GREY_ROWS) }, (_, row) => (
        <div key={row} className="flex items-center gap-3.5 py-2 sm:gap-5">
          <Skeleton className="aspect-still w-31 flex-none rounded-field sm:w-36" />
          <div className="flex-1">
            <Skeleton className="h-3.5 w-1/3" />
            <Skeleton className="mt-2.5 h-3 w-16" />
          </div>
        </div>
      ))}
    </div>
  </SkeletonRegion>
);
