import { Skeleton, SkeletonRegion } from '../../../ui/skeleton.tsx';

/** Widths against heights of photos as they often follow each other. */
const ROWS = [
  [3, 4, 2, 4, 3],
  [4, 3, 3, 4],
  [2, 4, 4, 3, 3],
] as const;

export const WallSkeleton = () => (
  <SkeletonRegion label="Loading photos">
    <Skeleton className="mt-8 mb-3 h-5 w-44" />
    <div className="grid gap-0.75 sm:gap-1.5">
      {ROWS.map((row, index) => (
        <div key={index} className="flex gap-0.75 sm:gap-1.5">
          {row.map((share, at) => (
            <span key={at} className="h-29 min-w-0 sm:h-52" style={{ flexGrow: share, flexBasis: 0 }}>
              <Skeleton className="size-full" />
            </span>
          ))}
        </div>
      ))}
    </div>
  </SkeletonRegion>
);
