import { Play, Unplug } from 'lucide-react';
import { useLocation } from 'wouter';
import { Button } from '../../../ui/button.tsx';
import { Note } from '../../../ui/note.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import type { Holder } from '../../holder.ts';
import { HolderPage } from '../../holder-page.tsx';
import { CAME_BY_LINK, photoPath } from '../../paths.ts';
import { countOf, titleOf } from '../../words/item.ts';
import { datesOf } from './photo-words.ts';
import { PhotoWall } from './photo-wall.tsx';
import { photoAlbum } from './store.ts';
import { WallSkeleton } from './wall-skeleton.tsx';

export default function PhotoAlbumPage({ albumId }: { readonly albumId: string }) {
  return (
    <HolderPage
      store={photoAlbum}
      itemId={albumId}
      noun="album"
      skeleton={
        <div className="gutter">
          <h1 className="sr-only">Album</h1>
          <Skeleton className="mt-6 h-9 w-72 max-w-full opacity-0" />
          <WallSkeleton />
        </div>
      }
    >
      {(holder) => <Album {...holder} />}
    </HolderPage>
  );
}

function Album({ item: album, children: photos }: Holder) {
  const [, navigate] = useLocation();
  const title = titleOf(album);
  usePageTitle(title);
  const facts = [countOf(photos.length, 'photo'), datesOf(photos)].filter((fact) => fact !== null);
  const first = photos[0];
  return (
    <article className="gutter pb-12">
      <header className="flex flex-wrap items-end gap-x-6 gap-y-4 pt-2 sm:pt-4">
        <div className="min-w-0 flex-1 max-sm:basis-full">
          <p className="text-label text-ink-3">Album</p>
          <h1 className="text-page font-semibold tracking-tight text-balance break-words">{title}</h1>
          <p className="mt-1 text-ink-2 tabular-nums">{facts.join(' · ')}</p>
        </div>
        {first === undefined ? null : (
          <Button
            variant="primary"
            size="player"
            className="max-sm:w-full"
            icon={<Play className="size-4 fill-current" />}
            onClick={() => navigate(`${photoPath(first.id, album.id)}&slideshow=on`, { state: CAME_BY_LINK })}
          >
            Slideshow
          </Button>
        )}
      </header>
      {album.available ? null : (
        <Note status="unknown" icon={Unplug} title="The drive this album is on is not connected" className="mt-6">
          Its photos are shown as far as they were kept here. Nothing is lost.
        </Note>
      )}
      {photos.length === 0 ? (
        <p className="mt-8 text-ink-2">No photo of this album has been read yet.</p>
      ) : (
        <PhotoWall label="Photos" photos={photos} albumId={album.id} />
      )}
    </article>
  );
}
