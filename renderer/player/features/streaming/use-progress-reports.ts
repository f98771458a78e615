import { useEffect, type RefObject } from 'react';
import { notePosition, sendProgress } from './store.ts';

const EVERY_MS = 10_000;

/** Keep the server told where the viewer is: every ten seconds while playing, on pausing, and after a jump. */
export function useProgressReports(ref: RefObject<HTMLVideoElement | null>): void {
  useEffect(() => {
    const video = ref.current;
    if (video === null) return undefined;
    // Before the start position is taken up, the element says 0; that must not be reported as the viewer's place.
    const note = () => {
      if (video.readyState >= HTMLMediaElement.HAVE_METADATA) notePosition(video.currentTime * 1_000, video.paused);
    };
    const report = () => {
      note();
      void sendProgress();
    };
    const timer = setInterval(() => {
      if (!video.paused) report();
    }, EVERY_MS);
    video.addEventListener('timeupdate', note);
    video.addEventListener('seeking', note);
    video.addEventListener('pause', report);
    video.addEventListener('seeked', report);
    return () => {
      clearInterval(timer);
      video.removeEventListener('timeupdate', note);
      video.removeEventListener('seeking', note);
      video.removeEventListener('pause', report);
      video.removeEventListener('seeked', report);
    };
  }, [ref]);
}
