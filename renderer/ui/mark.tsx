type MarkProps = { readonly className?: string };

/** The mark: two posts with a play triangle held between them. */
export const Mark = ({ className = 'size-5.5' }: MarkProps) => (
  <svg viewBox="0 0 24 24" aria-hidden="true" fill="currentColor" className={className}>
    <rect x="3" y="2.5" width="4.5" height="19" rx="1.6" />
    <rect x="16.5" y="2.5" width="4.5" height="19" rx="1.6" />
    <path d="M6.5 6.4v11.2l2.4-.15 8.1-4.9v-1.1L8.9 6.55Z" />
  </svg>
);

/** The mark while the house is closed: the triangle has become two bars across the posts. */
export const LockedMark = ({ className = 'size-11' }: MarkProps) => (
  <svg viewBox="0 0 24 24" aria-hidden="true" fill="currentColor" className={className}>
    <rect x="3" y="2.5" width="4.5" height="19" rx="1.6" />
    <rect x="16.5" y="2.5" width="4.5" height="19" rx="1.6" />
    <rect x="7" y="6.6" width="10" height="3.4" />
    <rect x="7" y="14" width="10" height="3.4" />
  </svg>
);

export const Brand = ({ className }: MarkProps) => (
  <span className="flex items-center gap-2 font-semibold tracking-tight">
    <Mark className={`text-accent ${className ?? 'size-5.5'}`} />
    Holdfast
  </span>
);
