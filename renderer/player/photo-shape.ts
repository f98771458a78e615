import type { ItemCard } from '../../shared/lan/schemas.ts';

/** What most cameras make, for a photo whose size is not known. */
const USUAL_RATIO = 4 / 3;
/** A panorama is drawn cut in a list, else it would be a ribbon; the viewer shows all of it. */
const WIDEST = 3;
const NARROWEST = 1 / 2;

/** Width over height as a photo is drawn in a list. */
export function photoRatio({ width, height }: Pick<ItemCard, 'width' | 'height'>): number {
  if (width === null || height === null || width === 0 || height === 0) return USUAL_RATIO;
  return Math.min(WIDEST, Math.max(NARROWEST, width / height));
}
