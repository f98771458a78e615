import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type Strength = {
  /** 0 to 4; from 3 on it will do. */
  readonly score: 0 | 1 | 2 | 3 | 4;
  /** What it is, or what is missing, in a few words. */
  readonly words: string;
};

const STEPS = [1, 2, 3, 4] as const;
const TONES = ['bg-track', 'bg-fail-solid', 'bg-warn-solid', 'bg-ok-solid', 'bg-ok-solid'] as const;

type StrengthMeterProps = Strength & { readonly beside?: ReactNode };

export const StrengthMeter = ({ score, words, beside }: StrengthMeterProps) => (
  <div>
    <div className="flex items-center justify-between gap-4">
      <div aria-hidden="true" className="grid w-40 grid-cols-4 gap-1">
        {STEPS.map((step) => (
          <span
            key={step}
            className={classNames('h-1 rounded-full transition-colors', step <= score ? TONES[score] : 'bg-track')}
          />
        ))}
      </div>
      {beside}
    </div>
    <p role="status" className="text-body text-pretty text-ink-2">
      {words}
    </p>
  </div>
);
