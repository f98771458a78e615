import type { ComponentPropsWithRef, ReactNode } from 'react';
import { iconButtonStyle, type ButtonSize, type ButtonVariant } from './button-style.ts';

type IconButtonProps = Omit<ComponentPropsWithRef<'button'>, 'children' | 'aria-label'> & {
  /** Its accessible name, shown as a tooltip too. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly variant?: ButtonVariant;
  readonly size?: ButtonSize;
};

export const IconButton = ({ label, icon, variant, size, className, ...rest }: IconButtonProps) => (
  <button
    type="button"
    {...rest}
    aria-label={label}
    title={label}
    className={iconButtonStyle({ variant, size, className })}
  >
    {icon}
  </button>
);
