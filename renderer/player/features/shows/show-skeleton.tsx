import { Skeleton, SkeletonRegion } from '../../../ui/skeleton.tsx';

export const ShowSkeleton = () => (
  <SkeletonRegion label="Loading the show">
    <h1 className="sr-only">Show</h1>
    <div className="gutter flex flex-col gap-x-10 gap-y-4 sm:pt-1 md:flex-row-reverse md:items-center">
      <Skeleton className="h-45 rounded-panel md:h-70 md:w-[57%] md:flex-none" />
      <div className="flex-1">
        <Skeleton className="h-9 w-72 max-w-full" />
        <Skeleton className="mt-3 h-4 w-40" />
        <div className="mt-6 flex gap-2.5">
          <Skeleton className="h-11 w-40 rounded-full" />
          <Skeleton className="size-11 rounded-full" />
          <Skeleton className="size-11 rounded-full" />
        </div>
      </div>
    </div>
    <div className="gutter mt-7">
      <Skeleton className="h-10 w-56 rounded-full" />
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} className="flex items-center gap-3.5 py-2 sm:gap-5">
          <Skeleton className="aspect-still w-31 flex-none rounded-field sm:w-36" />
          <Skeleton className="h-3.5 w-1/3" />
        </div>
      ))}
    </div>
  </SkeletonRegion>
);
