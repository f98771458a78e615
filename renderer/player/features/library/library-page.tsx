import { useCallback, useMemo, type ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { EmptyState, ShelfPicture } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { useLoad } from '../../connection.ts';
import { KIND_PLACES } from '../../kinds.ts';
import { AwayNotes } from '../home/away-notes.tsx';
import { GridSkeleton } from './grid-skeleton.tsx';
import { ItemGrid } from './item-grid.tsx';
import type { ListQuery } from './item-list.ts';
import { LibraryHead } from './library-head.tsx';
import { useListFilter } from './list-filter.ts';
import type { ListedKind } from './listed-kind.ts';
import { NothingYet } from './nothing-yet.tsx';
import { useLibrariesOf } from './store.ts';

type LibraryPageProps = {
  readonly listed: ListedKind;
  /** Ways to look at the same libraries, as Albums and Artists. */
  readonly views?: ReactNode;
};

export function LibraryPage({ listed, views }: LibraryPageProps) {
  const [filter, change] = useListFilter(listed.sorts);
  const state = listed.list.useList();
  const libraries = useLibrariesOf(listed.library);
  const { sort, order, search, library } = filter;

  const query = useMemo<ListQuery>(
    () => ({ sort, order, ...(search === '' ? {} : { search }), ...(library === null ? {} : { library }) }),
    [sort, order, search, library],
  );
  useLoad(useCallback(() => listed.list.open(query), [listed, query]));

  const shown = libraries.filter((one) => library === null || one.id === library);
  const { label } = KIND_PLACES[listed.library];
  const title = library === null ? label : (shown[0]?.name ?? label);
  usePageTitle(title);

  return (
    <div className="pb-8">
      <div className="gutter">
        <LibraryHead
          title={title}
          total={state.total}
          noun={listed.noun}
          calledBy={listed.calledBy}
          sorts={listed.sorts}
          libraries={libraries}
          filter={filter}
          views={views}
          onChange={change}
        />
      </div>
      <AwayNotes libraries={shown} />
      <div className="gutter">
        <Body listed={listed} query={query} onClear={() => change({ search: '', library: null })} />
      </div>
    </div>
  );
}

type BodyProps = { readonly listed: ListedKind; readonly query: ListQuery; readonly onClear: () => void };

function Body({ listed, query, onClear }: BodyProps) {
  const { list, tile, things } = listed;
  const state = list.useList();
  if (state.items.length > 0) return <ItemGrid list={list} state={state} label={capital(things)} tile={tile} />;
  if (state.failure !== null) {
    return (
      <ErrorState
        title={`The ${things} did not load`}
        action={
          <Button variant="primary" size="player" onClick={() => void list.retry()}>
            Try again
          </Button>
        }
      >
        {state.failure.message}
      </ErrorState>
    );
  }
  if (state.isLoading || state.total === null) return <GridSkeleton label={`Loading ${things}`} tile={tile} />;
  if (query.search !== undefined || query.library !== undefined) {
    return (
      <EmptyState
        title={
          query.search === undefined ? `No ${things} in this library yet` : `Nothing here matches “${query.search}”`
        }
        picture={<ShelfPicture />}
        action={
          <Button variant="primary" size="player" onClick={onClear}>
            Show all {things}
          </Button>
        }
      />
    );
  }
  return <NothingYet things={KIND_PLACES[listed.library].things} />;
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
