import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { createHolderStore } from '../../holder.ts';
import { createItemList, type ListQuery } from '../library/item-list.ts';
import type { ListedKind } from '../library/listed-kind.ts';

/** All photos, newest first. */
export const photoList = createItemList('photo');

export const photoQuery = (library: string | null): ListQuery => ({
  sort: 'taken',
  order: 'desc',
  ...(library === null ? {} : { library }),
});

export const PHOTO_ALBUMS: ListedKind = {
  library: 'photo',
  list: createItemList('photo-album'),
  tile: 'square',
  noun: 'album',
  things: 'albums',
  calledBy: 'name',
  sorts: ['taken', 'title', 'added'],
};

/** The album of photos last opened. */
export const photoAlbum = createHolderStore();

/** The photos one steps through, in their order. */
export type Trail = {
  readonly photos: readonly ItemCard[];
  /** More are to be read after the last. */
  readonly hasMore: boolean;
};

const NONE: readonly ItemCard[] = [];

/** @param albumId the album they are in; null for all photos, as the page of photos last had them. */
export function useTrail(albumId: string | null): Trail {
  const all = photoList.useList();
  const album = photoAlbum.useHolder();
  if (albumId === null) return { photos: all.items, hasMore: all.query === null || all.nextCursor !== null };
  const isLoaded = album.itemId === albumId && album.holder.kind === 'ready';
  return {
    photos: isLoaded && album.holder.kind === 'ready' ? album.holder.value.children : NONE,
    hasMore: !isLoaded,
  };
}

/** Have the trail of a photo that was opened by its address, or after the page was loaded anew. */
export async function openTrail(albumId: string | null): Promise<void> {
  if (albumId !== null) {
    if (photoAlbum.useHolder.getState().itemId !== albumId) await photoAlbum.load(albumId);
  } else if (photoList.useList.getState().query === null) await photoList.open(photoQuery(null));
}
