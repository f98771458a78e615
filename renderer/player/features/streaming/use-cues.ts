import { useEffect, useState, type RefObject } from 'react';
import { showToast } from '../../../ui/toasts.ts';
import { chooseSubtitle } from './store.ts';

/**
 * The subtitle lines to show now. The browser reads the file and keeps the time; we draw, so that lines look the same
 * everywhere and keep clear of the controls.
 *
 * @param url the WebVTT file; null for none.
 */
export function useCues(
  ref: RefObject<HTMLVideoElement | null>,
  url: string | null,
  language: string | null,
): VTTCue[] {
  const [cues, setCues] = useState<VTTCue[]>([]);
  useEffect(() => {
    const video = ref.current;
    if (video === null || url === null) return undefined;
    const element = document.createElement('track');
    element.kind = 'subtitles';
    element.label = 'Subtitles';
    if (language !== null) element.srclang = language;
    element.src = url;
    const { track } = element;
    const read = () => setCues([...(track.activeCues ?? [])].filter((cue) => cue instanceof VTTCue));
    const fail = () => {
      showToast({ status: 'fail', text: 'These subtitles could not be read from the film. Choose others.' });
      void chooseSubtitle(null);
    };
    // Full screen on an iPhone is the system's own player; there only it can draw.
    const giveAway = () => (track.mode = 'showing');
    const takeBack = () => (track.mode = 'hidden');
    track.addEventListener('cuechange', read);
    element.addEventListener('error', fail);
    video.addEventListener('webkitbeginfullscreen', giveAway);
    video.addEventListener('webkitendfullscreen', takeBack);
    video.append(element);
    track.mode = 'hidden';
    return () => {
      track.removeEventListener('cuechange', read);
      element.removeEventListener('error', fail);
      video.removeEventListener('webkitbeginfullscreen', giveAway);
      video.removeEventListener('webkitendfullscreen', takeBack);
      element.remove();
      setCues([]);
    };
  }, [ref, url, language]);
  return cues;
}
