import type { ReactNode } from 'react';

type StatProps = {
  readonly label: string;
  /** With its unit, e.g. "3.4 GB". */
  readonly value: ReactNode;
  /** A second line: since when, of how much. */
  readonly about?: ReactNode;
};

/** One figure and what it counts. */
export const Stat = ({ label, value, about }: StatProps) => (
  <div className="min-w-0">
    <p className="text-small text-ink-3">{label}</p>
    <p className="text-section font-semibold tracking-tight tabular-nums">{value}</p>
    {about === undefined ? null : <p className="text-small text-ink-3 tabular-nums">{about}</p>}
  </div>
);
