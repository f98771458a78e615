import { X } from 'lucide-react';
import { useCallback, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { ItemCard, ItemDetail } from '../../../../shared/lan/schemas.ts';
import { Button } from '../../../ui/button.tsx';
import { Skeleton, SkeletonRegion } from '../../../ui/skeleton.tsx';
import { useLoad } from '../../connection.ts';
import { LOADING } from '../../loadable.ts';
import { parentOf, photoAlbumPath } from '../../paths.ts';
import { fileSize } from '../../words/media.ts';
import { longDay } from '../../words/moment.ts';
import { loadDetail, useDetail } from '../detail/store.ts';
import { ControlButton } from '../streaming/control-button.tsx';
import { sizeWords } from './photo-words.ts';

type PhotoInfoProps = { readonly photo: ItemCard; readonly onClose: () => void };

/** What is known of a photo. Where it was taken is not: the server tells nobody. */
export function PhotoInfo({ photo, onClose }: PhotoInfoProps) {
  const state = useDetail();
  useLoad(useCallback(() => loadDetail(photo.id), [photo.id]));
  const detail = state.itemId === photo.id ? state.detail : LOADING;
  return (
    <aside
      aria-label="About this photo"
      className="absolute inset-x-0 bottom-0 z-(--z-sticky) h-[52dvh] overflow-y-auto rounded-t-panel border-t border-video-border bg-video-panel px-6 pb-[calc(24px+env(safe-area-inset-bottom))] text-video-text sm:inset-y-0 sm:right-0 sm:left-auto sm:h-auto sm:w-85 sm:rounded-none sm:border-t-0 sm:border-l"
    >
      <div className="sticky top-0 -mx-6 flex h-16 items-center justify-between bg-video-panel pr-3 pl-6 sm:h-21">
        <h2 className="text-section font-semibold tracking-tight">About this photo</h2>
        <ControlButton label="Close the details" icon={<X className="size-5" />} onClick={onClose} />
      </div>
      {detail.kind === 'ready' ? <Facts photo={detail.value} /> : null}
      {detail.kind === 'loading' ? <InfoSkeleton /> : null}
      {detail.kind === 'failed' ? (
        <div role="alert">
          <p className="text-label">The details did not load. {detail.failure.message}</p>
          <Button variant="on-art-quiet" className="mt-3" onClick={() => void loadDetail(photo.id)}>
            Try again
          </Button>
        </div>
      ) : null}
    </aside>
  );
}

function Facts({ photo }: { readonly photo: ItemDetail }) {
  const { takenAt, width, height, camera, addedAt } = photo;
  const album = parentOf(photo, 'photo-album');
  const file = photo.versions.find(({ available }) => available) ?? photo.versions[0];
  return (
    <dl className="grid gap-y-4">
      <Fact label="Taken">
        {takenAt === null ? 'The file does not say' : longDay(takenAt)}
        {takenAt === null ? null : <span className="text-video-text-2"> at {takenAt.slice(11, 16)}</span>}
      </Fact>
      {camera === null ? null : <Fact label="Camera">{camera}</Fact>}
      {width === null || height === null ? null : <Fact label="Size">{sizeWords(width, height)}</Fact>}
      {file === undefined ? null : (
        <Fact label="File">
          <span className="font-mono text-body break-all">{file.fileName}</span>
          <span className="block text-video-text-2">{fileSize(file.sizeBytes)}</span>
        </Fact>
      )}
      {album === undefined ? null : (
        <Fact label="Album">
          <Link
            href={photoAlbumPath(album.id)}
            className="rounded-chip underline decoration-video-track underline-offset-3 outline-video-accent hover:decoration-video-text"
          >
            {album.title === '' ? 'Untitled' : album.title}
          </Link>
        </Fact>
      )}
      <Fact label="Added">{longDay(addedAt)}</Fact>
    </dl>
  );
}

type FactProps = { readonly label: string; readonly children: ReactNode };

const Fact = ({ label, children }: FactProps) => (
  <div>
    <dt className="text-small text-video-text-2">{label}</dt>
    <dd className="mt-0.5 text-label tabular-nums">{children}</dd>
  </div>
);

const InfoSkeleton = () => (
  <SkeletonRegion label="Loading the details">
    {[0, 1, 2, 3].map((row) => (
      <div key={row} className="mb-4">
        <Skeleton className="h-3 w-16 opacity-25" />
        <Skeleton className="mt-2 h-4 w-44 opacity-25" />
      </div>
    ))}
  </SkeletonRegion>
);
