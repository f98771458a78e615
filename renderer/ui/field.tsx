import { useId, type ComponentPropsWithRef, type ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type FieldProps = Omit<ComponentPropsWithRef<'input'>, 'size' | 'id'> & {
  readonly label: string;
  readonly help?: ReactNode;
  readonly error?: string | null;
  readonly mono?: boolean;
  /** What stands inside the frame after the input, such as a button. */
  readonly trailing?: ReactNode;
  /** What stands under the frame and belongs to it, such as a strength meter. */
  readonly below?: ReactNode;
};

export const frameStyle = (isWrong: boolean): string =>
  classNames(
    'flex w-full items-center rounded-field border bg-surface text-read text-ink',
    'has-[:is(input,textarea):focus-visible]:outline-2 has-[:is(input,textarea):focus-visible]:-outline-offset-1 has-[:is(input,textarea):focus-visible]:outline-focus',
    isWrong ? 'border-fail-solid' : 'border-border-control',
  );

export function Field({ label, help, error = null, mono = false, trailing, below, className, ...input }: FieldProps) {
  const id = useId();
  const helpId = `${id}-help`;
  return (
    <div className={classNames('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className="text-label font-medium">
        {label}
      </label>
      <div className={classNames(frameStyle(error !== null), 'h-11')}>
        <input
          {...input}
          id={id}
          aria-invalid={error === null ? undefined : true}
          aria-describedby={error !== null || help !== undefined ? helpId : undefined}
          className={classNames(
            'h-full w-full min-w-0 rounded-field bg-transparent px-3.5 outline-none',
            mono && 'font-mono',
          )}
        />
        {trailing}
      </div>
      {below}
      <FieldNote id={helpId} help={help} error={error} />
    </div>
  );
}

type FieldNoteProps = { readonly id: string; readonly help?: ReactNode; readonly error: string | null };

/** The line under a field: its help, or what is wrong with what was typed. */
export function FieldNote({ id, help, error }: FieldNoteProps) {
  if (error !== null) {
    return (
      <p id={id} role="alert" className="text-body text-fail">
        {error}
      </p>
    );
  }
  return help === undefined ? null : (
    <p id={id} className="text-body text-ink-3">
      {help}
    </p>
  );
}
