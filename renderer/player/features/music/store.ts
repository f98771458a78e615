import { create } from 'zustand';
import type { ItemCard, ItemDetail } from '../../../../shared/lan/schemas.ts';
import { ok } from '../../../../shared/result.ts';
import { call } from '../../api.ts';
import { readChildren } from '../../children.ts';
import { LOADING, settle, type Loadable } from '../../loadable.ts';
import { showToast } from '../../toasts.ts';
import { forgetWatchStates } from '../../watch-state.ts';
import { titleOf } from '../../words/item.ts';
import { createItemList } from '../library/item-list.ts';
import type { ListedKind } from '../library/listed-kind.ts';

export const ALBUMS: ListedKind = {
  library: 'music',
  list: createItemList('album'),
  tile: 'square',
  noun: 'album',
  things: 'albums',
  sorts: ['title', 'added', 'year'],
};
export const ARTISTS: ListedKind = {
  library: 'music',
  list: createItemList('artist'),
  tile: 'square',
  noun: 'artist',
  things: 'artists',
  sorts: ['title', 'added'],
};

/** An album with its tracks, or an artist with the albums, in their own order. */
export type Holder = { readonly item: ItemDetail; readonly children: readonly ItemCard[] };

type HolderState = { readonly itemId: string | null; readonly holder: Loadable<Holder> };

/** The album or artist last opened. */
export const useHolder = create<HolderState>()(() => ({ itemId: null, holder: LOADING }));

export async function loadHolder(itemId: string): Promise<void> {
  if (useHolder.getState().itemId !== itemId) useHolder.setState({ itemId, holder: LOADING });
  const [found, children] = await Promise.all([call('item', { params: { id: itemId } }), readChildren(itemId)]);
  if (useHolder.getState().itemId !== itemId) return;
  if (found.ok) forgetWatchStates([found.value]);
  const both = !found.ok ? found : !children.ok ? children : ok({ item: found.value, children: children.value });
  useHolder.setState(({ holder }) => ({ holder: settle(holder, both) }));
}

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
