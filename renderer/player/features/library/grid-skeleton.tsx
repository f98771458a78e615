import { PosterSkeleton, SkeletonRegion } from '../../../ui/skeleton.tsx';

const TILES = Array.from({ length: 21 }, (_, index) => index);

export const GridSkeleton = () => (
  <SkeletonRegion label="Loading films">
    <div className="grid grid-cols-3 gap-x-3 gap-y-5 sm:grid-cols-[repeat(auto-fill,minmax(160px,1fr))] sm:gap-x-5 sm:gap-y-7">
      {TILES.map((tile) => (
        <PosterSkeleton key={tile} />
      ))}
    </div>
  </SkeletonRegion>
);
