import { classNames } from './class-names.ts';

const HEIGHT = 36;
const BAR = 6;
const STEP = 9;

type BarsProps = {
  /** Oldest first. */
  readonly values: readonly number[];
  /** All of it as a sentence: "People watching in the last 24 hours, most 5 at 20:00". */
  readonly label: string;
  readonly className?: string;
};

/** Counts side by side; where there was nothing, a mark at the foot says that it was looked. */
export function Bars({ values, label, className }: BarsProps) {
  const highest = Math.max(1, ...values);
  const width = Math.max(1, values.length * STEP - (STEP - BAR));
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={classNames('h-9 w-full', className)}
    >
      {values.map((value, index) => {
        const height = value === 0 ? 2 : Math.max(4, (value / highest) * HEIGHT);
        return (
          <rect
            // Bars have no other identity than their place.
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            x={index * STEP}
            y={HEIGHT - height}
            width={BAR}
            height={height}
            rx="1"
            className={value === 0 ? 'fill-track' : 'fill-accent'}
          />
        );
      })}
    </svg>
  );
}
