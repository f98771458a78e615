import type { UsageHour, UsageWeek } from '../../../../shared/contract/usage.ts';
import { bytesWords } from '../../../ui/size-words.ts';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { Sparkline } from '../../../ui/sparkline.tsx';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import { peaksOf, weekWords, whenWords } from './usage-words.ts';

const percentWords = (percent: number): string => `${Math.round(percent)} %`;

/** Processor and memory of the last seven days, with their peaks marked (MNT-03). */
export function UsageWeekView() {
  const week = useAsked('usage.week', {}, []);
  return (
    <AskedRegion asked={week} what="what Holdfast took in the last week" skeleton={<WeekSkeleton />}>
      {({ hours, allowed }: UsageWeek) => (
        <div className="flex flex-col gap-4">
          <Figure
            title={`Processor, of the ${allowed.cores} cores Holdfast is to take at most`}
            name="Processor"
            hours={hours}
            of={({ processor }) => processor}
            top={100}
            words={percentWords}
          />
          <Figure
            title={`Memory, of ${bytesWords(allowed.memoryBytes)} Holdfast is to take at most`}
            name="Memory"
            hours={hours}
            of={({ memory }) => memory}
            top={allowed.memoryBytes}
            words={bytesWords}
          />
        </div>
      )}
    </AskedRegion>
  );
}

type FigureProps = {
  readonly title: string;
  readonly name: string;
  readonly hours: readonly UsageHour[];
  readonly of: (hour: UsageHour) => UsageHour['processor'];
  /** What is allowed: the top of the chart, unless a peak lies above it. */
  readonly top: number;
  readonly words: (value: number) => string;
};

/** The highest of each hour as a line, a dot on each peak, and under it when each was. */
function Figure({ title, name, hours, of, top, words }: FigureProps) {
  const values = hours.map(of);
  const peaks = peaksOf(values);
  const highest = Math.max(top, ...peaks.map(({ peak }) => peak));
  return (
    <figure className="min-w-0">
      <figcaption className="text-small text-ink-2">{title}</figcaption>
      <div className="relative mt-2">
        <Sparkline
          values={values.map((value) => value?.peak ?? null)}
          top={top}
          label={weekWords(name, values, words)}
          className="h-16"
        />
        {peaks.map(({ place, peak }) => (
          <span
            key={place}
            aria-hidden="true"
            className="absolute size-2 -translate-x-1/2 -translate-y-1/2 rounded-full border border-surface bg-warn"
            style={{ left: `${(100 * place) / (hours.length - 1)}%`, top: `${100 - (100 * peak) / highest}%` }}
          />
        ))}
      </div>
      <div aria-hidden="true" className="mt-1 flex justify-between text-caption text-ink-3">
        <span>7 days ago</span>
        <span>now</span>
      </div>
      {peaks.length === 0 ? (
        <p className="text-small text-ink-3">Nothing was measured yet. The first figures come in 20 s.</p>
      ) : (
        <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-small text-ink-2">
          {peaks.map(({ place, peak, peakAt }) => (
            <li key={place} className="tabular-nums">
              <span aria-hidden="true" className="mr-1.5 inline-block size-2 rounded-full bg-warn" />
              {words(peak)} on {whenWords(peakAt)}
            </li>
          ))}
        </ul>
      )}
    </figure>
  );
}

const WeekSkeleton = () => (
  <div className="flex flex-col gap-4">
    <Skeleton className="h-20 w-full" />
    <Skeleton className="h-20 w-full" />
  </div>
);
