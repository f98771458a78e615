import { Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ItemCard, ItemDetail } from '../../../../shared/lan/schemas.ts';
import { Artwork } from '../../../ui/artwork.tsx';
import { Button } from '../../../ui/button.tsx';
import { stillOf } from '../../pictures.ts';
import { episodeLine, episodeTitle } from '../../words/episode.ts';
import { useNextEpisode } from './use-next-episode.ts';

type NextEpisodeCardProps = { readonly item: ItemDetail; readonly hasEnded: boolean };

/** Long enough to find the remote, short enough to stay in the evening. */
const COUNT_DOWN_S = 10;

/** After an episode: the next one, counting down until it starts. Going back into the episode puts it away. */
export function NextEpisodeCard({ item, hasEnded }: NextEpisodeCardProps) {
  const { next, playNow } = useNextEpisode(item);
  return next === null || !hasEnded ? null : <CountDown next={next} onPlay={playNow} />;
}

type CountDownProps = { readonly next: ItemCard; readonly onPlay: () => void };

function CountDown({ next, onPlay }: CountDownProps) {
  const [secondsLeft, setSecondsLeft] = useState<number | null>(COUNT_DOWN_S);
  const play = useRef<HTMLButtonElement>(null);
  useEffect(() => play.current?.focus({ preventScroll: true }), []);

  useEffect(() => {
    if (secondsLeft === null) return undefined;
    const timer = setTimeout(() => {
      if (secondsLeft === 1) onPlay();
      else setSecondsLeft(secondsLeft - 1);
    }, 1_000);
    return () => clearTimeout(timer);
  }, [secondsLeft, onPlay]);

  const isCancelled = secondsLeft === null;
  useEffect(() => {
    if (isCancelled) return undefined;
    const onKey = (event: KeyboardEvent) => {
      // Here the arrows move between the two buttons, and the film's own keys have nothing to act on.
      const buttons = [...(play.current?.parentElement?.querySelectorAll('button') ?? [])];
      const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
      if (event.key === 'Escape') setSecondsLeft(null);
      else if (step === undefined) return;
      else {
        const at = buttons.findIndex((button) => button === document.activeElement);
        buttons[Math.min(buttons.length - 1, Math.max(0, at + step))]?.focus();
      }
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    // Captured, to be heard before the video's own keys.
    addEventListener('keydown', onKey, true);
    return () => removeEventListener('keydown', onKey, true);
  }, [isCancelled]);

  if (isCancelled) return null;
  return (
    <section
      aria-labelledby="next-episode"
      className="enter absolute inset-x-4 bottom-40 z-(--z-menu) rounded-card border border-video-border bg-video-panel p-4 sm:right-8 sm:bottom-32 sm:left-auto sm:w-100"
    >
      <div className="flex items-center gap-4">
        <div className="aspect-still w-32 flex-none overflow-hidden rounded-field bg-video-bg">
          <Artwork title={episodeTitle(next)} picture={stillOf(next)} sizes="128px" shape="still" eager />
        </div>
        <div className="min-w-0">
          <h2 id="next-episode" className="text-body text-video-text-2">
            Next episode
          </h2>
          <p className="line-clamp-2 font-semibold">{episodeLine(next)}</p>
          <p className="text-body text-video-text-2 tabular-nums">
            {/* Heard once: a number spoken every second is noise. */}
            <span className="sr-only" role="status">
              The next episode starts in 10 seconds
            </span>
            <span aria-hidden="true">Starts in {secondsLeft} s</span>
          </p>
        </div>
      </div>
      <div className="mt-4 flex gap-2">
        <Button
          ref={play}
          variant="on-art"
          size="player"
          className="grow"
          icon={<Play className="size-4 fill-current" />}
          onClick={onPlay}
        >
          Play now
        </Button>
        <Button variant="on-art-quiet" size="player" onClick={() => setSecondsLeft(null)}>
          Cancel
        </Button>
      </div>
    </section>
  );
}
