import { useId, type ReactNode } from 'react';

type CheckBoxProps = {
  readonly label: string;
  /** At the right: a figure, a kind. */
  readonly aside?: ReactNode;
  readonly isChecked: boolean;
  readonly onCheck: (isChecked: boolean) => void;
  /** Why it cannot be changed. */
  readonly offReason?: string | null;
};

/** One of several that may be chosen together; the whole line can be pressed. */
export function CheckBox({ label, aside, isChecked, onCheck, offReason = null }: CheckBoxProps) {
  const asideId = useId();
  return (
    <label className="flex min-h-9 items-center gap-2.5 text-body">
      <span className="relative grid size-4 flex-none place-items-center">
        <input
          type="checkbox"
          aria-label={label}
          aria-describedby={aside === undefined ? undefined : asideId}
          aria-disabled={offReason === null ? undefined : true}
          title={offReason ?? undefined}
          checked={isChecked}
          onChange={(event) => {
            if (offReason === null) onCheck(event.target.checked);
          }}
          className="peer size-4 appearance-none rounded-chip border-[1.5px] border-border-control bg-surface checked:border-accent checked:bg-accent aria-disabled:opacity-55"
        />
        <svg
          viewBox="0 0 16 16"
          aria-hidden="true"
          className="pointer-events-none absolute hidden size-4 fill-none stroke-on-accent stroke-2 peer-checked:block"
        >
          <path d="m4 8.5 2.6 2.5L12 5.5" strokeLinecap="round" strokeLinejoin="round" />
        </svg>
      </span>
      <span className="min-w-0 flex-1">{label}</span>
      {aside === undefined ? null : (
        <span id={asideId} className="text-small text-ink-3 tabular-nums">
          {aside}
        </span>
      )}
    </label>
  );
}
