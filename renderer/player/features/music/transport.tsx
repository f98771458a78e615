import { Pause, Play, Repeat, Repeat1, Shuffle, SkipBack, SkipForward, Volume1, Volume2, VolumeX } from 'lucide-react';
import { classNames } from '../../../ui/class-names.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { useLate } from '../../../ui/use-late.ts';
import { clock, spoken } from '../../words/duration.ts';
import {
  changeRepeat,
  playNext,
  playPrevious,
  seekTo,
  setVolume,
  toggleMute,
  togglePlay,
  toggleShuffle,
  usePlayer,
} from './player.ts';
import { isShuffled, type Repeat as RepeatMode } from './queue.ts';
import { Range } from './range.tsx';

type PlayButtonProps = { readonly isLarge?: boolean };

export function PlayButton({ isLarge = false }: PlayButtonProps) {
  const kind = usePlayer((state) => state.phase.kind);
  const size = isLarge ? 'size-7' : 'size-5';
  return (
    <IconButton
      label={kind === 'playing' || kind === 'opening' ? 'Pause' : 'Play'}
      variant={isLarge ? 'primary' : 'quiet'}
      size="player"
      className={isLarge ? 'size-16!' : 'text-ink'}
      icon={
        kind === 'opening' ? (
          <Opening className={size} />
        ) : kind === 'playing' ? (
          <Pause className={classNames(size, 'fill-current')} />
        ) : (
          <Play className={classNames(size, 'fill-current')} />
        )
      }
      onClick={togglePlay}
    />
  );
}

/** Between two tracks the button must not flash. */
const Opening = ({ className }: { readonly className: string }) =>
  useLate() ? <Spinner className={className} /> : <Pause className={classNames(className, 'fill-current')} />;

export const PreviousButton = () => (
  <IconButton
    label="Previous track"
    variant="quiet"
    size="player"
    icon={<SkipBack className="size-5 fill-current" />}
    onClick={playPrevious}
  />
);

export const NextButton = () => (
  <IconButton
    label="Next track"
    variant="quiet"
    size="player"
    icon={<SkipForward className="size-5 fill-current" />}
    onClick={playNext}
  />
);

export function ShuffleButton() {
  const isOn = usePlayer(({ queue }) => queue !== null && isShuffled(queue));
  return (
    <IconButton
      label="Shuffle"
      aria-pressed={isOn}
      variant="quiet"
      size="player"
      className={isOn ? 'text-accent-text!' : undefined}
      icon={<Shuffle className={isOn ? 'size-5 stroke-2' : 'size-5'} />}
      onClick={toggleShuffle}
    />
  );
}

const REPEAT_LABELS: Record<RepeatMode, string> = {
  off: 'Repeat: off',
  all: 'Repeat: the whole queue',
  one: 'Repeat: this track',
};

export function RepeatButton() {
  const repeat = usePlayer((state) => state.repeat);
  const Icon = repeat === 'one' ? Repeat1 : Repeat;
  return (
    <IconButton
      label={REPEAT_LABELS[repeat]}
      variant="quiet"
      size="player"
      className={repeat === 'off' ? undefined : 'text-accent-text!'}
      icon={<Icon className={repeat === 'off' ? 'size-5' : 'size-5 stroke-2'} />}
      onClick={changeRepeat}
    />
  );
}

/** Where in the track one is, with the two clocks beside or below the line. */
export function SeekLine({ isWide }: { readonly isWide: boolean }) {
  const positionMs = usePlayer((state) => state.positionMs);
  const durationMs = usePlayer((state) => state.durationMs);
  const shownMs = Math.min(positionMs, durationMs);
  const clocks = 'text-small text-ink-3 tabular-nums';
  return (
    <div className={isWide ? 'flex w-full items-center gap-2.5' : 'grid w-full grid-cols-2 gap-y-2.5'}>
      <span className={classNames(clocks, isWide ? 'w-9 text-right' : 'order-1')}>{clock(shownMs)}</span>
      <Range
        label="Position"
        says={(value) => `${spoken(value)} of ${spoken(durationMs)}`}
        value={shownMs}
        max={durationMs}
        step={1_000}
        onValue={seekTo}
        atEndOfDrag
        className={isWide ? 'flex-1' : 'col-span-2 pointer-coarse:[&>input]:-inset-y-5'}
      />
      <span className={classNames(clocks, isWide ? 'w-9' : 'order-2 text-right')}>{clock(durationMs)}</span>
    </div>
  );
}

export function Volume() {
  const volume = usePlayer((state) => state.volume);
  const isMuted = usePlayer((state) => state.isMuted);
  const heard = isMuted ? 0 : volume;
  const Icon = heard === 0 ? VolumeX : heard < 0.5 ? Volume1 : Volume2;
  return (
    <div className="flex items-center gap-1">
      <IconButton
        label={heard === 0 ? 'Sound on' : 'Sound off'}
        variant="quiet"
        size="player"
        icon={<Icon className="size-5" />}
        onClick={toggleMute}
      />
      <Range
        label="Volume"
        says={(value) => `${Math.round(value * 100)} %`}
        value={heard}
        max={1}
        step={0.05}
        onValue={setVolume}
        className="w-24"
      />
    </div>
  );
}
