import { useState, type PointerEvent } from 'react';
import type { Version } from '../../../../shared/lan/schemas.ts';
import { clock, spoken } from '../../words/duration.ts';
import type { VideoState } from './use-video.ts';

type ScrubSliderProps = {
  readonly state: VideoState;
  readonly durationMs: number;
  readonly chapters: Version['chapters'];
  readonly onSeek: (positionMs: number) => void;
};

type Hover = { readonly share: number; readonly left: number };

/** Half of what the time bubble is wide at most; it stays inside the picture. */
const BUBBLE_HALF_PX = 70;

/** Where in the film one is; a native range under the drawing, so keys, touch and screen readers all work. */
export function ScrubSlider({ state, durationMs, chapters, onSeek }: ScrubSliderProps) {
  const [draggedMs, setDraggedMs] = useState<number | null>(null);
  const [hover, setHover] = useState<Hover | null>(null);
  const shownMs = draggedMs ?? state.positionMs;
  const percent = (positionMs: number) => `${durationMs === 0 ? 0 : Math.min(100, (positionMs / durationMs) * 100)}%`;

  const onPointerMove = (event: PointerEvent<HTMLInputElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - left) / width));
    setHover({ share, left: Math.min(width - BUBBLE_HALF_PX, Math.max(BUBBLE_HALF_PX, share * width)) });
  };
  const release = () => {
    if (draggedMs !== null) onSeek(draggedMs);
    setDraggedMs(null);
  };

  return (
    <div className="group relative h-1.5">
      <div aria-hidden="true" className="absolute inset-0 overflow-hidden rounded-full bg-video-track">
        <div className="absolute inset-y-0 left-0 bg-video-buffer" style={{ width: percent(state.bufferedMs) }} />
        <div className="absolute inset-y-0 left-0 bg-video-accent" style={{ width: percent(shownMs) }} />
        {chapters
          .filter(({ startMs }) => startMs > 0)
          .map(({ startMs }) => (
            <div
              key={startMs}
              className="absolute inset-y-0 w-0.75 bg-video-bg opacity-75"
              style={{ left: percent(startMs) }}
            />
          ))}
      </div>
      <input
        type="range"
        aria-label="Position"
        aria-valuetext={`${spoken(shownMs)} of ${spoken(durationMs)}`}
        min={0}
        max={Math.max(1, Math.round(durationMs))}
        step={1_000}
        value={Math.round(shownMs)}
        onChange={(event) => {
          const positionMs = Number(event.target.value);
          if (draggedMs === null) onSeek(positionMs);
          else setDraggedMs(positionMs);
        }}
        // A drag asks the server once, where it ends, not at every pixel on the way.
        onPointerDown={() => setDraggedMs(state.positionMs)}
        onPointerUp={release}
        onPointerCancel={() => setDraggedMs(null)}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setHover(null)}
        className="peer absolute inset-x-0 -inset-y-3 w-full pointer-coarse:-inset-y-5 cursor-pointer opacity-0"
      />
      <div
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 size-4 -translate-x-1/2 -translate-y-1/2 rounded-full bg-video-text outline-offset-2 outline-video-accent peer-focus-visible:outline-2"
        style={{ left: percent(shownMs) }}
      />
      {hover === null || durationMs === 0 ? null : (
        <HoverMark hover={hover} atMs={hover.share * durationMs} chapters={chapters} />
      )}
    </div>
  );
}

type HoverMarkProps = { readonly hover: Hover; readonly atMs: number; readonly chapters: Version['chapters'] };

function HoverMark({ hover, atMs, chapters }: HoverMarkProps) {
  const chapter = chapters.findLast(({ startMs }) => startMs <= atMs);
  return (
    <div aria-hidden="true" className="pointer-events-none">
      <div className="absolute -top-1.25 h-4 w-0.5 bg-video-text" style={{ left: `${hover.share * 100}%` }} />
      <div
        className="absolute bottom-5 flex max-w-60 -translate-x-1/2 gap-2.5 rounded-field border border-video-border bg-video-panel px-2.5 py-1 text-body whitespace-nowrap"
        style={{ left: hover.left }}
      >
        <span className="font-semibold tabular-nums">{clock(atMs)}</span>
        {chapter === undefined ? null : <span className="truncate text-video-text-2">{chapter.title}</span>}
      </div>
    </div>
  );
}
