import type { ItemCard } from '../../../../shared/lan/schemas.ts';

/**
 * Which season a show's page opens on: the one asked for, else where the next episode is, else the first that is not
 * the specials.
 */
export function chooseSeason(
  seasons: readonly ItemCard[],
  askedId: string | null,
  next: ItemCard | null,
): ItemCard | undefined {
  const nextSeasonId = next?.parents.find(({ kind }) => kind === 'season')?.id;
  return (
    seasons.find(({ id }) => id === askedId) ??
    seasons.find(({ id }) => id === nextSeasonId) ??
    seasons.find(({ number }) => number !== 0) ??
    seasons[0]
  );
}
