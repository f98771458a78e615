import { useEffect, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { useLate } from '../../../ui/use-late.ts';
import { useConnection } from '../../connection.ts';
import { smallerHeights } from './quality-menu.tsx';
import { changeViewing, refreshWaiting, type Viewing } from './store.ts';
import type { Quality } from './use-source.ts';

type OpenViewing = Extract<Viewing, { readonly kind: 'open' }>;
type WaitingSignProps = { readonly viewing: OpenViewing; readonly quality: Quality; readonly hasPlayed: boolean };

/** A wait this long deserves words (the issue: after one second). */
const WORDS_AFTER_MS = 1_000;
/** And this long a way out: what comes so slowly would go on stopping. */
const WAY_OUT_AFTER_MS = 8_000;

/** Nothing moves: why, and after a while what to do about it. */
export function WaitingSign({ viewing, quality, hasPlayed }: WaitingSignProps) {
  const isLate = useLate();
  const speaks = useElapsed(WORDS_AFTER_MS);
  const isLong = useElapsed(WAY_OUT_AFTER_MS);
  // That nobody answers is said elsewhere, and no smaller picture comes either.
  const isOnline = useConnection(({ connection }) => connection.kind === 'online');
  const lower = viewing.playback.waiting > 0 && !hasPlayed ? null : lowerQuality(viewing, quality);
  useQueue(viewing.playback.waiting > 0 && !hasPlayed);
  if (!isLate) return null;
  return (
    // The ring stands round the play button of a phone; words hang below it and do not move it.
    <div className="relative">
      <Spinner className="size-20 border-3 sm:size-14" />
      <div className="absolute top-full left-1/2 mt-4 flex w-[min(90vw,34rem)] -translate-x-1/2 flex-col items-center gap-4 text-center">
        <p className="rounded-full bg-video-scrim px-3.5 py-1 text-label text-balance empty:hidden">
          {speaks && isOnline ? waitingWords(viewing, hasPlayed) : null}
        </p>
        {isLong && isOnline && lower !== null ? (
          <Button variant="on-art" size="l" className="pointer-events-auto" onClick={lower}>
            Play at lower quality
          </Button>
        ) : null}
      </div>
      {speaks ? null : <span className="sr-only">Loading</span>}
    </div>
  );
}

export function waitingWords({ changing, playback }: OpenViewing, hasPlayed: boolean): string {
  if (changing !== null) return changing;
  const { waiting, mode } = playback;
  if (!hasPlayed && waiting > 0)
    return waiting === 1
      ? 'Somebody else’s film is being converted. Yours is next, and starts by itself.'
      : `Other films are being converted. Yours is number ${waiting} in line, and starts by itself.`;
  if (!hasPlayed && mode === 'transcode') return 'Converting the film for this device';
  return 'Loading';
}

/** The next size down; null where there is none. */
function lowerQuality(viewing: OpenViewing, { levels, chosen, choose }: Quality): (() => void) | null {
  if (levels.length > 1) {
    const next = (chosen ?? levels.length - 1) - 1;
    return next < 0 ? null : () => choose(next);
  }
  const below = smallerHeights(viewing.version).filter((height) => height < (viewing.choice.maxHeight ?? Infinity))[0];
  return below === undefined ? null : () => void changeViewing({ maxHeight: below }, 'Changing the quality');
}

/** Well below what an address may ask in a minute (HTTP-08). */
const QUEUE_LOOK_MS = 5_000;

/** While others are before this film, keep the place in line up to date. */
function useQueue(isWaiting: boolean): void {
  useEffect(() => {
    if (!isWaiting) return undefined;
    const timer = setInterval(() => void refreshWaiting(), QUEUE_LOOK_MS);
    return () => clearInterval(timer);
  }, [isWaiting]);
}

function useElapsed(ms: number): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return isOver;
}
