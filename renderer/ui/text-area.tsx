import { useId, type ComponentPropsWithRef, type ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { FieldNote, frameStyle } from './field.tsx';

type TextAreaProps = Omit<ComponentPropsWithRef<'textarea'>, 'id'> & {
  readonly label: string;
  readonly help?: ReactNode;
  readonly error?: string | null;
  readonly mono?: boolean;
};

export function TextArea({ label, help, error = null, mono = false, className, ...area }: TextAreaProps) {
  const id = useId();
  const helpId = `${id}-help`;
  return (
    <div className={classNames('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className="text-label font-medium">
        {label}
      </label>
      <div className={frameStyle(error !== null)}>
        <textarea
          {...area}
          id={id}
          aria-invalid={error === null ? undefined : true}
          aria-describedby={error !== null || help !== undefined ? helpId : undefined}
          className={classNames(
            'w-full min-w-0 resize-none rounded-field bg-transparent px-3.5 py-2.5 outline-none',
            mono && 'font-mono text-label',
          )}
        />
      </div>
      <FieldNote id={helpId} help={help} error={error} />
    </div>
  );
}
