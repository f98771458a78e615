import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { readChildren } from '../../children.ts';
import { createHolderStore } from '../../holder.ts';
import { showToast } from '../../../ui/toasts.ts';
import { titleOf } from '../../words/item.ts';
import { createItemList } from '../library/item-list.ts';
import type { ListedKind } from '../library/listed-kind.ts';

export const ALBUMS: ListedKind = {
  library: 'music',
  list: createItemList('album'),
  tile: 'square',
  noun: 'album',
  things: 'albums',
  calledBy: 'title',
  sorts: ['title', 'added', 'year'],
};
export const ARTISTS: ListedKind = {
  library: 'music',
  list: createItemList('artist'),
  tile: 'square',
  noun: 'artist',
  things: 'artists',
  calledBy: 'name',
  sorts: ['title', 'added'],
};

/** The album or artist last opened. */
export const musicHolder = createHolderStore();

/** Every track of these albums, album by album; null when one did not come, which is then said. */
export async function readTracks(albums: readonly ItemCard[]): Promise<readonly ItemCard[] | null> {
  const tracks: ItemCard[] = [];
  for (const album of albums) {
    const result = await readChildren(album.id);
    if (!result.ok) {
      showToast({ status: 'fail', text: `${titleOf(album)} did not load. ${result.failure.message}` });
      return null;
    }
    tracks.push(...result.value);
  }
  return tracks;
}
