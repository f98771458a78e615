import { Volume1, Volume2, VolumeX } from 'lucide-react';
import { ControlButton } from './control-button.tsx';
import type { Controls } from './controls.ts';
import type { VideoState } from './use-video.ts';

type VolumeControlProps = { readonly state: VideoState; readonly controls: Controls };

export function VolumeControl({ state, controls }: VolumeControlProps) {
  const volume = state.isMuted ? 0 : state.volume;
  const Icon = volume === 0 ? VolumeX : volume < 0.5 ? Volume1 : Volume2;
  const percent = `${Math.round(volume * 100)} %`;
  return (
    <div className="flex items-center">
      <ControlButton
        label={volume === 0 ? 'Sound on' : 'Sound off'}
        icon={<Icon className="size-5.5" />}
        onClick={() => controls.run({ kind: 'toggle-mute' })}
      />
      <div className="relative ml-1 h-1 w-21 rounded-full bg-video-track max-md:hidden">
        <div
          aria-hidden="true"
          className="h-full rounded-full bg-video-text"
          style={{ width: percent.replace(' ', '') }}
        />
        <input
          type="range"
          aria-label="Volume"
          aria-valuetext={percent}
          min={0}
          max={1}
          step={0.05}
          value={volume}
          onChange={(event) => controls.setVolume(Number(event.target.value))}
          className="peer absolute inset-x-0 -inset-y-3 w-full cursor-pointer opacity-0"
        />
        <div
          aria-hidden="true"
          className="pointer-events-none absolute -inset-1 rounded-full outline-video-accent peer-focus-visible:outline-2"
        />
      </div>
    </div>
  );
}
