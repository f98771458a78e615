import { Skeleton, SkeletonRegion } from '../../../ui/skeleton.tsx';

export const DetailSkeleton = () => (
  <SkeletonRegion label="Loading the film">
    <h1 className="sr-only">Film</h1>
    <Skeleton className="h-50 rounded-none sm:mx-6 sm:h-75 sm:rounded-panel md:mt-1 lg:mx-12" />
    <div className="grid grid-cols-[104px_minmax(0,1fr)] gap-x-4 px-4 sm:px-10 md:grid-cols-[248px_minmax(0,1fr)] md:gap-x-10 lg:px-22">
      <Skeleton className="-mt-16 aspect-poster rounded-card ring-4 ring-canvas md:-mt-28" />
      <div className="pt-4 md:pt-8">
        <Skeleton className="h-9 w-72 max-w-full" />
        <Skeleton className="mt-3 h-4 w-40" />
        <div className="mt-6 flex gap-2.5">
          <Skeleton className="h-11 w-36 rounded-full" />
          <Skeleton className="size-11 rounded-full" />
          <Skeleton className="size-11 rounded-full" />
        </div>
      </div>
    </div>
  </SkeletonRegion>
);
