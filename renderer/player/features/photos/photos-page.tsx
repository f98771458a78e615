import { useCallback } from 'react';
import { useSearchParams } from 'wouter';
import { Button } from '../../../ui/button.tsx';
import { EmptyState, ShelfPicture } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { useLoad } from '../../connection.ts';
import { countOf } from '../../words/item.ts';
import { AwayNotes } from '../home/away-notes.tsx';
import { LibraryMenu } from '../library/library-menu.tsx';
import { NothingYet } from '../library/nothing-yet.tsx';
import { useLibrariesOf } from '../library/store.ts';
import { PhotoViews } from './photo-views.tsx';
import { PhotoWall } from './photo-wall.tsx';
import { photoList, photoQuery } from './store.ts';
import { WallSkeleton } from './wall-skeleton.tsx';

/** All photos by when they were taken, newest first. */
export default function PhotosPage() {
  const [params, setParams] = useSearchParams();
  const library = params.get('library');
  const libraries = useLibrariesOf('photo');
  const total = photoList.useList((state) => state.total);
  useLoad(useCallback(() => photoList.open(photoQuery(library)), [library]));

  const choose = (id: string | null) => {
    setParams(id === null ? {} : { library: id }, { replace: true });
    scrollTo(0, 0);
  };
  const shown = libraries.filter(({ id }) => library === null || id === library);
  const title = library === null ? 'Photos' : (shown[0]?.name ?? 'Photos');
  usePageTitle(title);
  return (
    <div className="pb-12">
      <div className="gutter flex flex-wrap items-center gap-x-4 gap-y-3 pt-2 sm:pt-4">
        {/* The count comes late: beside the views it must move nothing. */}
        <div className="flex min-w-0 flex-wrap items-baseline gap-x-3 max-sm:w-full sm:contents">
          <h1 className="text-page font-semibold tracking-tight">{title}</h1>
          <p role="status" className="text-ink-3 tabular-nums sm:order-1">
            {total === null ? '' : countOf(total, 'photo')}
          </p>
        </div>
        <PhotoViews view="photos" />
        <div className="max-sm:relative max-sm:ml-auto sm:order-2 sm:ml-auto">
          <LibraryMenu libraries={libraries} chosen={library} onChoose={choose} />
        </div>
      </div>
      <AwayNotes libraries={shown} />
      <div className="gutter">
        <Body isOneLibrary={library !== null} onAll={() => choose(null)} />
      </div>
    </div>
  );
}

const more = () => void photoList.more();
const retry = () => void photoList.retry();

type BodyProps = { readonly isOneLibrary: boolean; readonly onAll: () => void };

function Body({ isOneLibrary, onAll }: BodyProps) {
  const { items, isLoading, total, nextCursor, failure } = photoList.useList();
  if (items.length > 0)
    return (
      <PhotoWall
        label="Photos"
        photos={items}
        more={{ hasMore: nextCursor !== null, isLoading, failure, read: more, retry }}
      />
    );
  if (failure !== null)
    return (
      <ErrorState
        title="The photos did not load"
        action={
          <Button variant="primary" size="player" onClick={retry}>
            Try again
          </Button>
        }
      >
        {failure.message}
      </ErrorState>
    );
  if (isLoading || total === null) return <WallSkeleton />;
  if (!isOneLibrary) return <NothingYet things="photos" />;
  return (
    <EmptyState
      title="No photos in this library yet"
      picture={<ShelfPicture />}
      action={
        <Button variant="primary" size="player" onClick={onAll}>
          Show all photos
        </Button>
      }
    />
  );
}
