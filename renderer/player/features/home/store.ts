import { create } from 'zustand';
import type { ResponseOf } from '../../../../shared/lan/route.ts';
import type { Api } from '../../../../shared/lan/routes.ts';
import { LIBRARY_KINDS } from '../../../../shared/lan/schemas.ts';
import { call } from '../../api.ts';
import { LOADING, settle, type Loadable } from '../../loadable.ts';
import { forgetWatchStates } from '../../watch-state.ts';

type Home = ResponseOf<Api['home']>;

/** The rows of the first screen; kept while other pages are open, so that coming back shows them at once. */
export const useHome = create<{ readonly home: Loadable<Home> }>()(() => ({ home: LOADING }));

export async function loadHome(): Promise<void> {
  const result = await call('home');
  if (result.ok) {
    const { continueWatching, nextUp, recentlyAdded } = result.value;
    forgetWatchStates([...continueWatching, ...nextUp, ...LIBRARY_KINDS.flatMap((kind) => recentlyAdded[kind])]);
  }
  useHome.setState(({ home }) => ({ home: settle(home, result) }));
}
