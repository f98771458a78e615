import { useState } from 'react';
import { classNames } from '../../../ui/class-names.ts';

type RangeProps = {
  readonly label: string;
  /** The value as a screen reader says it. */
  readonly says: (value: number) => string;
  readonly value: number;
  readonly max: number;
  readonly step: number;
  readonly onValue: (value: number) => void;
  /** A drag changes it only where it ends. */
  readonly atEndOfDrag?: boolean;
  readonly className?: string;
};

/** A line to drag along; a native range under the drawing, so keys, touch and screen readers all work. */
export function Range({ label, says, value, max, step, onValue, atEndOfDrag = false, className }: RangeProps) {
  const [dragged, setDragged] = useState<number | null>(null);
  const shown = dragged ?? value;
  const percent = `${max === 0 ? 0 : Math.min(100, (shown / max) * 100)}%`;
  const release = () => {
    if (dragged !== null) onValue(dragged);
    setDragged(null);
  };
  return (
    <div className={classNames('group relative h-1', className)}>
      <div aria-hidden="true" className="absolute inset-0 overflow-hidden rounded-full bg-track">
        <div className="h-full bg-accent" style={{ width: percent }} />
      </div>
      <input
        type="range"
        aria-label={label}
        aria-valuetext={says(shown)}
        min={0}
        max={Math.max(step, max)}
        step={step}
        value={shown}
        onChange={(event) => {
          const next = Number(event.target.value);
          if (dragged === null) onValue(next);
          else setDragged(next);
        }}
        onPointerDown={() => atEndOfDrag && setDragged(value)}
        onPointerUp={release}
        onPointerCancel={() => setDragged(null)}
        className="peer absolute inset-x-0 -inset-y-3 w-full cursor-pointer opacity-0"
      />
      <div
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 size-3 -translate-x-1/2 -translate-y-1/2 rounded-full bg-accent opacity-0 outline-offset-2 outline-focus transition-opacity group-hover:opacity-100 peer-focus-visible:opacity-100 peer-focus-visible:outline-2 pointer-coarse:opacity-100"
        style={{ left: percent }}
      />
    </div>
  );
}
