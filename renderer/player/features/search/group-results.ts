import type { ItemCard, ItemKind } from '../../../../shared/lan/schemas.ts';

export type GroupName = 'titles' | 'episodes' | 'music' | 'photoAlbums' | 'photos';

export type ResultGroups = {
  /** The one most likely meant; the groups leave it out. */
  readonly best: ItemCard | null;
  readonly groups: Readonly<Record<GroupName, readonly ItemCard[]>>;
};

const GROUP_OF: Readonly<Record<ItemKind, GroupName>> = {
  film: 'titles',
  show: 'titles',
  season: 'episodes',
  episode: 'episodes',
  artist: 'music',
  album: 'music',
  track: 'music',
  'photo-album': 'photoAlbums',
  photo: 'photos',
};

/** Those come first in their group, whatever matched better: an artist's name finds each of its tracks too. */
const FIRST_KINDS: readonly ItemKind[] = ['artist', 'album'];

/** Sort what a search found, best match first, into what the page shows side by side. */
export function groupResults(found: readonly ItemCard[]): ResultGroups {
  // A photo's name is a number its camera gave, and a season is named by its number: neither is what one looks for.
  const best = found.find(({ kind }) => kind !== 'photo' && kind !== 'season') ?? null;
  const groups: Record<GroupName, ItemCard[]> = { titles: [], episodes: [], music: [], photoAlbums: [], photos: [] };
  for (const item of found) if (item !== best) groups[GROUP_OF[item.kind]].push(item);
  groups.music.sort((one, other) => rank(one) - rank(other));
  return { best, groups };
}

const rank = ({ kind }: ItemCard): number => {
  const at = FIRST_KINDS.indexOf(kind);
  return at === -1 ? FIRST_KINDS.length : at;
};
