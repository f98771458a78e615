import { Circle, CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { ItemCard, WatchState } from '../../../../shared/lan/schemas.ts';
import { Artwork } from '../../../ui/artwork.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { AwayBadge, TileFrame, WatchedBadge } from '../../../ui/tile-frame.tsx';
import { CAME_BY_LINK, watchPath } from '../../paths.ts';
import { stillOf } from '../../pictures.ts';
import { setWatched, useWatchState } from '../../watch-state.ts';
import { length } from '../../words/duration.ts';
import { episodeTitle } from '../../words/episode.ts';
import { timeLeft, watchedShare } from '../../words/item.ts';
import { longDay } from '../../words/moment.ts';
import { refreshShow } from './store.ts';

type EpisodeRowProps = { readonly episode: ItemCard; readonly isNext: boolean };

/** One episode: the row plays it, the button at its end marks it. */
export function EpisodeRow({ episode, isNext }: EpisodeRowProps) {
  const state = useWatchState(episode);
  const title = episodeTitle(episode);
  const mark = async () => {
    await setWatched(episode, !state.watched);
    await refreshShow();
  };
  return (
    <div
      className={classNames(
        '-mx-3 flex items-center gap-1 rounded-card pr-1 sm:gap-3 sm:pr-2',
        isNext ? 'bg-selected' : 'hover:bg-hover',
      )}
    >
      <EpisodeLink episode={episode}>
        <span className="block w-31 flex-none sm:w-36">
          <TileFrame shape="still">
            <Artwork title={title} picture={stillOf(episode)} sizes="144px" shape="still" away={!episode.available} />
            <Badge episode={episode} state={state} />
          </TileFrame>
        </span>
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2.5">
            {episode.number === null ? null : <span className="text-ink-3 tabular-nums">{numberWords(episode)}</span>}{' '}
            <span className="line-clamp-2 font-medium sm:line-clamp-1">{title}</span>{' '}
            {isNext ? (
              <span className="self-center">
                <Pill>Next</Pill>
              </span>
            ) : null}
          </span>
          <span className="block text-label text-ink-2 tabular-nums">{lineOf(episode)}</span>
          <span className="block text-label text-ink-3 tabular-nums sm:hidden">{lengthOf(episode, state)}</span>
        </span>
        <span className="text-label whitespace-nowrap text-ink-3 tabular-nums max-sm:hidden">
          {lengthOf(episode, state)}
        </span>
        {state.watched ? <span className="sr-only">watched</span> : null}
      </EpisodeLink>
      <IconButton
        label={`Mark ${title} as ${state.watched ? 'not watched' : 'watched'}`}
        aria-pressed={state.watched}
        variant="quiet"
        size="player"
        // An empty ring, not a paler tick: a tick reads as "seen" whatever its colour.
        icon={state.watched ? <CircleCheck className="size-5 text-accent-text" /> : <Circle className="size-5" />}
        onClick={() => void mark()}
      />
    </div>
  );
}

type EpisodeLinkProps = {
  readonly episode: ItemCard;
  readonly children: ReactNode;
};

const LINK = 'group flex min-w-0 flex-1 items-center gap-3.5 rounded-card py-2 pl-3 outline-offset-[-2px] sm:gap-5';

/** What is on a drive that is away cannot be opened, and stays in its place. */
const EpisodeLink = ({ episode, children }: EpisodeLinkProps) =>
  episode.available ? (
    <Link href={watchPath(episode)} state={CAME_BY_LINK} className={LINK}>
      {children}
    </Link>
  ) : (
    <div className={LINK}>
      {children} <span className="sr-only">drive not connected</span>
    </div>
  );

function Badge({ episode, state }: { readonly episode: ItemCard; readonly state: WatchState }) {
  if (!episode.available) return <AwayBadge />;
  if (state.positionMs > 0 && !state.watched) {
    return (
      <span className="absolute inset-x-0 bottom-0 block bg-video-scrim px-2 py-1.5">
        <ProgressBar share={watchedShare(episode, state)} tone="on-art" />
      </span>
    );
  }
  return state.watched ? <WatchedBadge /> : null;
}

const numberWords = ({ number, lastNumber }: ItemCard): string =>
  lastNumber === null || lastNumber === number ? String(number) : `${number}–${lastNumber}`;

/** The day it was first shown, where that is known and is not its name already. */
const lineOf = ({ airedOn, title, number }: ItemCard): string =>
  airedOn === null || (title === '' && number === null) ? '' : longDay(airedOn);

const lengthOf = (episode: ItemCard, state: WatchState): string => {
  if (state.positionMs > 0 && !state.watched) return timeLeft(episode, state) ?? 'Started';
  return episode.durationMs === null ? '' : length(episode.durationMs);
};
