import { Play } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { Artwork } from '../../../ui/artwork.tsx';
import { buttonStyle } from '../../../ui/button-style.ts';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { CAME_BY_LINK, itemPath, watchPath } from '../../paths.ts';
import { stillOf } from '../../pictures.ts';
import { useWatchState } from '../../watch-state.ts';
import { length } from '../../words/duration.ts';
import { captionParts, timeLeft, watchedShare, watchWords } from '../../words/item.ts';
import { episodePlace } from '../../words/episode.ts';
import { darkTone } from './dark-tone.ts';

/** The one thing most likely wanted: what was being watched, else the newest. */
export function Hero({ item }: { readonly item: ItemCard }) {
  const state = useWatchState(item);
  const [tone, setTone] = useState<string | null>(null);
  const isStarted = state.positionMs > 0;
  const { title } = watchWords(item);
  const left = timeLeft(item, state);
  return (
    <section
      aria-labelledby="hero-title"
      style={tone === null ? undefined : { backgroundColor: tone }}
      className="mx-4 grid overflow-hidden rounded-panel bg-video-bg text-video-text transition-colors sm:mx-6 md:mt-1 md:h-93 md:grid-cols-[minmax(380px,38%)_1fr] lg:mx-12"
    >
      <div className="flex min-w-0 flex-col justify-center px-5 pt-4.5 pb-5 max-md:order-2 md:px-10 md:py-8">
        <p className="text-body font-medium text-video-text-2">{leadWords(item, isStarted)}</p>
        <h2
          id="hero-title"
          className="mt-1 line-clamp-3 text-page font-semibold tracking-tight text-balance lg:text-hero"
        >
          <Link
            href={itemPath(item)}
            className="rounded-control hover:underline hover:decoration-2 hover:underline-offset-6"
          >
            {title}
          </Link>
        </h2>
        <p className="mt-1.5 text-video-text-2 tabular-nums">{factsOf(item).join(' · ')}</p>
        {isStarted && left !== null ? (
          <div className="mt-4 flex items-center gap-3.5 text-body whitespace-nowrap tabular-nums md:mt-5">
            <ProgressBar share={watchedShare(item, state)} tone="on-art" className="w-50 shrink" />
            {left}
          </div>
        ) : null}
        <div className="mt-4 flex flex-wrap gap-2.5 md:mt-5">
          {item.kind === 'show' ? (
            <Link href={itemPath(item)} className={buttonStyle({ variant: 'on-art', size: 'player' })}>
              See the episodes
            </Link>
          ) : (
            <Link
              href={watchPath(item)}
              className={buttonStyle({ variant: 'on-art', size: 'player' })}
              state={CAME_BY_LINK}
            >
              <Play className="size-4 fill-current" />
              {isStarted ? 'Resume' : 'Play'}
            </Link>
          )}
          {isStarted ? (
            <Link
              href={watchPath(item, { fromStart: true })}
              state={CAME_BY_LINK}
              className={buttonStyle({ variant: 'on-art-quiet', size: 'player' })}
            >
              From the start
            </Link>
          ) : null}
        </div>
      </div>
      <div className="relative min-h-0 max-md:aspect-still">
        <Artwork
          title={title}
          picture={stillOf(item)}
          sizes="(min-width: 768px) 62vw, 100vw"
          shape="still"
          eager
          onPicture={(image) => setTone(darkTone(image))}
        />
      </div>
    </section>
  );
}

function leadWords(item: ItemCard, isStarted: boolean): string {
  if (isStarted) return 'Pick up where you left off';
  return item.kind === 'episode' ? 'Next up' : 'New on this server';
}

function factsOf(item: ItemCard): readonly (string | number)[] {
  const words = item.kind === 'episode' ? [episodePlace(item), item.title] : captionParts(item);
  const duration = item.durationMs === null ? [] : [length(item.durationMs)];
  return [...words.filter((word) => word !== ''), ...(item.kind === 'episode' ? [] : duration)];
}
