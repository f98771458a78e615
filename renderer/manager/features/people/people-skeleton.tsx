import { Skeleton } from '../../../ui/skeleton.tsx';

export const PeopleSkeleton = () => (
  <div className="flex flex-col gap-5">
    <div>
      <Skeleton className="h-7 w-60" />
      <Skeleton className="mt-1.5 h-4 w-80 max-w-full" />
    </div>
    <div className="grid items-start gap-5 lg:grid-cols-[248px_minmax(0,1fr)]">
      <div className="flex flex-col gap-2">
        {[1, 2, 3].map((row) => (
          <Skeleton key={row} className="h-12 rounded-control" />
        ))}
      </div>
      <div className="flex flex-col gap-4 max-lg:hidden">
        <Skeleton className="h-14 w-90 max-w-full" />
        <Skeleton className="h-20 rounded-card" />
        <Skeleton className="h-48 rounded-card" />
      </div>
    </div>
  </div>
);
