import { useCallback, useEffect } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { Button } from '../../../ui/button.tsx';
import { buttonStyle } from '../../../ui/button-style.ts';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { useLoad } from '../../connection.ts';
import { LOADING, type Loadable } from '../../loadable.ts';
import { CAME_BY_LINK, photoAlbumPath, photoPath } from '../../paths.ts';
import { photoName } from '../../photo-tile.tsx';
import { loadDetail, useDetail } from '../detail/store.ts';
import { openTrail, photoList, useTrail, type Trail } from './store.ts';
import { ViewerHeader } from './viewer-header.tsx';
import { ViewerStage } from './viewer-stage.tsx';
import { WaitingSign } from './waiting-sign.tsx';

/** A photo filling the window, with the ones before and after it a key away. */
export default function PhotoViewer({ photoId }: { readonly photoId: string }) {
  const [params] = useSearchParams();
  const [, navigate] = useLocation();
  const albumId = params.get('album');
  const trail = useTrail(albumId);
  const photo = usePhoto(photoId, trail);
  useLoad(useCallback(() => openTrail(albumId), [albumId]));
  useLooking(photoId, albumId, trail);
  usePageTitle(photo.kind === 'ready' ? photoName(photo.value) : 'Photo');

  const leave = useCallback(() => {
    // Opened by its address there is nothing of ours to go back to.
    if (history.state === CAME_BY_LINK) history.back();
    else navigate(albumId === null ? '/photos' : photoAlbumPath(albumId), { replace: true });
  }, [navigate, albumId]);
  // One place in the history for all one steps through, so that "Back" leads out of it.
  const goTo = useCallback(
    (id: string) => navigate(photoPath(id, albumId), { replace: true, state: history.state }),
    [navigate, albumId],
  );

  switch (photo.kind) {
    case 'ready':
      return (
        <ViewerStage
          photo={photo.value}
          trail={trail}
          startsSlideshow={params.get('slideshow') === 'on'}
          onGo={goTo}
          onLeave={leave}
        />
      );
    case 'loading':
      return (
        <main
          data-keeps-arrows=""
          aria-busy="true"
          className="fixed inset-0 grid place-items-center bg-video-bg text-video-text"
        >
          <ViewerHeader title="" detail="" onLeave={leave} />
          <WaitingSign />
        </main>
      );
    case 'failed': {
      const isGone = photo.failure.code === 'not-found' || photo.failure.code === 'bad-input';
      return (
        <main data-keeps-arrows="" className="fixed inset-0 grid place-items-center bg-video-bg text-video-text">
          <ViewerHeader title="" detail="" onLeave={leave} />
          <section role="alert" className="flex max-w-115 flex-col items-center px-6 text-center">
            <h1 className="text-title font-semibold tracking-tight text-balance">
              {isGone ? 'There is nothing at this address' : 'The photo did not load'}
            </h1>
            <p className="mt-2 text-video-text-2">
              {isGone ? 'It may have been removed, or it is not shared with you.' : photo.failure.message}
            </p>
            {isGone ? (
              <button
                type="button"
                className={buttonStyle({ variant: 'on-art', size: 'player', className: 'mt-6' })}
                onClick={leave}
              >
                Back to the photos
              </button>
            ) : (
              <Button variant="on-art" size="player" className="mt-6" onClick={() => void loadDetail(photoId)}>
                Try again
              </Button>
            )}
          </section>
        </main>
      );
    }
  }
}

/** The photo itself: from what it was opened from, which waits for nothing, else asked for. */
function usePhoto(photoId: string, { photos }: Trail): Loadable<ItemCard> {
  const detail = useDetail();
  const listed = photos.find(({ id }) => id === photoId);
  const isListed = listed !== undefined;
  useLoad(
    useCallback(async () => {
      if (!isListed) await loadDetail(photoId);
    }, [photoId, isListed]),
  );
  if (listed !== undefined) return { kind: 'ready', value: listed };
  return detail.itemId === photoId ? detail.detail : LOADING;
}

/** How many photos are looked through for one that was opened by its address; beyond, it stands alone. */
const LOOKED_THROUGH = 4_000;

/** Read on until the photo is found among the others, and from then on as one comes near the end of what is read. */
function useLooking(photoId: string, albumId: string | null, { photos, hasMore }: Trail): void {
  useEffect(() => {
    if (albumId !== null || !hasMore || photos.length === 0) return;
    const at = photos.findIndex(({ id }) => id === photoId);
    const isNearEnd = at >= photos.length - READ_AHEAD;
    if (at === -1 ? photos.length < LOOKED_THROUGH : isNearEnd) void photoList.more();
  }, [photoId, albumId, photos, hasMore]);
}

const READ_AHEAD = 40;
