import { Link } from 'wouter';
import type { ItemCard } from '../../shared/lan/schemas.ts';
import { Artwork } from '../ui/artwork.tsx';
import { classNames } from '../ui/class-names.ts';
import { photoPath } from './paths.ts';
import { photoRatio } from './photo-shape.ts';
import { posterOf } from './pictures.ts';
import { takenWords } from './words/moment.ts';

type PhotoTileProps = {
  readonly item: ItemCard;
  /** Its height; how wide it is follows from the photo. */
  readonly className?: string;
  readonly sizes?: string;
};

/** A photo in its own proportions, uncut. */
export const PhotoTile = ({ item, className, sizes = '320px' }: PhotoTileProps) => (
  <Link
    href={photoPath(item.id)}
    aria-label={photoName(item)}
    style={{ aspectRatio: photoRatio(item) }}
    className={classNames(
      'block overflow-hidden rounded-chip bg-sunken transition-shadow hover:shadow-menu focus-visible:outline-3',
      className,
    )}
  >
    <Artwork title={item.title} picture={posterOf(item)} sizes={sizes} shape="still" away={!item.available} />
  </Link>
);

/** "Photo of 14 November 2024, 18:05"; by its name when nobody knows when it was taken. */
export function photoName(item: ItemCard): string {
  const name = item.takenAt === null ? `Photo ${item.title}` : `Photo of ${takenWords(item.takenAt)}`;
  return item.available ? name : `${name}, drive not connected`;
}
