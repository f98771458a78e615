import { Heart } from 'lucide-react';
import { Link } from 'wouter';
import type { ItemCard } from '../../shared/lan/schemas.ts';
import { Artwork } from '../ui/artwork.tsx';
import { classNames } from '../ui/class-names.ts';
import { CAME_BY_LINK, photoPath } from './paths.ts';
import { photoRatio } from './photo-shape.ts';
import { posterOf } from './pictures.ts';
import { useWatchState } from './watch-state.ts';
import { takenWords } from './words/moment.ts';

type PhotoTileProps = {
  readonly item: ItemCard;
  /** Where it opens, when that is in an album. */
  readonly href?: string;
  /** Its height; how wide it is follows from the photo. */
  readonly className?: string;
  readonly sizes?: string;
};

/** A photo in its own proportions, uncut. */
export function PhotoTile({ item, href = photoPath(item.id), className, sizes = '320px' }: PhotoTileProps) {
  const { favorite } = useWatchState(item);
  return (
    <Link
      href={href}
      state={CAME_BY_LINK}
      aria-label={favorite ? `${photoName(item)}, favourite` : photoName(item)}
      style={{ aspectRatio: photoRatio(item) }}
      className={classNames(
        'relative block overflow-hidden rounded-chip bg-sunken transition-shadow hover:shadow-menu focus-visible:outline-3 focus-visible:outline-offset-1',
        className,
      )}
    >
      <Artwork title={item.title} picture={posterOf(item)} sizes={sizes} shape="still" away={!item.available} />
      {favorite ? (
        <Heart
          aria-hidden="true"
          className="absolute bottom-1.5 left-1.5 size-4.5 rounded-full bg-video-panel fill-video-text stroke-none p-1"
        />
      ) : null}
    </Link>
  );
}

/** "Photo of 14 November 2024, 18:05"; by its name when nobody knows when it was taken. */
export function photoName(item: ItemCard): string {
  const name = item.takenAt === null ? `Photo ${item.title}` : `Photo of ${takenWords(item.takenAt)}`;
  return item.available ? name : `${name}, drive not connected`;
}
