import type { UsageSample } from '../../../../shared/contract/usage.ts';
import { Card } from '../../../ui/card.tsx';
import { bytesWords, rateWords } from '../../../ui/size-words.ts';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { Sparkline } from '../../../ui/sparkline.tsx';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';

type Figure = 'processor' | 'memoryBytes' | 'sentBps';

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const FIGURES: readonly {
  readonly key: Figure;
  readonly label: string;
  readonly words: (value: number) => string;
  readonly top: number;
}[] = [
  // A line of one percent that fills the box would look like trouble.
  { key: 'processor', label: 'Processor', words: percent, top: 0.25 },
  { key: 'memoryBytes', label: 'Memory', words: bytesWords, top: 1_000_000_000 },
  { key: 'sentBps', label: 'Network', words: rateWords, top: 10_000_000 },
];

/** What Holdfast takes of this computer. */
export function UsageCard() {
  const usage = useAsked('system.usage', {}, ['usage']);
  return (
    <Card title="This computer" aside="last hour">
      <AskedRegion asked={usage} what="what Holdfast takes of this computer" skeleton={<UsageSkeleton />}>
        {({ samples }) =>
          samples.length < 2 ? (
            <p className="grid h-full min-h-28 place-items-center text-label text-ink-3">
              Measuring. The first figures come in 20 s.
            </p>
          ) : (
            <dl className="flex h-full flex-col justify-around gap-3">
              {FIGURES.map((figure) => (
                <UsageLine
                  key={figure.key}
                  figure={figure}
                  values={samples.map((sample: UsageSample) => sample[figure.key])}
                />
              ))}
            </dl>
          )
        }
      </AskedRegion>
    </Card>
  );
}

type UsageLineProps = {
  readonly figure: (typeof FIGURES)[number];
  readonly values: readonly (number | null)[];
};

function UsageLine({ figure: { label, words, top }, values }: UsageLineProps) {
  const now = values.at(-1) ?? null;
  const highest = values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
  const present = now === null ? 'not measured' : words(now);
  return (
    <div className="grid grid-cols-[72px_minmax(0,1fr)_80px] items-center gap-3 text-body">
      <dt className="text-ink-2">{label}</dt>
      <dd className="contents">
        <Sparkline
          values={values}
          top={top}
          label={`${label}: ${present} now, ${words(highest)} at most in the last hour`}
        />
        <span className="text-right font-medium tabular-nums">{now === null ? '–' : present}</span>
      </dd>
    </div>
  );
}

const UsageSkeleton = () => (
  <div className="flex min-h-28 flex-col justify-around gap-3">
    {FIGURES.map(({ key }) => (
      <Skeleton key={key} className="h-8 w-full" />
    ))}
  </div>
);
