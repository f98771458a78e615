import { Skeleton, SkeletonRegion } from '../../../ui/skeleton.tsx';

export const HolderSkeleton = ({ noun }: { readonly noun: 'album' | 'artist' }) => (
  <SkeletonRegion label={`Loading the ${noun}`}>
    <h1 className="sr-only">{noun === 'album' ? 'Album' : 'Artist'}</h1>
    <div className="gutter flex flex-col gap-x-10 gap-y-5 pt-2 sm:flex-row sm:items-end sm:pt-4">
      <Skeleton className="aspect-cover w-50 rounded-card sm:w-60" />
      <div className="flex-1">
        <Skeleton className="h-9 w-72 max-w-full" />
        <Skeleton className="mt-3 h-4 w-40" />
        <div className="mt-6 flex gap-2.5">
          <Skeleton className="h-11 w-28 rounded-full" />
          <Skeleton className="h-11 w-28 rounded-full" />
        </div>
      </div>
    </div>
    <div className="gutter mt-8 grid gap-4">
      {[0, 1, 2, 3, 4, 5, 6].map((row) => (
        <Skeleton key={row} className="h-4" />
      ))}
    </div>
  </SkeletonRegion>
);
