import { classNames } from './class-names.ts';

const WIDTH = 120;
const HEIGHT = 32;

type SparklineProps = {
  /** Oldest first; null where nothing was measured, which breaks the line. */
  readonly values: readonly (number | null)[];
  /** The value at the top; what is larger than it lifts it. 0 lets the largest value be the top. */
  readonly top?: number;
  /** All of it as a sentence: "Processor, last hour: 12 % now, 34 % at most". */
  readonly label: string;
  readonly className?: string;
};

/** How something went: a line of 1.5 px over a light fill, from zero at its foot. */
export function Sparkline({ values, top = 0, label, className }: SparklineProps) {
  const highest = Math.max(top, ...values.map((value) => value ?? 0), Number.EPSILON);
  const step = values.length > 1 ? WIDTH / (values.length - 1) : WIDTH;
  const runs = runsOf(values).map((run) =>
    run.map(({ index, value }) => `${(index * step).toFixed(1)},${(HEIGHT - (value / highest) * HEIGHT).toFixed(1)}`),
  );
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 -1 ${WIDTH} ${HEIGHT + 2}`}
      preserveAspectRatio="none"
      className={classNames('h-8 w-full overflow-visible', className)}
    >
      <path d={`M0 ${HEIGHT}H${WIDTH}`} vectorEffect="non-scaling-stroke" className="stroke-track" />
      {runs.map((points) => {
        const [first = ''] = points;
        const [start = '0'] = first.split(',');
        const [end = '0'] = (points.at(-1) ?? '').split(',');
        return (
          <g key={first}>
            <path d={`M${start},${HEIGHT}L${points.join('L')}L${end},${HEIGHT}Z`} className="fill-accent opacity-12" />
            <path
              // One measure between two gaps has no length: its round end makes it a dot.
              d={`M${points.join('L')}${points.length === 1 ? 'h0' : ''}`}
              fill="none"
              strokeLinecap="round"
              strokeWidth="1.5"
              strokeLinejoin="round"
              vectorEffect="non-scaling-stroke"
              className="stroke-accent"
            />
          </g>
        );
      })}
    </svg>
  );
}

type Point = { readonly index: number; readonly value: number };

/** The stretches without a gap. */
function runsOf(values: readonly (number | null)[]): Point[][] {
  const runs: Point[][] = [];
  let run: Point[] = [];
  for (const [index, value] of values.entries()) {
    if (value !== null) run.push({ index, value });
    else if (run.length > 0) {
      runs.push(run);
      run = [];
    }
  }
  if (run.length > 0) runs.push(run);
  return runs;
}
