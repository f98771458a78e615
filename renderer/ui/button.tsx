import { useId, type ComponentPropsWithRef, type ReactNode } from 'react';
import { buttonStyle, type ButtonSize, type ButtonVariant } from './button-style.ts';
import { Spinner } from './spinner.tsx';

type ButtonProps = Omit<ComponentPropsWithRef<'button'>, 'disabled'> & {
  readonly variant?: ButtonVariant;
  readonly size?: ButtonSize;
  readonly icon?: ReactNode;
  /** What it is doing, in -ing; while set, pressing does nothing. */
  readonly busy?: string | null;
  /** Why it is off; a screen reader hears it with the name. */
  readonly offReason?: string | null;
};

export function Button({
  variant = 'plain',
  size = 'm',
  icon,
  busy = null,
  offReason = null,
  type = 'button',
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const reasonId = useId();
  const isOff = busy !== null || offReason !== null;
  return (
    <button
      {...rest}
      // A form is sent by its submit button even when aria says it is off, so it stops being one.
      type={isOff ? 'button' : type}
      aria-disabled={offReason === null ? undefined : true}
      aria-busy={busy === null ? undefined : true}
      aria-describedby={offReason === null ? rest['aria-describedby'] : reasonId}
      onClick={isOff ? undefined : onClick}
      className={buttonStyle({ variant, size, className })}
    >
      {busy === null ? icon : <Spinner />}
      {busy ?? children}
      {offReason === null ? null : (
        <span id={reasonId} className="sr-only">
          {offReason}
        </span>
      )}
    </button>
  );
}
