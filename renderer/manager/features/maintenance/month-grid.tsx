import type { MaintenanceTask } from '../../../../shared/contract/maintenance.ts';
import { classNames } from '../../../ui/class-names.ts';

type MonthGridProps = { readonly tasks: readonly MaintenanceTask[]; readonly now: number };

const WEEKDAYS = ['M', 'T', 'W', 'T', 'F', 'S', 'S'];

/** This month at a glance: what was done, what is due. The list beside it says the same in words. */
export function MonthGrid({ tasks, now }: MonthGridProps) {
  const today = new Date(now);
  const [year, month] = [today.getFullYear(), today.getMonth()];
  const daysOf = (moments: readonly (string | null | undefined)[]): ReadonlySet<number> =>
    new Set(
      moments
        .flatMap((moment) => (moment == null ? [] : [new Date(moment)]))
        .filter((date) => date.getFullYear() === year && date.getMonth() === month)
        .map((date) => date.getDate()),
    );
  const done = daysOf(tasks.map(({ lastDone }) => lastDone?.at));
  const due = daysOf(tasks.map(({ dueAt }) => dueAt));
  const days = new Date(year, month + 1, 0).getDate();
  /** Weeks begin on Monday. */
  const before = (new Date(year, month, 1).getDay() + 6) % 7;
  const lookOf = (day: number): string => {
    if (day === today.getDate()) return 'bg-ink font-semibold text-canvas';
    if (done.has(day)) return 'bg-ok-bg text-ok';
    return due.has(day) ? 'bg-accent-soft text-accent-text' : 'text-ink-2';
  };
  return (
    <div aria-hidden="true" className="p-4">
      <p className="mb-2 text-small text-ink-3">
        {today.toLocaleDateString('en-GB', { month: 'long', year: 'numeric' })}
      </p>
      <div className="grid w-56 grid-cols-7 gap-0.5 text-center text-small tabular-nums">
        {WEEKDAYS.map((day, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- two days share a letter, and none ever moves
          <span key={index} className="text-caption leading-6 text-ink-3">
            {day}
          </span>
        ))}
        {Array.from({ length: before }, (_, index) => (
          <span key={`before-${index}`} />
        ))}
        {Array.from({ length: days }, (_, index) => index + 1).map((day) => (
          <span key={day} className={classNames('rounded-control leading-6', lookOf(day))}>
            {day}
          </span>
        ))}
      </div>
      <p className="mt-3 flex gap-4 text-caption text-ink-3">
        <span className="flex items-center gap-1.5">
          <span className="size-2 rounded-full bg-ok-solid" /> done
        </span>
        <span className="flex items-center gap-1.5">
          <span className="size-2 rounded-full bg-accent" /> due
        </span>
      </p>
    </div>
  );
}
