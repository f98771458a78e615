import type { KeyboardEvent } from 'react';
import { Card } from '../../../ui/card.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { dayWords, momentWords } from '../../../ui/moment-words.ts';
import { drilledId, STATE_WORDS, stateOf, type BackupsFacts, type BackupState } from './backup-words.ts';

const MARKS: Record<BackupState, string> = {
  verified: 'bg-ok-solid',
  'one-place': 'border-[3px] border-warn-solid bg-surface',
  damaged: 'bg-fail-solid rounded-chip!',
};

type TimelineProps = {
  readonly facts: BackupsFacts;
  readonly chosenId: string;
  readonly onChoose: (id: string) => void;
};

/** Every backup there is, oldest at the left, and where the next one will be; one of them is looked at below. Arrows move by backup. */
export function Timeline({ facts, chosenId, onChoose }: TimelineProps) {
  const backups = facts.backups.toReversed();
  const drilled = drilledId(facts);
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const next = step === undefined ? undefined : backups[backups.findIndex(({ id }) => id === chosenId) + step];
    if (next === undefined) return;
    event.preventDefault();
    onChoose(next.id);
    const place = event.currentTarget.parentElement;
    const neighbour = step === 1 ? place?.nextElementSibling : place?.previousElementSibling;
    neighbour?.querySelector('button')?.focus();
  };
  return (
    <Card
      title="Timeline"
      count={backups.length}
      isFlush
      aside={
        <span className="max-md:hidden">every day for a week, then one a week for a month, one a month for a year</span>
      }
    >
      <ul className="flex gap-1 overflow-x-auto px-4 py-5">
        {backups.map((backup) => {
          const state = stateOf(backup);
          const isChosen = backup.id === chosenId;
          const when = labelsOf(backup.madeAt);
          return (
            <li key={backup.id} className="flex-none">
              <button
                type="button"
                onKeyDown={onKeyDown}
                aria-pressed={isChosen}
                tabIndex={isChosen ? 0 : -1}
                aria-label={`${when.full}, ${STATE_WORDS[state].toLowerCase()}${backup.id === drilled ? ', restore practised' : ''}`}
                onClick={() => onChoose(backup.id)}
                className="flex w-20 flex-col items-center gap-2 rounded-control py-1.5 text-small text-ink-3 outline-offset-[-2px] hover:bg-hover aria-pressed:bg-selected aria-pressed:text-ink"
              >
                <span
                  className={classNames(
                    'size-3.5 rounded-full',
                    MARKS[state],
                    backup.id === drilled && 'ring-2 ring-ok-border ring-offset-2 ring-offset-surface',
                  )}
                />
                <span className="tabular-nums">{when.day}</span>
              </button>
            </li>
          );
        })}
        <li className="flex min-w-20 flex-none flex-col items-center gap-2 px-2 py-1.5 text-small text-ink-3 tabular-nums">
          <span
            aria-hidden="true"
            className="size-3.5 rounded-full border-[1.5px] border-dashed border-border-control"
          />
          <span>
            <span className="sr-only">Next: </span>
            {labelsOf(facts.nextAt).day}
          </span>
        </li>
      </ul>
      <p className="flex flex-wrap gap-x-4 gap-y-1 border-t border-border px-4 py-2.5 text-small text-ink-3">
        {(['verified', 'one-place', 'damaged'] as const).map((state) => (
          <span key={state} className="flex items-center gap-1.5">
            <span aria-hidden="true" className={classNames('size-2.5 rounded-full', MARKS[state])} />
            {STATE_WORDS[state]}
          </span>
        ))}
        <span className="flex items-center gap-1.5">
          <span
            aria-hidden="true"
            className="mx-0.5 size-2 rounded-full bg-ok-solid ring-2 ring-ok-border ring-offset-1 ring-offset-surface"
          />
          Restore practised
        </span>
        <span className="flex items-center gap-1.5">
          <span
            aria-hidden="true"
            className="size-2.5 rounded-full border-[1.5px] border-dashed border-border-control"
          />
          Next
        </span>
      </p>
    </Card>
  );
}

function labelsOf(madeAt: string): { readonly full: string; readonly day: string } {
  const now = Date.now();
  const at = Date.parse(madeAt);
  const full = momentWords(at, now);
  const [first = ''] = full.split(' ');
  return { full, day: /^(Today|Yesterday|Tomorrow)$/.test(first) ? full.replace(' ', '\u00a0') : dayWords(at, now) };
}
