import { Check } from 'lucide-react';
import { Link } from 'wouter';
import { classNames } from '../../../ui/class-names.ts';
import { addressOf, WAY, type WayStep } from './places.ts';

const WORDS: Record<WayStep, { readonly title: string; readonly about: string }> = {
  look: { title: 'Look', about: 'What happened and when' },
  decide: { title: 'Decide', about: 'Keep or undo each change' },
  restore: { title: 'Restore', about: 'Only if you need to' },
  password: { title: 'Change', about: 'Your password, every key' },
  reopen: { title: 'Reopen', about: 'Here first, then your home' },
};

type WayProps = { readonly current: WayStep; readonly done: ReadonlySet<WayStep> };

/** Where one is on the way back and what is left; every step may be visited again. */
export const Way = ({ current, done }: WayProps) => (
  <nav aria-label="Getting back, step by step">
    <ol className="flex gap-1 lg:flex-col">
      {WAY.map((step, at) => (
        <li key={step} className={classNames('max-lg:min-w-0', step === current && 'max-lg:flex-1')}>
          <Link
            href={addressOf(step)}
            aria-current={step === current ? 'step' : undefined}
            className="group flex items-center gap-3 rounded-field px-3 py-2 outline-offset-[-2px] hover:bg-hover aria-[current]:bg-selected max-lg:px-2"
          >
            <span
              aria-hidden="true"
              className={classNames(
                'grid size-6 flex-none place-items-center rounded-full border text-small font-medium tabular-nums',
                step === current
                  ? 'border-transparent bg-ink text-canvas'
                  : done.has(step)
                    ? 'border-ok-border bg-ok-bg text-ok'
                    : 'border-border-control text-ink-2',
              )}
            >
              {done.has(step) && step !== current ? <Check className="size-3.5" /> : at + 1}
            </span>
            <span className="min-w-0 max-lg:group-[:not([aria-current])]:sr-only">
              <span className="block font-medium">{WORDS[step].title}</span>
              <span className="block truncate text-small text-ink-3 max-sm:hidden">{WORDS[step].about}</span>
            </span>
            {done.has(step) ? <span className="sr-only">, done</span> : null}
          </Link>
        </li>
      ))}
    </ol>
  </nav>
);
