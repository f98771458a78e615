import { create } from 'zustand';
import type { ItemCard, Library } from '../../../../shared/lan/schemas.ts';
import { call } from '../../api.ts';
import { LOADING, settle, type Loadable } from '../../loadable.ts';
import { forgetWatchStates } from '../../watch-state.ts';

type Home = {
  readonly continueWatching: readonly ItemCard[];
  readonly recentlyAdded: { readonly film: readonly ItemCard[] };
  readonly libraries: readonly Library[];
};

/** The rows of the first screen; kept while other pages are open, so that coming back shows them at once. */
export const useHome = create<{ readonly home: Loadable<Home> }>()(() => ({ home: LOADING }));

export async function loadHome(): Promise<void> {
  const result = await call('home');
  if (result.ok) forgetWatchStates([...result.value.continueWatching, ...result.value.recentlyAdded.film]);
  useHome.setState(({ home }) => ({ home: settle(home, result) }));
}
