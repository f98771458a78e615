import { classNames } from './class-names.ts';

export type RingStatus = 'ok' | 'warn' | 'fail' | 'unknown' | 'info';
export type RingPart = { readonly status: RingStatus; readonly count: number };

const STROKES: Record<RingStatus, string> = {
  ok: 'stroke-ok-solid',
  warn: 'stroke-warn-solid',
  fail: 'stroke-fail-solid',
  unknown: 'stroke-unknown-solid',
  info: 'stroke-info-solid',
};
const RADIUS = 32;
const ROUND = 2 * Math.PI * RADIUS;
/** Between two arcs, in units of the drawing. */
const GAP = 3;

type StatusRingProps = {
  readonly parts: readonly RingPart[];
  /** The figure or the short word inside; null for a tick. */
  readonly center: string | null;
  /** All of it as a sentence: "3 things to do, 41 passed, 2 did not run". */
  readonly label: string;
  /** It is old, so it is drawn faintly; the words beside it say how old. */
  readonly isStale?: boolean;
  readonly className?: string;
};

/** What is in order and what is not, as arcs of one ring. Words beside it say the same. */
export function StatusRing({ parts, center, label, isStale = false, className = 'size-19' }: StatusRingProps) {
  const shown = parts.filter(({ count }) => count > 0);
  const total = shown.reduce((sum, { count }) => sum + count, 0);
  const gap = shown.length > 1 ? GAP : 0;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox="0 0 76 76"
      className={classNames('flex-none', isStale && 'opacity-55', className)}
    >
      <circle cx="38" cy="38" r={RADIUS} fill="none" strokeWidth="8" className="stroke-track" />
      <g transform="rotate(-90 38 38)">
        {shown.map(({ status, count }, index) => {
          const length = (count / total) * ROUND;
          const before = shown.slice(0, index).reduce((sum, part) => sum + part.count, 0);
          return (
            <circle
              key={status}
              cx="38"
              cy="38"
              r={RADIUS}
              fill="none"
              strokeWidth="8"
              strokeDasharray={`${Math.max(1, length - gap)} ${ROUND}`}
              strokeDashoffset={-(before / total) * ROUND}
              className={STROKES[status]}
            />
          );
        })}
      </g>
      {center === null ? (
        <path
          d="m27 39 7.5 7.5L50 31"
          fill="none"
          strokeWidth="4.5"
          strokeLinecap="round"
          strokeLinejoin="round"
          className={STROKES.ok}
        />
      ) : (
        <text
          x="38"
          y="38"
          textAnchor="middle"
          dominantBaseline="central"
          className="fill-ink text-title font-semibold tabular-nums"
        >
          {center}
        </text>
      )}
    </svg>
  );
}
