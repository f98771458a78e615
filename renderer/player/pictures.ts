import { IMAGE_WIDTHS, type Image, type ItemCard } from '../../shared/lan/schemas.ts';
import type { Picture } from '../ui/picture.ts';

/** Where an image is, in every width the server makes. */
function pictureOf(image: Image | null): Picture | null {
  if (image === null) return null;
  const at = (width: number) => `/media/img/${image.id}/${width}`;
  return { src: at(480), srcSet: IMAGE_WIDTHS.map((width) => `${at(width)} ${width}w`).join(', ') };
}

export const posterOf = (item: ItemCard): Picture | null => pictureOf(item.poster);

/** A wide picture; a poster cut to shape is better than none. */
export const stillOf = (item: ItemCard): Picture | null => pictureOf(item.backdrop ?? item.poster);

export const backdropOf = (item: ItemCard): Picture | null => pictureOf(item.backdrop);
