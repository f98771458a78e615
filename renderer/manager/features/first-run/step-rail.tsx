import { Check } from 'lucide-react';
import { classNames } from '../../../ui/class-names.ts';
import { Brand } from '../../../ui/mark.tsx';
import { Reading } from './reading.tsx';
import { STEPS, type Step } from './store.ts';

const NAMES: Record<Step, string> = {
  account: 'Your account',
  folders: 'Folders',
  access: 'Who may connect',
  kit: 'Recovery kit',
  done: 'Done',
};

/** Where one is in setting up; null while that is not known. */
export function StepRail({ step }: { readonly step: Step | null }) {
  const at = step === null ? -1 : STEPS.indexOf(step);
  return (
    <aside className="border-border print:hidden bg-rail px-5 py-4 max-md:flex max-md:items-center max-md:justify-between max-md:border-b md:flex md:flex-col md:border-r md:px-7 md:py-13">
      <div className="text-section">
        <Brand className="size-6" />
      </div>
      <ol className="flex gap-2 md:mt-8 md:flex-col md:gap-0">
        {STEPS.map((name, index) => {
          const isDone = index < at || step === 'done';
          const isCurrent = index === at && !isDone;
          return (
            <li
              key={name}
              aria-current={index === at ? 'step' : undefined}
              className={classNames(
                'relative flex items-center gap-3.5 text-label md:h-12',
                'md:not-last:after:absolute md:not-last:after:top-9.25 md:not-last:after:left-[12.5px] md:not-last:after:h-5.5 md:not-last:after:w-px md:not-last:after:bg-border-strong',
                isCurrent ? 'font-semibold text-ink' : isDone ? 'font-medium text-ink-2' : 'font-medium text-ink-3',
              )}
            >
              <span
                className={classNames(
                  'z-(--z-sticky) grid size-6.5 flex-none place-items-center rounded-full border-[1.5px] text-small font-semibold tabular-nums',
                  isCurrent
                    ? 'border-accent bg-accent text-on-accent'
                    : isDone
                      ? 'border-accent-border bg-accent-soft text-accent-text'
                      : 'border-border-control bg-rail',
                )}
              >
                {isDone ? <Check className="size-3.5 stroke-[2.2]" /> : index + 1}
              </span>
              <span className="max-md:sr-only">
                {NAMES[name]}
                {isDone ? <span className="sr-only">, done</span> : null}
              </span>
            </li>
          );
        })}
      </ol>
      {step === 'kit' ? <Reading className="mt-auto max-md:hidden" /> : null}
    </aside>
  );
}
