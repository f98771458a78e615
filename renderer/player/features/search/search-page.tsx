import { Search } from 'lucide-react';
import { useCallback } from 'react';
import { useSearchParams } from 'wouter';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { useLoad } from '../../connection.ts';
import { countTitles } from '../../words/item.ts';
import { FilmGrid } from '../library/film-grid.tsx';
import { GridSkeleton } from '../library/grid-skeleton.tsx';
import { BestMatch } from './best-match.tsx';
import { MarkedTitle } from './marked-title.tsx';
import { found } from './store.ts';

export function SearchPage() {
  const [params] = useSearchParams();
  const words = (params.get('q') ?? '').trim();
  usePageTitle(words === '' ? 'Search' : `“${words}”`);
  return (
    <div className="gutter pt-3 pb-8">
      <h1 className="sr-only">{words === '' ? 'Search' : `Results for “${words}”`}</h1>
      {words === '' ? <BeforeTyping /> : <Results words={words} />}
    </div>
  );
}

const SearchPicture = () => (
  <span className="grid size-14 place-items-center rounded-full bg-sunken text-ink-3">
    <Search className="size-6" />
  </span>
);

const BeforeTyping = () => (
  <EmptyState title="Search your films" picture={<SearchPicture />}>
    Type part of a title; what matches appears as you type.
  </EmptyState>
);

function Results({ words }: { readonly words: string }) {
  const state = found.useList();
  useLoad(useCallback(() => found.open({ search: words }), [words]));

  const best = state.items[0];
  if (best !== undefined) {
    return (
      <>
        <p role="status" className="mb-4 text-body text-ink-3 tabular-nums">
          {state.total === null ? '' : `${countTitles(state.total)} found`}
        </p>
        <BestMatch item={best} words={words} />
        {state.items.length === 1 ? null : (
          <>
            <h2 className="mt-8 mb-3.5 text-section font-semibold tracking-tight">More titles</h2>
            <FilmGrid
              list={found}
              state={state}
              skip={1}
              markTitle={(item) => <MarkedTitle title={item.title} words={words} />}
            />
          </>
        )}
      </>
    );
  }
  if (state.failure !== null) {
    return (
      <ErrorState
        title="The search did not work"
        action={
          <Button variant="primary" size="player" onClick={() => void found.retry()}>
            Try again
          </Button>
        }
      >
        {state.failure.message}
      </ErrorState>
    );
  }
  if (state.isLoading || state.total === null) return <GridSkeleton />;
  return (
    <EmptyState title={`Nothing matches “${words}”`} picture={<SearchPicture />}>
      Try fewer letters, or another part of the title.
    </EmptyState>
  );
}
