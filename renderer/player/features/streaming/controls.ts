import type { Command } from './shortcuts.ts';
import { toggleSubtitles } from './store.ts';

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const;

/** iPhones show a video full screen only through their own player. */
type PhoneVideo = HTMLVideoElement & { readonly webkitEnterFullscreen?: () => void };

/** Everything the buttons and keys do to the video. */
export function createControls(video: HTMLVideoElement, stage: HTMLElement, showHelp: () => void) {
  const seekTo = (seconds: number) => {
    const end = Number.isFinite(video.duration) ? video.duration : seconds;
    video.currentTime = Math.min(end, Math.max(0, seconds));
  };
  const togglePlay = () => {
    // A browser may refuse to start by itself; then the button is simply still there.
    if (video.paused) void video.play().catch(() => undefined);
    else video.pause();
  };
  const setVolume = (volume: number) => {
    video.volume = Math.min(1, Math.max(0, volume));
    video.muted = video.volume === 0;
  };
  const toggleMute = () => {
    video.muted = !video.muted;
    if (!video.muted && video.volume === 0) video.volume = 0.5;
  };
  const setSpeed = (speed: number) => {
    video.playbackRate = speed;
  };
  const changeSpeed = (steps: number) => {
    const at = SPEEDS.findIndex((speed) => speed >= video.playbackRate);
    const next = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + steps))];
    if (next !== undefined) setSpeed(next);
  };
  const toggleFullScreen = () => {
    const phone: PhoneVideo = video;
    if (document.fullscreenElement !== null) void document.exitFullscreen();
    else if (document.fullscreenEnabled) void stage.requestFullscreen();
    else phone.webkitEnterFullscreen?.();
  };
  const toggleSmall = () => {
    if (document.pictureInPictureElement !== null) void document.exitPictureInPicture();
    else if (document.pictureInPictureEnabled) void video.requestPictureInPicture().catch(() => undefined);
  };
  const run = (command: Command) => {
    switch (command.kind) {
      case 'toggle-play':
        return togglePlay();
      case 'toggle-mute':
        return toggleMute();
      case 'toggle-full-screen':
        return toggleFullScreen();
      case 'toggle-small':
        return toggleSmall();
      case 'toggle-subtitles':
        return toggleSubtitles();
      case 'show-help':
        return showHelp();
      case 'skip':
        return seekTo(video.currentTime + command.byMs / 1_000);
      case 'change-volume':
        return setVolume((video.muted ? 0 : video.volume) + command.by);
      case 'change-speed':
        return changeSpeed(command.steps);
      case 'seek-to-share':
        return seekTo(Number.isFinite(video.duration) ? video.duration * command.share : 0);
    }
  };
  return { run, setVolume, setSpeed, seekToMs: (positionMs: number) => seekTo(positionMs / 1_000) };
}

export type Controls = ReturnType<typeof createControls>;
