import { Play } from 'lucide-react';
import { Link } from 'wouter';
import type { ItemCard, ItemKind } from '../../../../shared/lan/schemas.ts';
import { Artwork } from '../../../ui/artwork.tsx';
import { buttonStyle } from '../../../ui/button-style.ts';
import { CAME_BY_LINK, itemPath, watchPath } from '../../paths.ts';
import { backdropOf, posterOf } from '../../pictures.ts';
import { tileShape } from '../../tile-shape.ts';
import { useWatchState } from '../../watch-state.ts';
import { length } from '../../words/duration.ts';
import { captionParts, titleOf } from '../../words/item.ts';
import { MarkedTitle } from './marked-title.tsx';

type BestMatchProps = { readonly item: ItemCard; readonly words: string };

/** A film is known as one when it is seen; the others say what they are. */
const KIND_WORDS: Readonly<Record<ItemKind, string | null>> = {
  film: null,
  show: 'Show',
  season: 'Season',
  episode: 'Episode',
  artist: 'Artist',
  album: 'Album',
  track: 'Track',
  'photo-album': 'Photo album',
  photo: 'Photo',
};

export function BestMatch({ item, words }: BestMatchProps) {
  const state = useWatchState(item);
  const backdrop = backdropOf(item);
  const title = titleOf(item);
  const shape = tileShape(item.kind);
  const show = item.parents.find(({ kind }) => kind === 'show')?.title ?? null;
  const facts = [
    KIND_WORDS[item.kind],
    show,
    ...captionParts(item),
    item.durationMs === null ? null : length(item.durationMs),
  ];
  const isWatchable = item.kind === 'film' || item.kind === 'episode';
  return (
    <section
      aria-labelledby="best-title"
      className="max-w-215 overflow-hidden rounded-panel border border-border bg-surface"
    >
      {backdrop === null ? null : (
        <div className="h-33 sm:h-49">
          <Artwork title={title} picture={backdrop} sizes="860px" shape="still" away={!item.available} eager />
        </div>
      )}
      <div className={`flex items-end gap-3.5 px-4 pb-4 sm:gap-5 sm:px-6 sm:pb-5.5 ${backdrop === null ? 'pt-5' : ''}`}>
        <div
          className={`w-21 flex-none overflow-hidden rounded-field shadow-menu ring-3 ring-surface sm:w-28 ${shape === 'square' ? 'aspect-cover' : 'aspect-poster'} ${backdrop === null ? '' : '-mt-13'}`}
        >
          <Artwork title={title} picture={posterOf(item)} sizes="112px" shape={shape} away={!item.available} eager />
        </div>
        <div className="min-w-0 flex-1 pt-3">
          <p className="text-body font-medium text-ink-3">Best match</p>
          <h2 id="best-title" className="line-clamp-2 text-title font-semibold tracking-tight">
            <MarkedTitle title={title} words={words} />
          </h2>
          <p className="text-ink-2 tabular-nums">
            {item.available ? facts.filter((fact) => fact !== null).join(' · ') : 'Its drive is not connected'}
          </p>
          <div className="mt-3.5 flex flex-wrap gap-2">
            {item.available && isWatchable ? (
              <Link
                href={watchPath(item)}
                className={buttonStyle({ variant: 'primary', size: 'player' })}
                state={CAME_BY_LINK}
              >
                <Play className="size-4 fill-current" />
                {state.positionMs > 0 ? 'Resume' : 'Play'}
              </Link>
            ) : null}
            <Link
              href={itemPath(item)}
              className={buttonStyle({ variant: isWatchable && item.available ? 'plain' : 'primary', size: 'player' })}
            >
              Open
            </Link>
          </div>
        </div>
      </div>
    </section>
  );
}
