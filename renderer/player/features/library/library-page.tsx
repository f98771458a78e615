import { useCallback, useMemo } from 'react';
import { Button } from '../../../ui/button.tsx';
import { EmptyState, ShelfPicture } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { useLoad } from '../../connection.ts';
import { AwayNotes } from '../home/away-notes.tsx';
import { useAccount } from '../session/store.ts';
import { FilmGrid } from './film-grid.tsx';
import { useFilmFilter } from './film-filter.ts';
import type { FilmQuery } from './film-list.ts';
import { GridSkeleton } from './grid-skeleton.tsx';
import { LibraryHead } from './library-head.tsx';
import { films, loadLibraries, useLibraries } from './store.ts';

export function LibraryPage() {
  const [filter, change] = useFilmFilter();
  const state = films.useList();
  const libraries = useLibraries((now) => now.libraries);
  const { sort, order, search, library } = filter;

  const query = useMemo<FilmQuery>(
    () => ({ sort, order, ...(search === '' ? {} : { search }), ...(library === null ? {} : { library }) }),
    [sort, order, search, library],
  );
  useLoad(useCallback(() => films.open(query), [query]));
  useLoad(loadLibraries);

  const shown = libraries.filter((one) => library === null || one.id === library);
  const title = library === null ? 'Films' : (shown[0]?.name ?? 'Films');
  usePageTitle(title);

  return (
    <div className="pb-8">
      <div className="gutter">
        <LibraryHead title={title} total={state.total} libraries={libraries} filter={filter} onChange={change} />
      </div>
      <AwayNotes libraries={shown} />
      <div className="gutter">
        <Body query={query} onClear={() => change({ search: '', library: null })} />
      </div>
    </div>
  );
}

type BodyProps = { readonly query: FilmQuery; readonly onClear: () => void };

function Body({ query, onClear }: BodyProps) {
  const state = films.useList();
  const isOwner = useAccount().role === 'owner';
  if (state.items.length > 0) return <FilmGrid list={films} state={state} />;
  if (state.failure !== null) {
    return (
      <ErrorState
        title="The films did not load"
        action={
          <Button variant="primary" size="player" onClick={() => void films.retry()}>
            Try again
          </Button>
        }
      >
        {state.failure.message}
      </ErrorState>
    );
  }
  if (state.isLoading || state.total === null) return <GridSkeleton />;
  if (query.search !== undefined || query.library !== undefined) {
    return (
      <EmptyState
        title={query.search === undefined ? 'No films in this library yet' : `No title here matches “${query.search}”`}
        picture={<ShelfPicture />}
        action={
          <Button variant="primary" size="player" onClick={onClear}>
            Show all films
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState title="No films yet" picture={<ShelfPicture />}>
      {isOwner
        ? 'Choose the folder your films are in, on the computer Holdfast runs on. They appear here as they are read.'
        : 'They appear here as soon as the owner of this server has chosen a folder with films for you.'}
    </EmptyState>
  );
}
