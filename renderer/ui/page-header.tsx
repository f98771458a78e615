import type { ReactNode } from 'react';

type PageHeaderProps = {
  /** The state of what the page is about, as a sentence: "Backed up last night, verified, in two places". */
  readonly title: string;
  /** Count and time. */
  readonly about?: ReactNode;
  /** What to do about it; at most one filled button. */
  readonly actions?: ReactNode;
};

/** How every page of the window begins: the state, then what to do about it (UI.md, principle 1). */
export const PageHeader = ({ title, about, actions }: PageHeaderProps) => (
  <header className="flex flex-wrap items-start gap-x-4 gap-y-3">
    <div className="min-w-0 flex-1 basis-80">
      <h1 className="text-title font-semibold tracking-tight text-pretty">{title}</h1>
      {about === undefined ? null : <div className="mt-0.5 text-body text-pretty text-ink-2">{about}</div>}
    </div>
    {actions === undefined ? null : <div className="flex flex-wrap items-center gap-2">{actions}</div>}
  </header>
);
