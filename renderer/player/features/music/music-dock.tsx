import { ListMusic, X } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { Artwork } from '../../../ui/artwork.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { albumPath, itemPath } from '../../paths.ts';
import { posterOf } from '../../pictures.ts';
import { titleOf } from '../../words/item.ts';
import { useMediaSession } from './media-session.ts';
import { NowPlaying } from './now-playing.tsx';
import { pause, stop, togglePlay, usePlayer } from './player.ts';
import { currentOf } from './queue.ts';
import { albumOf, artistOf } from './track-words.ts';
import { NextButton, PlayButton, PreviousButton, RepeatButton, SeekLine, ShuffleButton, Volume } from './transport.tsx';

type DockProps = {
  /** It plays on out of sight, while a photo fills the window. */
  readonly isHidden: boolean;
};

/** The player at the bottom of every page but the video, while there is something in the queue. */
export default function MusicDock({ isHidden }: DockProps) {
  const track = usePlayer(({ queue }) => (queue === null ? undefined : currentOf(queue)?.track));
  // Nobody wants both: a film, the sign-in page and a closed house are silent.
  useEffect(() => pause, []);
  return track === undefined ? null : <Dock track={track} isHidden={isHidden} />;
}

function Dock({ track, isHidden }: DockProps & { readonly track: ItemCard }) {
  const [isOpen, setOpen] = useState(false);
  const close = useCallback(() => setOpen(false), []);
  useMediaSession(track);
  useSpace();
  if (isHidden) return null;
  return (
    <>
      <section
        aria-label="Music player"
        data-dock=""
        className="fixed inset-x-0 bottom-[calc(64px+env(safe-area-inset-bottom))] z-(--z-rail) border-t border-border bg-raised sm:bottom-0"
      >
        <PhoneProgress />
        <div className="flex h-18 items-center gap-1 pr-2 pl-3 sm:h-20 sm:gap-4 sm:px-6 md:grid md:grid-cols-[minmax(0,1fr)_minmax(0,1.3fr)_minmax(0,1fr)] lg:px-12">
          <Now track={track} onOpen={() => setOpen(true)} />
          <div className="flex flex-col items-center gap-0.5">
            <div className="flex items-center sm:gap-1">
              <span className="contents max-md:hidden">
                <ShuffleButton />
              </span>
              <span className="max-sm:hidden">
                <PreviousButton />
              </span>
              <PlayButton />
              <NextButton />
              <span className="contents max-md:hidden">
                <RepeatButton />
              </span>
            </div>
            <div className="w-full pb-1 max-md:hidden">
              <SeekLine isWide />
            </div>
          </div>
          <div className="flex items-center justify-end gap-1 max-sm:hidden">
            <span className="max-lg:hidden">
              <Volume />
            </span>
            <IconButton
              label="Queue"
              aria-haspopup="dialog"
              variant="quiet"
              size="player"
              icon={<ListMusic className="size-5" />}
              onClick={() => setOpen(true)}
            />
            <IconButton
              label="Stop the music"
              variant="quiet"
              size="player"
              icon={<X className="size-5" />}
              onClick={stop}
            />
          </div>
        </div>
      </section>
      {isOpen ? <NowPlaying track={track} onClose={close} /> : null}
    </>
  );
}

type NowProps = { readonly track: ItemCard; readonly onOpen: () => void };

/** What sounds now. The picture opens the large player; on a phone the words do too, for they are where a thumb lands. */
function Now({ track, onOpen }: NowProps) {
  const problem = usePlayer(({ phase }) => (phase.kind === 'failed' ? phase.message : null));
  const album = albumOf(track);
  const title = titleOf(track);
  const second = problem ?? artistOf(track);
  return (
    <div className="flex min-w-0 flex-1 items-center gap-3">
      <button
        type="button"
        aria-label="Open the player"
        aria-haspopup="dialog"
        onClick={onOpen}
        className="size-12 flex-none overflow-hidden rounded-control bg-sunken sm:size-14"
      >
        <Artwork
          key={track.id}
          title={album?.title ?? title}
          picture={posterOf(track)}
          sizes="56px"
          shape="square"
          away={!track.available}
          eager
        />
      </button>
      <div className="min-w-0">
        <Link
          href={album === undefined ? itemPath(track) : albumPath(album.id)}
          className="block truncate rounded-chip text-label font-medium hover:underline hover:underline-offset-3"
        >
          {title}
        </Link>
        <p
          role={problem === null ? undefined : 'alert'}
          className={`truncate text-body ${problem === null ? 'text-ink-3' : 'text-fail'}`}
        >
          {second}
        </p>
      </div>
    </div>
  );
}

/** On a phone the line is only looked at; the large player has one to drag. */
function PhoneProgress() {
  const share = usePlayer(({ positionMs, durationMs }) => (durationMs === 0 ? 0 : positionMs / durationMs));
  return (
    <div aria-hidden="true" className="absolute inset-x-0 -top-px h-0.5 bg-track md:hidden">
      <div className="h-full bg-accent" style={{ width: `${Math.min(100, share * 100)}%` }} />
    </div>
  );
}

/** Space plays and pauses from anywhere that has no use of its own for it. */
function useSpace(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== ' ' || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest('a, button, input, textarea, [role=menu]') !== null)
        return;
      // The photo viewer has its own use for it.
      if (document.querySelector('[data-keeps-arrows]') !== null) return;
      event.preventDefault();
      togglePlay();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
