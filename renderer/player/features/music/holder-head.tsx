import { Heart, ListPlus, Play, Shuffle } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import type { ItemDetail } from '../../../../shared/lan/schemas.ts';
import { Artwork } from '../../../ui/artwork.tsx';
import { Button } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { posterOf } from '../../pictures.ts';
import { setFavorite, useWatchState } from '../../watch-state.ts';
import { titleOf } from '../../words/item.ts';

type HolderHeadProps = {
  readonly item: ItemDetail;
  readonly kindWord: string;
  /** Who made it, and how much there is. */
  readonly facts: ReactNode;
  /** Why nothing of it can be played now. */
  readonly offReason: string | null;
  readonly busy?: string | null;
  readonly onPlay: () => void;
  readonly onShuffle: () => void;
  readonly onAdd: () => void;
};

/** The top of an album's or artist's page. */
export function HolderHead({
  item,
  kindWord,
  facts,
  offReason,
  busy = null,
  onPlay,
  onShuffle,
  onAdd,
}: HolderHeadProps) {
  const title = titleOf(item);
  const state = useWatchState(item);
  const play = useRef<HTMLButtonElement>(null);
  usePageTitle(title);
  // Play has the first focus, so that one press of Enter starts the music.
  useEffect(() => play.current?.focus({ preventScroll: true }), []);
  return (
    <header className="gutter flex flex-col gap-x-10 gap-y-5 pt-2 sm:flex-row sm:items-end sm:pt-4">
      <div
        className={classNames(
          'aspect-cover w-50 flex-none overflow-hidden bg-sunken shadow-menu sm:w-60',
          item.kind === 'artist' ? 'rounded-full' : 'rounded-card',
        )}
      >
        <Artwork
          title={title}
          picture={posterOf(item)}
          sizes="240px"
          shape={item.kind === 'artist' ? 'round' : 'square'}
          away={!item.available}
          eager
        />
      </div>
      <div className="min-w-0 flex-1">
        <p className="text-label text-ink-3">{kindWord}</p>
        <h1 className="text-display font-semibold tracking-tight text-balance break-words md:text-hero">{title}</h1>
        <p className="mt-1 text-ink-2 tabular-nums">{facts}</p>
        <div className="mt-5 flex flex-wrap items-center gap-2.5">
          <Button
            ref={play}
            variant="primary"
            size="player"
            icon={<Play className="size-4 fill-current" />}
            busy={busy}
            offReason={offReason}
            className="max-sm:flex-1"
            onClick={onPlay}
          >
            Play
          </Button>
          <Button
            size="player"
            icon={<Shuffle className="size-4" />}
            offReason={offReason}
            className="max-sm:flex-1"
            onClick={onShuffle}
          >
            Shuffle
          </Button>
          {offReason === null ? (
            <IconButton label="Add to the queue" size="player" icon={<ListPlus className="size-5" />} onClick={onAdd} />
          ) : null}
          <IconButton
            label={state.favorite ? 'Remove from favourites' : 'Add to favourites'}
            aria-pressed={state.favorite}
            size="player"
            icon={<Heart className={state.favorite ? 'size-5 fill-accent stroke-accent' : 'size-5'} />}
            onClick={() => void setFavorite(item, !state.favorite)}
          />
        </div>
      </div>
    </header>
  );
}
