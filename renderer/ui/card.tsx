import { useId, type ReactNode } from 'react';
import { classNames } from './class-names.ts';

type CardProps = {
  readonly title: string;
  /** A figure beside the title. */
  readonly count?: number;
  /** At the right of the title: a link, a button, a word. */
  readonly aside?: ReactNode;
  /** Below the last line, such as what can be done with all of it. */
  readonly footer?: ReactNode;
  /** A table or a list goes up to the edges and brings its own room. */
  readonly isFlush?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
};

/** A section of a page with its name. Cards are not nested; inside one, lines divide. */
export function Card({ title, count, aside, footer, isFlush = false, className, children }: CardProps) {
  const titleId = useId();
  return (
    <section
      aria-labelledby={titleId}
      className={classNames(
        'flex min-w-0 flex-col rounded-card border border-border bg-surface shadow-card',
        className,
      )}
    >
      <div className="flex min-h-11 flex-wrap items-center gap-x-2 gap-y-0.5 border-b border-border px-4 py-1.5">
        {/* It takes what is left of the line, so that what is beside it stands at the right, or at the left below it. */}
        <div className="flex grow items-baseline gap-2 text-body">
          <h2 id={titleId} className="font-semibold">
            {title}
          </h2>
          {count === undefined ? null : <span className="text-ink-3 tabular-nums">{count}</span>}
        </div>
        {aside === undefined ? null : <div className="flex items-center gap-2 text-small text-ink-3">{aside}</div>}
      </div>
      <div className={classNames('min-w-0 flex-1', !isFlush && 'p-4')}>{children}</div>
      {footer === undefined ? null : (
        <div className="flex flex-wrap items-center gap-2 border-t border-border px-4 py-2.5">{footer}</div>
      )}
    </section>
  );
}
