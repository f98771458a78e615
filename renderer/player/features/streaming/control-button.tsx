import type { ComponentPropsWithRef, ReactNode } from 'react';
import { classNames } from '../../../ui/class-names.ts';

type ControlButtonProps = Omit<ComponentPropsWithRef<'button'>, 'aria-label' | 'children'> & {
  readonly label: string;
  readonly icon: ReactNode;
  /** The large round buttons in the middle of a phone's picture. */
  readonly isLarge?: boolean;
};

/** A round button over the video. */
export const ControlButton = ({ label, icon, isLarge = false, className, ...rest }: ControlButtonProps) => (
  <button
    type="button"
    {...rest}
    aria-label={label}
    title={label}
    className={classNames(
      'grid flex-none place-items-center rounded-full text-video-text outline-video-accent transition-colors aria-expanded:bg-video-border',
      isLarge ? 'size-14 bg-video-scrim' : 'size-(--size-touch) hover:bg-video-border',
      className,
    )}
  >
    {icon}
  </button>
);
