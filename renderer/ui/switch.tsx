import { useId, type ReactNode } from 'react';

type SwitchProps = {
  readonly label: string;
  /** What it means, in a sentence. */
  readonly about?: ReactNode;
  readonly isOn: boolean;
  readonly onSwitch: (isOn: boolean) => void;
  /** Why it cannot be switched now. */
  readonly offReason?: string | null;
};

/** Something that is on or off at once, without a button to confirm it. The label is part of what can be pressed. */
export function Switch({ label, about, isOn, onSwitch, offReason = null }: SwitchProps) {
  const aboutId = useId();
  const hasAbout = about !== undefined || offReason !== null;
  return (
    <label className="flex items-start gap-4">
      <span className="min-w-0 flex-1">
        <span className="block text-body font-medium">{label}</span>
        {hasAbout ? (
          <span id={aboutId} className="block text-small text-ink-3">
            {offReason ?? about}
          </span>
        ) : null}
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-checked={isOn}
        aria-label={label}
        aria-describedby={hasAbout ? aboutId : undefined}
        aria-disabled={offReason === null ? undefined : true}
        checked={isOn}
        onChange={(event) => {
          if (offReason === null) onSwitch(event.target.checked);
        }}
        className="relative h-5 w-8.5 flex-none appearance-none rounded-full bg-border-control transition-colors before:absolute before:top-0.5 before:left-0.5 before:size-4 before:rounded-full before:bg-surface before:transition-transform checked:bg-accent checked:before:translate-x-3.5 aria-disabled:opacity-55"
      />
    </label>
  );
}
