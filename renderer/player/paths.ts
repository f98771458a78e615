import type { ItemCard, Library } from '../../shared/lan/schemas.ts';

export const filmPath = (item: ItemCard): string => `/films/${item.id}`;
export const libraryPath = (library: Library): string => `/films?library=${library.id}`;

type WatchFrom = { readonly fromStart?: boolean; readonly versionId?: string };

/** Where an item plays; without more, where it was left off and in its first version. */
export function watchPath(item: ItemCard, { fromStart = false, versionId }: WatchFrom = {}): string {
  const query = new URLSearchParams();
  if (versionId !== undefined) query.set('version', versionId);
  if (fromStart) query.set('from', 'start');
  return `/watch/${item.id}${query.size === 0 ? '' : `?${query}`}`;
}

/** History state of a page reached by a link of ours, which "Back" can therefore return from. */
export const CAME_BY_LINK = 'came-by-link';
