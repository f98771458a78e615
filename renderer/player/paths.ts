import type { ItemCard, ItemKind, Library, Parent } from '../../shared/lan/schemas.ts';
import { KIND_PLACES, libraryKindOf } from './kinds.ts';

export const showPath = (showId: string, seasonId?: string): string =>
  `/shows/${showId}${seasonId === undefined ? '' : `?season=${seasonId}`}`;
export const artistPath = (artistId: string): string => `/music/artists/${artistId}`;
export const albumPath = (albumId: string): string => `/music/albums/${albumId}`;
export const photoAlbumPath = (albumId: string): string => `/photos/albums/${albumId}`;

/** @param albumId the album one steps through from there; without one all photos. */
export const photoPath = (photoId: string, albumId: string | null = null): string =>
  `/photos/${photoId}${albumId === null ? '' : `?album=${albumId}`}`;

export const libraryPath = (library: Library): string => `${KIND_PLACES[library.kind].href}?library=${library.id}`;

/** The page of an item; what has none of its own is shown on the page of what contains it. */
export function itemPath(item: ItemCard): string {
  switch (item.kind) {
    case 'film':
      return `/films/${item.id}`;
    case 'show':
      return showPath(item.id);
    case 'season':
      return within(item, 'show', (showId) => showPath(showId, item.id));
    case 'episode':
      return within(item, 'show', (showId) => showPath(showId, parentOf(item, 'season')?.id));
    case 'artist':
      return artistPath(item.id);
    case 'album':
      return albumPath(item.id);
    case 'track':
      return within(item, 'album', albumPath);
    case 'photo-album':
      return photoAlbumPath(item.id);
    case 'photo':
      return photoPath(item.id);
  }
}

export const parentOf = (item: ItemCard, kind: ItemKind): Parent | undefined =>
  item.parents.find((parent) => parent.kind === kind);

/** A page of its parent; without one (it is being moved by a scan) the list of its kind. */
function within(item: ItemCard, kind: ItemKind, path: (parentId: string) => string): string {
  const parent = parentOf(item, kind);
  return parent === undefined ? KIND_PLACES[libraryKindOf(item.kind)].href : path(parent.id);
}

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
