import { useId, type ReactNode } from 'react';

type SegmentProps<T extends string> = {
  readonly label: string;
  readonly choices: readonly { readonly value: T; readonly label: string; readonly icon?: ReactNode }[];
  readonly value: T;
  readonly onChoose: (value: T) => void;
};

/** Two to four words side by side, one of them chosen. Native radios underneath, so arrows work. */
export function Segment<T extends string>({ label, choices, value, onChoose }: SegmentProps<T>) {
  const group = useId();
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className="inline-flex gap-0.5 rounded-field border border-border bg-sunken p-0.5"
    >
      {choices.map((choice) => (
        <label
          key={choice.value}
          className="relative flex h-9 items-center pointer-coarse:h-11 gap-1.5 rounded-control px-3.5 text-label font-medium text-ink-2 has-checked:bg-raised has-checked:text-ink has-checked:ring-1 has-checked:ring-border has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-2 has-[:focus-visible]:outline-focus"
        >
          <input
            type="radio"
            name={group}
            checked={choice.value === value}
            onChange={() => onChoose(choice.value)}
            className="absolute inset-0 opacity-0"
          />
          {choice.icon}
          {choice.label}
        </label>
      ))}
    </div>
  );
}
