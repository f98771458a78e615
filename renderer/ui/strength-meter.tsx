import { classNames } from './class-names.ts';

export type Strength = {
  /** 0 to 4; from 3 on it will do. */
  readonly score: 0 | 1 | 2 | 3 | 4;
  /** What it is, or what is missing, in a few words. */
  readonly words: string;
};

const STEPS = [1, 2, 3, 4] as const;
const TONES = ['bg-track', 'bg-fail-solid', 'bg-warn-solid', 'bg-ok-solid', 'bg-ok-solid'] as const;

export const StrengthMeter = ({ score, words }: Strength) => (
  <div className="flex flex-col gap-1.5 sm:flex-row sm:gap-3">
    <div aria-hidden="true" className="grid w-28 flex-none grid-cols-4 gap-1 sm:mt-2">
      {STEPS.map((step) => (
        <span
          key={step}
          className={classNames('h-1 rounded-full transition-colors', step <= score ? TONES[score] : 'bg-track')}
        />
      ))}
    </div>
    <span role="status" className="text-body text-ink-2">
      {words}
    </span>
  </div>
);
