import { Check, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ArtShape } from './artwork.tsx';
import { classNames } from './class-names.ts';

/** A link round a tile: the ring goes round the art, not round the caption. */
export const TILE_LINK = 'group block min-w-0 outline-none';

type TileFrameProps = { readonly shape: ArtShape; readonly children: ReactNode };

const RATIOS: Record<ArtShape, string> = {
  poster: 'aspect-poster',
  square: 'aspect-cover',
  round: 'aspect-cover',
  still: 'aspect-still',
};

export const TileFrame = ({ shape, children }: TileFrameProps) => (
  <div
    className={classNames(
      'relative overflow-hidden bg-sunken ring-1 ring-border',
      shape === 'round' ? 'rounded-full' : 'rounded-field',
      'transition-shadow group-hover:shadow-menu group-focus-visible:outline-3 group-focus-visible:outline-offset-3 group-focus-visible:outline-focus',
      RATIOS[shape],
    )}
  >
    {children}
  </div>
);

const BADGE =
  'absolute right-2 bottom-2 grid size-5.5 place-items-center rounded-full bg-video-panel text-video-text ring-[1.5px] ring-video-border';

export const WatchedBadge = () => (
  <span aria-hidden="true" className={BADGE}>
    <Check className="size-3 stroke-[2.2]" />
  </span>
);

export const AwayBadge = () => (
  <span aria-hidden="true" className={BADGE}>
    <Unplug className="size-3" />
  </span>
);
