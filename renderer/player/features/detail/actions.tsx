import { Check, Heart, Play } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import type { ItemDetail, Version } from '../../../../shared/lan/schemas.ts';
import { buttonStyle } from '../../../ui/button-style.ts';
import { Button } from '../../../ui/button.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { CAME_BY_LINK, watchPath } from '../../paths.ts';
import { setFavorite, setWatched, useWatchState } from '../../watch-state.ts';
import { clock, timeIn } from '../../words/duration.ts';
import { leftOf, timeLeft, watchedShare } from '../../words/item.ts';

type ActionsProps = {
  readonly item: ItemDetail;
  readonly version: Version | undefined;
  readonly isAway: boolean;
};

export function Actions({ item, version, isAway }: ActionsProps) {
  const state = useWatchState(item);
  const [, navigate] = useLocation();
  const play = useRef<HTMLButtonElement>(null);
  // Play has the first focus, so that one press of Enter starts the film.
  useEffect(() => play.current?.focus({ preventScroll: true }), []);

  // The first version is what the server picks by itself; only another choice needs saying.
  const versionId = version?.id === item.versions[0]?.id ? undefined : version?.id;
  const isStarted = state.positionMs > 0;
  const left = timeLeft(item, state);
  const offReason = version === undefined ? 'There is no file to play.' : isAway ? 'Its drive is not connected.' : null;
  return (
    <div className="flex flex-wrap items-center gap-2.5">
      <Button
        ref={play}
        variant="primary"
        size="player"
        icon={<Play className="size-4 fill-current" />}
        offReason={offReason}
        className="max-md:flex-1"
        onClick={() => navigate(watchPath(item, { versionId }), { state: CAME_BY_LINK })}
      >
        {isStarted ? `Resume at ${clock(state.positionMs)}` : 'Play'}
      </Button>
      {isStarted && offReason === null ? (
        <Link
          href={watchPath(item, { versionId, fromStart: true })}
          state={CAME_BY_LINK}
          className={buttonStyle({ size: 'player', className: 'max-md:order-1 max-md:w-full' })}
        >
          From the start
        </Link>
      ) : null}
      <IconButton
        label={state.watched ? 'Mark as not watched' : 'Mark as watched'}
        aria-pressed={state.watched}
        size="player"
        icon={<Check className={state.watched ? 'size-5 stroke-[2.4] text-accent-text' : 'size-5'} />}
        onClick={() => void setWatched(item, !state.watched)}
      />
      <IconButton
        label={state.favorite ? 'Remove from favourites' : 'Add to favourites'}
        aria-pressed={state.favorite}
        size="player"
        icon={<Heart className={state.favorite ? 'size-5 fill-accent stroke-accent' : 'size-5'} />}
        onClick={() => void setFavorite(item, !state.favorite)}
      />
      {isStarted && left !== null ? (
        <div className="flex flex-col gap-1.5 max-md:order-2 max-md:w-full xl:ml-2.5">
          <ProgressBar share={watchedShare(item, state)} className="w-37.5 max-md:w-full" />
          <p className="text-body text-ink-3 tabular-nums">
            {left} · ends {timeIn(leftOf(item, state))}
          </p>
        </div>
      ) : null}
    </div>
  );
}
