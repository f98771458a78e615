import { Search } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { useLoad } from '../../connection.ts';
import { ItemTile } from '../../item-tile.tsx';
import { PhotoTile } from '../../photo-tile.tsx';
import { countOf, titleOf } from '../../words/item.ts';
import { GridSkeleton } from '../library/grid-skeleton.tsx';
import { BestMatch } from './best-match.tsx';
import { groupResults } from './group-results.ts';
import { MarkedTitle } from './marked-title.tsx';
import { ResultRow } from './result-row.tsx';
import { ResultSection } from './result-section.tsx';
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

/** Two rows of posters, and lists about as high as the best match. */
const TILES_AT_FIRST = 10;
const ROWS_AT_FIRST = 6;
const PHOTOS_AT_FIRST = 12;
const ROWS = 'grid gap-y-1 sm:max-xl:grid-cols-2 sm:max-xl:gap-x-8';

const SearchPicture = () => (
  <span className="grid size-14 place-items-center rounded-full bg-sunken text-ink-3">
    <Search className="size-6" />
  </span>
);

const BeforeTyping = () => (
  <EmptyState title="Search everything here" picture={<SearchPicture />}>
    Type a title or a name, or how one begins. What matches appears as you type.
  </EmptyState>
);

function Results({ words }: { readonly words: string }) {
  const state = found.useList();
  useLoad(useCallback(() => found.open({ search: words }), [words]));

  const { best, groups } = useMemo(() => groupResults(state.items), [state.items]);
  if (state.items.length > 0) {
    return (
      <>
        <p role="status" className="mb-4 text-body text-ink-3 tabular-nums">
          {state.total === null ? '' : `${countOf(state.total, 'title')} found`}
        </p>
        <div className="grid gap-x-12 xl:grid-cols-[minmax(0,860px)_minmax(0,1fr)]">
          <div className="min-w-0">
            {best === null ? null : <BestMatch key={best.id} item={best} words={words} />}
            <ResultSection
              title={groups.titles.every(({ kind }) => kind === 'film') ? 'Films' : 'Films and shows'}
              items={groups.titles}
              atFirst={TILES_AT_FIRST}
              listClass="grid grid-cols-3 gap-x-3 gap-y-5 sm:grid-cols-5 sm:gap-x-5 sm:gap-y-7"
            >
              {(item) => (
                <ItemTile
                  item={item}
                  sizes="(min-width: 640px) 160px, 31vw"
                  markedTitle={<MarkedTitle title={titleOf(item)} words={words} />}
                />
              )}
            </ResultSection>
          </div>
          {/* Beside the best match where there is room, as far up as it. */}
          <div className="min-w-0 xl:[&>:first-child]:mt-0">
            <ResultSection title="Episodes" items={groups.episodes} atFirst={ROWS_AT_FIRST} listClass={ROWS}>
              {(item) => <ResultRow item={item} words={words} />}
            </ResultSection>
            <ResultSection title="Music" items={groups.music} atFirst={ROWS_AT_FIRST} listClass={ROWS}>
              {(item) => <ResultRow item={item} words={words} />}
            </ResultSection>
            <ResultSection title="Photo albums" items={groups.photoAlbums} atFirst={ROWS_AT_FIRST} listClass={ROWS}>
              {(item) => <ResultRow item={item} words={words} />}
            </ResultSection>
            <ResultSection
              title="Photos"
              items={groups.photos}
              atFirst={PHOTOS_AT_FIRST}
              listClass="flex flex-wrap gap-2"
            >
              {(item) => <PhotoTile item={item} className="h-22" />}
            </ResultSection>
          </div>
        </div>
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
  if (state.isLoading || state.total === null) return <GridSkeleton label="Searching" />;
  return (
    <EmptyState title={`Nothing matches “${words}”`} picture={<SearchPicture />}>
      Try fewer letters, or another word of the title.
    </EmptyState>
  );
}
