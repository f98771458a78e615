import { useEffect, useState, type RefObject } from 'react';

export type VideoState = {
  readonly positionMs: number;
  /** 0 until known. */
  readonly durationMs: number;
  /** End of what is loaded round the present place. */
  readonly bufferedMs: number;
  readonly isPaused: boolean;
  readonly isWaiting: boolean;
  readonly hasEnded: boolean;
  readonly volume: number;
  readonly isMuted: boolean;
  readonly speed: number;
};

const EVENTS = [
  'timeupdate',
  'durationchange',
  'progress',
  'play',
  'pause',
  'playing',
  'waiting',
  'seeking',
  'seeked',
  'ended',
  'volumechange',
  'ratechange',
] as const;

/** What a video element is doing, as it says so itself. */
export function useVideo(ref: RefObject<HTMLVideoElement | null>): VideoState {
  const [state, setState] = useState<VideoState>({
    positionMs: 0,
    durationMs: 0,
    bufferedMs: 0,
    isPaused: true,
    isWaiting: true,
    hasEnded: false,
    volume: 1,
    isMuted: false,
    speed: 1,
  });
  useEffect(() => {
    const video = ref.current;
    if (video === null) return undefined;
    const read = () => setState(stateOf(video));
    for (const event of EVENTS) video.addEventListener(event, read);
    return () => {
      for (const event of EVENTS) video.removeEventListener(event, read);
    };
  }, [ref]);
  return state;
}

const stateOf = (video: HTMLVideoElement): VideoState => ({
  positionMs: video.currentTime * 1_000,
  durationMs: Number.isFinite(video.duration) ? video.duration * 1_000 : 0,
  bufferedMs: bufferedEnd(video) * 1_000,
  isPaused: video.paused,
  isWaiting: video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA && !video.ended,
  hasEnded: video.ended,
  volume: video.volume,
  isMuted: video.muted,
  speed: video.playbackRate,
});

function bufferedEnd({ buffered, currentTime }: HTMLVideoElement): number {
  for (let index = 0; index < buffered.length; index += 1) {
    if (buffered.start(index) <= currentTime && currentTime <= buffered.end(index)) return buffered.end(index);
  }
  return currentTime;
}
