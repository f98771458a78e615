import { CircleX } from 'lucide-react';
import type { ReactNode } from 'react';

type ErrorStateProps = {
  readonly title: string;
  /** Why, in one sentence. */
  readonly children: ReactNode;
  readonly action: ReactNode;
};

/** What failed, why, and the one thing to do about it. */
export const ErrorState = ({ title, children, action }: ErrorStateProps) => (
  <section role="alert" className="mx-auto flex max-w-105 flex-col items-center py-16 text-center">
    <span className="grid size-12 place-items-center rounded-full border border-fail-border bg-fail-bg text-fail">
      <CircleX className="size-6" />
    </span>
    <h2 className="mt-4 text-section font-semibold tracking-tight">{title}</h2>
    <p className="mt-1.5 text-read text-ink-2">{children}</p>
    <div className="mt-5">{action}</div>
  </section>
);
