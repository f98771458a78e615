import { ChevronDown, ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import type { CheckEntry, CheckState } from '../../../../shared/contract/checklist.ts';
import { useCheckInAddress } from './check-in-address.ts';
import { CheckRow } from './check-row.tsx';
import { countOf, worstFirst } from './check-words.ts';

const STATES: readonly CheckState[] = ['pass', 'warn', 'fail', 'unknown'];
const BARS: Readonly<Record<CheckState, string>> = {
  pass: 'bg-ok-solid',
  warn: 'bg-warn-solid',
  fail: 'bg-fail-solid',
  unknown: 'bg-unknown-solid',
};

type CheckGroupProps = {
  readonly title: string;
  readonly checks: readonly CheckEntry[];
  /** Open before anybody touched it; what was once open is closed by hand alone. */
  readonly startsOpen: boolean;
};

/** Checks of one kind under a line that tells how many pass. */
export function CheckGroupSection({ title, checks, startsOpen }: CheckGroupProps) {
  const [choice, setChoice] = useState<boolean | null>(null);
  if (startsOpen && choice === null) setChoice(true);
  const meant = useCheckInAddress();
  const [lastMeant, setLastMeant] = useState('');
  if (meant !== lastMeant) {
    setLastMeant(meant);
    if (checks.some(({ id }) => id === meant)) setChoice(true);
  }
  const isOpen = choice ?? startsOpen;
  const listId = useId();
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  const passed = countOf(checks, 'pass');
  return (
    <section className="border-t border-border first:border-t-0">
      <h3>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={listId}
          onClick={() => setChoice(!isOpen)}
          className="flex min-h-10 w-full items-center gap-2.5 px-4 text-left text-body font-medium hover:bg-hover"
        >
          <Chevron className="size-4 flex-none text-ink-3" />
          <span className="min-w-0 flex-1">{title}</span>
          <span className="text-small font-normal text-ink-3 tabular-nums">
            {passed} of {checks.length}
          </span>
          <span aria-hidden="true" className="flex h-1.5 w-24 gap-0.5 max-sm:w-14">
            {STATES.map((state) => {
              const count = countOf(checks, state);
              return count === 0 ? null : (
                <svg
                  key={state}
                  className={`h-full rounded-full ${BARS[state]}`}
                  width={`${(100 * count) / checks.length}%`}
                />
              );
            })}
          </span>
        </button>
      </h3>
      {isOpen ? (
        <ul id={listId} className="border-t border-border bg-canvas pl-6 max-sm:pl-0">
          {worstFirst(checks).map((check) => (
            <CheckRow key={check.id} check={check} />
          ))}
        </ul>
      ) : null}
    </section>
  );
}
