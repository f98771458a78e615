import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import { playsHlsByScript } from '../../capabilities.ts';
import type { Level, SegmentPlayer } from './play-segments.ts';
import { notConverted, STOPPED } from './problem.ts';
import { failViewing, lastPosition, recoverViewing, type Viewing } from './store.ts';

export type Quality = {
  /** Sizes the player can change between by itself, ascending; empty when the film comes in one. */
  readonly levels: readonly Level[];
  /** Place in `levels`; null for automatic. */
  readonly chosen: number | null;
  /** Lines of what is on screen; null when not known. */
  readonly shownHeight: number | null;
  readonly choose: (level: number | null) => void;
};

type Sizes = Omit<Quality, 'choose'>;
const ONE_SIZE: Sizes = { levels: [], chosen: null, shownHeight: null };

/** Give the video element what the playback says: a file, a playlist it plays itself, or segments fed by hls.js. */
export function useSource(
  ref: RefObject<HTMLVideoElement | null>,
  { playback, startMs, choice }: Extract<Viewing, { readonly kind: 'open' }>,
): Quality {
  const player = useRef<SegmentPlayer | null>(null);
  const [sizes, setSizes] = useState(ONE_SIZE);
  // A size that was asked for by name is kept, whatever the line carries.
  const isPinned = choice.maxHeight !== undefined;
  const { url, mode } = playback;

  useEffect(() => {
    const video = ref.current;
    if (video === null) return undefined;
    let isOver = false;
    setSizes(ONE_SIZE);
    const recover = () => void recoverViewing(lastPosition());
    const stop = () => {
      isOver = true;
      video.removeEventListener('error', recover);
      player.current?.destroy();
      player.current = null;
      video.removeAttribute('src');
      video.load();
    };
    if (mode === 'direct' || !playsHlsByScript()) {
      video.addEventListener('error', recover);
      video.src = url;
      return stop;
    }
    const begin = async () => {
      const { playSegments } = await import('./play-segments.ts');
      if (isOver) return;
      const started = playSegments(video, url, startMs, {
        onLevels: () => {
          const levels = started.levels();
          const chosen = isPinned && levels.length > 1 ? levels.length - 1 : null;
          if (chosen !== null) started.setLevel(chosen);
          setSizes({ levels, chosen, shownHeight: null });
        },
        onLevel: (level) => setSizes((before) => ({ ...before, shownHeight: started.levels()[level]?.height ?? null })),
        onFatal: (message) => (message === null ? recover() : failViewing(notConverted(message))),
      });
      player.current = started;
    };
    begin().catch(() => failViewing(STOPPED)); // the script of the player itself did not come
    return stop;
  }, [ref, url, mode, startMs, isPinned]);

  const choose = useCallback((level: number | null) => {
    player.current?.setLevel(level);
    setSizes((before) => ({ ...before, chosen: level }));
  }, []);
  return { ...sizes, choose };
}
