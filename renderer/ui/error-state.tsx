import { CircleX } from 'lucide-react';
import type { ReactNode } from 'react';

type ErrorStateProps = {
  readonly title: string;
  /** Why, in one sentence. */
  readonly children: ReactNode;
  readonly action: ReactNode;
  /** 1 where it is all there is on the page. */
  readonly level?: 1 | 2;
};

/** What failed, why, and the one thing to do about it. */
export function ErrorState({ title, children, action, level = 2 }: ErrorStateProps) {
  const Heading = `h${level}` as const;
  return (
    <section role="alert" className="mx-auto flex max-w-110 flex-col items-center px-4 py-16 text-center">
      <span className="grid size-12 place-items-center rounded-full border border-fail-border bg-fail-bg text-fail">
        <CircleX className="size-6" />
      </span>
      <Heading className="mt-4 text-section font-semibold tracking-tight text-balance">{title}</Heading>
      <p className="mt-1.5 text-read text-pretty text-ink-2">{children}</p>
      <div className="mt-5">{action}</div>
    </section>
  );
}
