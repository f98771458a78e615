import type { ReactNode } from 'react';

type EmptyStateProps = {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly picture?: ReactNode;
  /** 1 where it is all there is on the page. */
  readonly level?: 1 | 2;
};

/** Nothing here, and nothing wrong: what goes here and how it comes. */
export function EmptyState({ title, children, action, picture, level = 2 }: EmptyStateProps) {
  const Heading = `h${level}` as const;
  return (
    <section className="mx-auto flex max-w-110 flex-col items-center px-4 py-16 text-center">
      {picture}
      <Heading className="mt-4 text-section font-semibold tracking-tight text-balance">{title}</Heading>
      {children === undefined ? null : <div className="mt-1.5 text-read text-pretty text-ink-2">{children}</div>}
      {action === undefined ? null : <div className="mt-5">{action}</div>}
    </section>
  );
}

/** Five books on a shelf, one of them coloured. */
export const ShelfPicture = () => (
  <svg
    width="120"
    height="76"
    viewBox="0 0 120 76"
    aria-hidden="true"
    fill="none"
    strokeWidth="1.6"
    strokeLinejoin="round"
  >
    <g className="stroke-border-control">
      <path d="M6 68h108" strokeLinecap="round" />
      <rect x="18" y="22" width="14" height="46" rx="2" />
      <rect x="48" y="28" width="16" height="40" rx="2" />
      <path d="m69 31 12-5 15 39-9 3.5H82z" />
    </g>
    <rect x="34" y="14" width="12" height="54" rx="2" className="fill-accent-soft stroke-accent" />
  </svg>
);
