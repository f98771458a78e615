import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

type TooltipProps = {
  readonly text: string;
  /** Where it stands, as classes of its position. */
  readonly placement?: string;
  readonly className?: string;
  readonly children: ReactNode;
};

/**
 * A word beside what has only a picture, while it is pointed at or focused. Decoration: the picture has the same name for
 * a screen reader.
 */
export const Tooltip = ({
  text,
  placement = 'left-full top-1/2 ml-2 -translate-y-1/2',
  className,
  children,
}: TooltipProps) => (
  <span className={classNames('group/tip relative', className)}>
    {children}
    <span
      aria-hidden="true"
      className={classNames(
        'pointer-events-none absolute z-(--z-menu) hidden rounded-control border border-border bg-raised px-2 py-1 text-small whitespace-nowrap text-ink shadow-menu group-hover/tip:block group-has-focus-visible/tip:block',
        placement,
      )}
    >
      {text}
    </span>
  </span>
);
