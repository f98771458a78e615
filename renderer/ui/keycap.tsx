import type { ReactNode } from 'react';

export const Keycap = ({ children }: { readonly children: ReactNode }) => (
  <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-chip border border-border-strong bg-surface px-1 font-sans text-caption text-ink-3">
    {children}
  </kbd>
);
