import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type Status = 'neutral' | 'ok' | 'warn' | 'fail' | 'unknown' | 'info';

const TONES: Record<Status, string> = {
  neutral: 'border-border-strong bg-hover text-ink-2',
  ok: 'border-ok-border bg-ok-bg text-ok',
  warn: 'border-warn-border bg-warn-bg text-warn',
  fail: 'border-fail-border bg-fail-bg text-fail',
  unknown: 'border-dashed border-unknown-border bg-unknown-bg text-unknown',
  info: 'border-info-border bg-info-bg text-info',
};

export const Pill = ({ status = 'neutral', children }: { readonly status?: Status; readonly children: ReactNode }) => (
  <span
    className={classNames(
      'inline-flex h-5 items-center gap-1 rounded-chip border px-1.5 text-caption font-medium whitespace-nowrap',
      TONES[status],
    )}
  >
    {children}
  </span>
);
