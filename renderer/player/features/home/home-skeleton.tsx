import { PosterSkeleton, Skeleton, SkeletonRegion } from '../../../ui/skeleton.tsx';

export const HomeSkeleton = () => (
  <SkeletonRegion label="Loading Home">
    <h1 className="sr-only">Home</h1>
    <div className="gutter overflow-hidden">
      <Skeleton className="mt-1 h-105 rounded-panel md:h-93" />
      <Skeleton className="mt-9 h-5 w-44" />
      <div className="mt-4.5 grid grid-cols-2 gap-3 sm:grid-cols-3 sm:gap-5 lg:grid-cols-4">
        {[0, 1, 2, 3].map((tile) => (
          <Skeleton key={tile} className="aspect-still rounded-field" />
        ))}
      </div>
      <Skeleton className="mt-9 h-5 w-36" />
      <div className="mt-4.5 grid grid-cols-3 gap-3 sm:grid-cols-5 sm:gap-5 lg:grid-cols-7 xl:grid-cols-8">
        {[0, 1, 2, 3, 4, 5, 6, 7].map((tile) => (
          <PosterSkeleton key={tile} />
        ))}
      </div>
    </div>
  </SkeletonRegion>
);
