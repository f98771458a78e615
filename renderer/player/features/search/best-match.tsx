import { Play } from 'lucide-react';
import { Link } from 'wouter';
import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { Artwork } from '../../../ui/artwork.tsx';
import { buttonStyle } from '../../../ui/button-style.ts';
import { CAME_BY_LINK, filmPath, watchPath } from '../../paths.ts';
import { backdropOf, posterOf } from '../../pictures.ts';
import { useWatchState } from '../../watch-state.ts';
import { length } from '../../words/duration.ts';
import { MarkedTitle } from './marked-title.tsx';

type BestMatchProps = { readonly item: ItemCard; readonly words: string };

export function BestMatch({ item, words }: BestMatchProps) {
  const state = useWatchState(item);
  const backdrop = backdropOf(item);
  const facts = [item.year, item.edition, item.durationMs === null ? null : length(item.durationMs)];
  return (
    <section
      aria-labelledby="best-title"
      className="max-w-215 overflow-hidden rounded-panel border border-border bg-surface"
    >
      {backdrop === null ? null : (
        <div className="h-33 sm:h-49">
          <Artwork title={item.title} picture={backdrop} sizes="860px" shape="still" away={!item.available} eager />
        </div>
      )}
      <div className={`flex items-end gap-3.5 px-4 pb-4 sm:gap-5 sm:px-6 sm:pb-5.5 ${backdrop === null ? 'pt-5' : ''}`}>
        <div
          className={`aspect-poster w-21 flex-none overflow-hidden rounded-field shadow-menu ring-3 ring-surface sm:w-28 ${backdrop === null ? '' : '-mt-13'}`}
        >
          <Artwork
            title={item.title}
            picture={posterOf(item)}
            sizes="112px"
            shape="poster"
            away={!item.available}
            eager
          />
        </div>
        <div className="min-w-0 flex-1 pt-3">
          <p className="text-body font-medium text-ink-3">Best match</p>
          <h2 id="best-title" className="line-clamp-2 text-title font-semibold tracking-tight">
            <MarkedTitle title={item.title} words={words} />
          </h2>
          <p className="text-ink-2 tabular-nums">
            {item.available ? facts.filter((fact) => fact !== null).join(' · ') : 'Its drive is not connected'}
          </p>
          <div className="mt-3.5 flex gap-2">
            {item.available ? (
              <Link
                href={watchPath(item)}
                className={buttonStyle({ variant: 'primary', size: 'player' })}
                state={CAME_BY_LINK}
              >
                <Play className="size-4 fill-current" />
                {state.positionMs > 0 ? 'Resume' : 'Play'}
              </Link>
            ) : null}
            <Link href={filmPath(item)} className={buttonStyle({ size: 'player' })}>
              Open
            </Link>
          </div>
        </div>
      </div>
    </section>
  );
}
