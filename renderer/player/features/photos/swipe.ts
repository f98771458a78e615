/** A finger that moved this share of the picture's width has turned the page, however slowly. */
const SHARE = 0.22;
/** A flick: short, but quick. */
const FLICK_PX = 24;
const FLICK_PX_PER_MS = 0.45;

/** Where a finger's way across leads: 1 to the next photo, -1 to the one before, 0 back to where it was. */
export function swipeStep(movedPx: number, widthPx: number, tookMs: number): -1 | 0 | 1 {
  const far = Math.abs(movedPx);
  const isFlick = far >= FLICK_PX && far / Math.max(1, tookMs) >= FLICK_PX_PER_MS;
  if (far < widthPx * SHARE && !isFlick) return 0;
  return movedPx < 0 ? 1 : -1;
}

/** How far the picture follows the finger: all the way, but at an end only a little. */
export const followPx = (movedPx: number, canGo: boolean): number => (canGo ? movedPx : movedPx / 4);
