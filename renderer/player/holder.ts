import { create, type UseBoundStore, type StoreApi } from 'zustand';
import type { ItemCard, ItemDetail } from '../../shared/lan/schemas.ts';
import { ok } from '../../shared/result.ts';
import { call } from './api.ts';
import { readChildren } from './children.ts';
import { LOADING, settle, type Loadable } from './loadable.ts';
import { forgetWatchStates } from './watch-state.ts';

/** An item with all it contains, in its own order: an album with its tracks, an artist with the albums. */
export type Holder = { readonly item: ItemDetail; readonly children: readonly ItemCard[] };

type HolderState = { readonly itemId: string | null; readonly holder: Loadable<Holder> };

export type HolderStore = {
  readonly useHolder: UseBoundStore<StoreApi<HolderState>>;
  readonly load: (itemId: string) => Promise<void>;
};

/** The one last opened, kept while other pages are open, so that going back finds it at once. */
export function createHolderStore(): HolderStore {
  const useHolder = create<HolderState>()(() => ({ itemId: null, holder: LOADING }));

  async function load(itemId: string): Promise<void> {
    if (useHolder.getState().itemId !== itemId) useHolder.setState({ itemId, holder: LOADING });
    const [found, children] = await Promise.all([call('item', { params: { id: itemId } }), readChildren(itemId)]);
    if (useHolder.getState().itemId !== itemId) return;
    if (found.ok) forgetWatchStates([found.value]);
    const both = !found.ok ? found : !children.ok ? children : ok({ item: found.value, children: children.value });
    useHolder.setState(({ holder }) => ({ holder: settle(holder, both) }));
  }

  return { useHolder, load };
}
