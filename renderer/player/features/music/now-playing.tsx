import { ChevronDown } from 'lucide-react';
import { useRef } from 'react';
import { Link } from 'wouter';
import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { Artwork } from '../../../ui/artwork.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { albumPath, artistPath, parentOf } from '../../paths.ts';
import { posterOf } from '../../pictures.ts';
import { titleOf } from '../../words/item.ts';
import { useModal } from '../../../ui/use-modal.ts';
import { usePlayer } from './player.ts';
import { QueueList } from './queue-list.tsx';
import { albumOf, artistOf } from './track-words.ts';
import { NextButton, PlayButton, PreviousButton, RepeatButton, SeekLine, ShuffleButton, Volume } from './transport.tsx';

type NowPlayingProps = { readonly track: ItemCard; readonly onClose: () => void };

/** The large player: what sounds, everything one can do about it, and what comes. */
export function NowPlaying({ track, onClose }: NowPlayingProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const problem = usePlayer(({ phase }) => (phase.kind === 'failed' ? phase.message : null));
  useModal(ref);
  const title = titleOf(track);
  const album = albumOf(track);
  return (
    <dialog
      ref={ref}
      aria-label="Now playing"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className="enter m-0 h-dvh max-h-none w-dvw max-w-none overflow-y-auto bg-canvas p-0 text-ink"
    >
      <div className="mx-auto grid min-h-full max-w-300 content-start gap-x-16 px-6 pb-10 lg:grid-cols-[minmax(0,400px)_minmax(0,1fr)] lg:px-12">
        <header className="sticky top-0 z-(--z-sticky) col-span-full flex h-16 items-center gap-3 bg-canvas">
          <IconButton
            label="Close the player"
            variant="quiet"
            size="player"
            className="-ml-3"
            icon={<ChevronDown className="size-6" />}
            onClick={onClose}
          />
          <h2 className="text-label font-medium text-ink-2">Now playing</h2>
        </header>
        <div className="mx-auto w-full max-w-100 lg:sticky lg:top-20 lg:self-start">
          <div className="aspect-cover overflow-hidden rounded-panel bg-sunken shadow-menu max-sm:mx-4">
            <Artwork
              key={track.id}
              title={album?.title ?? title}
              picture={posterOf(track)}
              sizes="400px"
              shape="square"
              away={!track.available}
              eager
            />
          </div>
          <div className="mt-6 text-center">
            <p className="line-clamp-2 text-title font-semibold tracking-tight text-balance">{title}</p>
            <p className="mt-0.5 text-ink-2">
              <ArtistName track={track} onGo={onClose} />
            </p>
            {album === undefined ? null : (
              <Link
                href={albumPath(album.id)}
                onClick={onClose}
                className="inline-block rounded-chip text-label text-ink-3 hover:underline hover:underline-offset-3"
              >
                {album.title}
              </Link>
            )}
            {problem === null ? null : (
              <p role="alert" className="mt-2 text-label text-fail">
                {problem}
              </p>
            )}
          </div>
          <div className="mt-6">
            <SeekLine isWide={false} />
          </div>
          <div className="mt-3 flex items-center justify-between">
            <ShuffleButton />
            <PreviousButton />
            <PlayButton isLarge />
            <NextButton />
            <RepeatButton />
          </div>
          <div className="mt-3 flex justify-center max-sm:hidden">
            <Volume />
          </div>
        </div>
        <QueueList />
      </div>
    </dialog>
  );
}

/** The album's artist has a page; a guest on one track is only named. */
function ArtistName({ track, onGo }: { readonly track: ItemCard; readonly onGo: () => void }) {
  const artist = parentOf(track, 'artist');
  const name = artistOf(track);
  if (artist === undefined || name !== artist.title) return name;
  return (
    <Link
      href={artistPath(artist.id)}
      onClick={onGo}
      className="inline-block rounded-chip hover:underline hover:underline-offset-3"
    >
      {name}
    </Link>
  );
}
