import { Check, Heart, Play, Unplug } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import type { ItemCard, ItemDetail } from '../../../../shared/lan/schemas.ts';
import { Artwork } from '../../../ui/artwork.tsx';
import { Button } from '../../../ui/button.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Note } from '../../../ui/note.tsx';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { CAME_BY_LINK, watchPath } from '../../paths.ts';
import { backdropOf, posterOf } from '../../pictures.ts';
import { setFavorite, useWatchState } from '../../watch-state.ts';
import { episodeCode, episodeTitle } from '../../words/episode.ts';
import { countOf, isWatched, timeLeft, titleOf, watchedShare } from '../../words/item.ts';
import { markAll, useShow, type Show } from './store.ts';

/** What the show is, and the one button most likely wanted: its next episode. */
export function ShowHead({ show, seasons }: Show) {
  const title = titleOf(show);
  usePageTitle(title);
  const backdrop = backdropOf(show);
  const facts = [show.year, countOf(seasons.filter(({ number }) => number !== 0).length, 'season'), leftWords(show)];
  return (
    <div className="gutter flex flex-col gap-x-10 gap-y-4 sm:pt-1 md:flex-row-reverse md:items-center">
      {backdrop === null ? (
        <div className="aspect-poster w-32 flex-none overflow-hidden rounded-card bg-sunken shadow-card md:order-1 md:w-52">
          <Artwork title={title} picture={posterOf(show)} sizes="208px" shape="poster" away={!show.available} eager />
        </div>
      ) : (
        <div className="h-45 overflow-hidden rounded-panel md:h-70 md:w-[57%] md:flex-none">
          <Artwork
            title={title}
            picture={backdrop}
            sizes="(min-width: 768px) 57vw, 100vw"
            shape="still"
            away={!show.available}
            eager
          />
        </div>
      )}
      <div className="min-w-0 flex-1">
        <h1 className="text-display font-semibold tracking-tight text-balance break-words md:text-hero">{title}</h1>
        <p className="mt-1 flex flex-wrap gap-x-4.5 text-ink-2 tabular-nums md:mt-2">
          {facts
            .filter((fact) => fact !== null)
            .map((fact) => (
              <span key={fact}>{fact}</span>
            ))}
        </p>
        <Actions show={show} />
        {show.available ? null : (
          <Note status="unknown" icon={Unplug} title="The drive this show is on is not connected" className="mt-5">
            It plays again once the drive is plugged in. Nothing is lost, also not your place.
          </Note>
        )}
      </div>
    </div>
  );
}

function leftWords({ unwatchedCount }: ItemCard): string | null {
  if (unwatchedCount === null) return null;
  return unwatchedCount === 0 ? 'All watched' : `${countOf(unwatchedCount, 'episode')} to watch`;
}

function Actions({ show }: { readonly show: ItemDetail }) {
  const state = useWatchState(show);
  const markingId = useShow((now) => now.markingId);
  const watched = isWatched(show, state);
  return (
    <div className="mt-5 flex flex-wrap items-center gap-2.5">
      <PlayNext show={show} next={show.next} />
      <IconButton
        label={watched ? 'Mark the whole show as not watched' : 'Mark the whole show as watched'}
        aria-pressed={watched}
        aria-busy={markingId === show.id}
        size="player"
        icon={<Check className={watched ? 'size-5 stroke-[2.4] text-accent-text' : 'size-5'} />}
        onClick={() => void markAll(show, !watched)}
      />
      <IconButton
        label={state.favorite ? 'Remove from favourites' : 'Add to favourites'}
        aria-pressed={state.favorite}
        size="player"
        icon={<Heart className={state.favorite ? 'size-5 fill-accent stroke-accent' : 'size-5'} />}
        onClick={() => void setFavorite(show, !state.favorite)}
      />
      {show.next === null ? null : <NextLine next={show.next} />}
    </div>
  );
}

type PlayNextProps = { readonly show: ItemDetail; readonly next: ItemCard | null };

function PlayNext({ show, next }: PlayNextProps) {
  const [, navigate] = useLocation();
  const state = useWatchState(next ?? show);
  const play = useRef<HTMLButtonElement>(null);
  // Play has the first focus, so that one press of Enter goes on with the show.
  useEffect(() => play.current?.focus({ preventScroll: true }), []);
  const offReason = !show.available
    ? 'Its drive is not connected.'
    : next === null
      ? 'There is no episode left to play.'
      : null;
  const verb = next !== null && state.positionMs > 0 ? 'Resume' : 'Play';
  return (
    <Button
      ref={play}
      variant="primary"
      size="player"
      icon={<Play className="size-4 fill-current" />}
      offReason={offReason}
      className="max-md:flex-1"
      onClick={() => next !== null && navigate(watchPath(next), { state: CAME_BY_LINK })}
    >
      {next === null ? 'Play' : `${verb} ${episodeCode(next) || episodeTitle(next)}`}
    </Button>
  );
}

/** What the button plays, and how much of it is left. */
function NextLine({ next }: { readonly next: ItemCard }) {
  const state = useWatchState(next);
  const left = state.positionMs > 0 ? timeLeft(next, state) : null;
  return (
    <div className="flex min-w-0 flex-col gap-1.5 max-md:order-2 max-md:w-full xl:ml-2.5">
      {left === null ? null : <ProgressBar share={watchedShare(next, state)} className="w-37.5 max-md:w-full" />}
      <p className="truncate text-body text-ink-3 tabular-nums">
        {[next.title, left].filter((word) => word !== null && word !== '').join(' · ')}
      </p>
    </div>
  );
}
