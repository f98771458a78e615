import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { useLate } from './use-late.ts';

/** One grey box in the place of what is to come. */
export const Skeleton = ({ className }: { readonly className: string }) => (
  <span aria-hidden="true" className={classNames('skeleton block rounded-chip', className)} />
);

/** Holds the boxes' place from the start, so nothing jumps, and shows them once it takes long. */
export function SkeletonRegion({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const isLate = useLate();
  return (
    <div aria-busy="true" className={isLate ? undefined : 'opacity-0'}>
      <span role="status" className="sr-only">
        {isLate ? label : ''}
      </span>
      {children}
    </div>
  );
}

export const PosterSkeleton = ({ shape = 'poster' }: { readonly shape?: 'poster' | 'square' }) => (
  <div>
    <Skeleton className={shape === 'poster' ? 'aspect-poster rounded-field' : 'aspect-cover rounded-field'} />
    <Skeleton className="mt-3.5 h-3 w-4/5" />
    <Skeleton className="mt-2 h-2.5 w-2/5" />
  </div>
);
