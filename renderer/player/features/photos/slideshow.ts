import { useEffect } from 'react';
import { create } from 'zustand';

export const INTERVALS_S = [3, 5, 10, 30] as const;
export type IntervalS = (typeof INTERVALS_S)[number];

/** Kept until the page is left, so that the next slideshow has the pace of the last. */
export const useSlideshowPace = create<{ readonly intervalS: IntervalS }>()(() => ({ intervalS: 5 }));

/**
 * Go on to the next photo when one has been seen for long enough. The time counts from when it is there to be seen: a slow
 * drive makes a slideshow slower, never one of empty pictures.
 */
export function useSlideshow(isRunning: boolean, isSeen: boolean, photoId: string, onNext: () => void): void {
  const intervalS = useSlideshowPace((state) => state.intervalS);
  useEffect(() => {
    if (!isRunning || !isSeen) return undefined;
    const timer = setTimeout(onNext, intervalS * 1_000);
    return () => clearTimeout(timer);
    // Another photo starts another wait.
  }, [isRunning, isSeen, photoId, intervalS, onNext]);
}
