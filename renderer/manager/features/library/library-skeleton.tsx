import { Skeleton } from '../../../ui/skeleton.tsx';

export const LibrarySkeleton = () => (
  <div className="flex flex-col gap-4">
    <div>
      <Skeleton className="h-7 w-72 max-w-full" />
      <Skeleton className="mt-1.5 h-4 w-96 max-w-full" />
    </div>
    <Skeleton className="h-60 rounded-card" />
    <div className="grid gap-4 xl:grid-cols-2">
      <Skeleton className="h-48 rounded-card" />
    </div>
  </div>
);
