import { PosterSkeleton, SkeletonRegion } from '../../../ui/skeleton.tsx';
import type { TileShape } from '../../tile-shape.ts';

const TILES = Array.from({ length: 21 }, (_, index) => index);
const PHONE_COLUMNS: Record<TileShape, string> = { poster: 'grid-cols-3', square: 'grid-cols-2' };

type GridSkeletonProps = { readonly label: string; readonly tile?: TileShape };

export const GridSkeleton = ({ label, tile = 'poster' }: GridSkeletonProps) => (
  <SkeletonRegion label={label}>
    <div
      className={`grid ${PHONE_COLUMNS[tile]} gap-x-3 gap-y-5 sm:grid-cols-[repeat(auto-fill,minmax(160px,1fr))] sm:gap-x-5 sm:gap-y-7`}
    >
      {TILES.map((one) => (
        <PosterSkeleton key={one} shape={tile} />
      ))}
    </div>
  </SkeletonRegion>
);
