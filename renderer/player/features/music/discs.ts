import type { ItemCard } from '../../../../shared/lan/schemas.ts';

export type Disc = { readonly number: number | null; readonly tracks: readonly ItemCard[] };

/** An album's tracks disc by disc, in the order they came; one disc of no number when there is nothing to tell apart. */
export function discsOf(tracks: readonly ItemCard[]): readonly Disc[] {
  const numbers = new Set(tracks.map(({ disc }) => disc ?? 1));
  if (numbers.size <= 1) return [{ number: null, tracks }];
  return [...numbers].map((number) => ({ number, tracks: tracks.filter(({ disc }) => (disc ?? 1) === number) }));
}
