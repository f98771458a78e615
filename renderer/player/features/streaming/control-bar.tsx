import { Maximize, Minimize, Pause, PictureInPicture2, Play, RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { timeIn, clock, length } from '../../words/duration.ts';
import { ControlButton } from './control-button.tsx';
import type { Controls } from './controls.ts';
import { NextButton } from './next-button.tsx';
import { QualityMenu } from './quality-menu.tsx';
import { ScrubSlider } from './scrub-slider.tsx';
import { SkipIcon } from './skip-icon.tsx';
import { SpeedMenu } from './speed-menu.tsx';
import type { Viewing } from './store.ts';
import { AudioMenu, SubtitleMenu } from './track-menus.tsx';
import type { Quality } from './use-source.ts';
import type { VideoState } from './use-video.ts';
import { VolumeControl } from './volume-control.tsx';

type ControlBarProps = {
  readonly viewing: Extract<Viewing, { readonly kind: 'open' }>;
  readonly state: VideoState;
  readonly controls: Controls;
  readonly quality: Quality;
  readonly isFullScreen: boolean;
  readonly onMenuOpen: (isOpen: boolean) => void;
};

const SKIP_MS = 10_000;

export function ControlBar({ viewing, state, controls, quality, isFullScreen, onMenuOpen }: ControlBarProps) {
  const durationMs = state.durationMs > 0 ? state.durationMs : (viewing.version.durationMs ?? 0);
  const leftMs = Math.max(0, durationMs - state.positionMs);
  return (
    <div className="absolute inset-x-5 bottom-7 sm:inset-x-8 sm:bottom-5">
      <ScrubSlider
        state={state}
        durationMs={durationMs}
        chapters={viewing.version.chapters}
        onSeek={controls.seekToMs}
      />
      <div className="mt-3.5 flex flex-wrap items-center gap-1">
        <div className="flex items-center gap-1 max-sm:hidden">
          <PlayButton state={state} controls={controls} />
          <SkipButton direction="back" controls={controls} />
          <SkipButton direction="forward" controls={controls} />
        </div>
        <p className="text-read tabular-nums sm:order-1 sm:ml-3">
          <span className="font-semibold">{clock(state.positionMs)}</span>
          <span className="text-video-text-2"> / {clock(durationMs)}</span>
        </p>
        <p className="ml-auto text-label text-video-text-2 tabular-nums sm:order-2 sm:mr-2">
          {state.hasEnded ? null : (
            <>
              <span className="max-sm:hidden">ends {timeIn(leftMs / state.speed)}</span>
              <span className="sm:hidden">{length(leftMs)} left</span>
            </>
          )}
        </p>
        {/* On a phone one row: the last of it goes on to the next episode, and the sound has buttons on the phone itself. */}
        <div className="contents max-sm:mt-5 max-sm:flex max-sm:w-full max-sm:justify-around">
          <div className="max-sm:order-1 empty:hidden">
            <NextButton item={viewing.item} />
          </div>
          <div className="max-sm:hidden">
            <VolumeControl state={state} controls={controls} />
          </div>
          <div className="contents *:sm:order-3">
            <SubtitleMenu viewing={viewing} onOpenChange={onMenuOpen} />
            <AudioMenu viewing={viewing} onOpenChange={onMenuOpen} />
            <SpeedMenu speed={state.speed} onSpeed={controls.setSpeed} onOpenChange={onMenuOpen} />
            {viewing.version.video === null ? null : (
              <QualityMenu viewing={viewing} quality={quality} onOpenChange={onMenuOpen} />
            )}
            {document.pictureInPictureEnabled ? (
              <ControlButton
                label="Picture in picture"
                icon={<PictureInPicture2 className="size-5.5" />}
                onClick={() => controls.run({ kind: 'toggle-small' })}
              />
            ) : null}
            <ControlButton
              label={isFullScreen ? 'Leave full screen' : 'Full screen'}
              icon={isFullScreen ? <Minimize className="size-5.5" /> : <Maximize className="size-5.5" />}
              onClick={() => controls.run({ kind: 'toggle-full-screen' })}
            />
          </div>
        </div>
      </div>
    </div>
  );
}

type ButtonProps = { readonly state: VideoState; readonly controls: Controls; readonly isLarge?: boolean };

export function PlayButton({ state, controls, isLarge = false }: ButtonProps) {
  const label = state.hasEnded ? 'Watch again' : state.isPaused ? 'Play' : 'Pause';
  return (
    <ControlButton
      label={label}
      isLarge={isLarge}
      className={isLarge ? 'size-16' : undefined}
      icon={playIcon(state, isLarge ? 'size-7' : 'size-6')}
      onClick={() => controls.run({ kind: 'toggle-play' })}
    />
  );
}

function playIcon({ hasEnded, isPaused }: VideoState, size: string): ReactNode {
  if (hasEnded) return <RotateCcw className={size} />;
  return isPaused ? <Play className={`${size} fill-current`} /> : <Pause className={`${size} fill-current`} />;
}

type SkipButtonProps = {
  readonly direction: 'back' | 'forward';
  readonly controls: Controls;
  readonly isLarge?: boolean;
};

export const SkipButton = ({ direction, controls, isLarge = false }: SkipButtonProps) => (
  <ControlButton
    label={direction === 'back' ? 'Back 10 seconds' : 'Forward 10 seconds'}
    isLarge={isLarge}
    icon={<SkipIcon direction={direction} />}
    onClick={() => controls.run({ kind: 'skip', byMs: direction === 'back' ? -SKIP_MS : SKIP_MS })}
  />
);
