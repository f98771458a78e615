import { create } from 'zustand';
import type { ItemCard, ItemDetail } from '../../../../shared/lan/schemas.ts';
import { call } from '../../api.ts';
import { readChildren } from '../../children.ts';
import { LOADING, settle, type Loadable } from '../../loadable.ts';
import { showToast } from '../../../ui/toasts.ts';
import { forgetWatchStates, noteWatchState, watchStateOf } from '../../watch-state.ts';
import { titleOf } from '../../words/item.ts';

export type Show = {
  /** `next` is the episode to play now, null when none is left or none can be. */
  readonly show: ItemDetail;
  readonly seasons: readonly ItemCard[];
};

type ShowState = {
  readonly showId: string | null;
  readonly show: Loadable<Show>;
  readonly episodes: Readonly<Record<string, Loadable<readonly ItemCard[]>>>;
  /** A season or show that is being marked; another press waits. */
  readonly markingId: string | null;
};

const EMPTY: ShowState = { showId: null, show: LOADING, episodes: {}, markingId: null };

/** The show last opened; kept while an episode plays, so that coming back shows it at once. */
export const useShow = create<ShowState>()(() => EMPTY);

export async function loadShow(showId: string): Promise<void> {
  if (useShow.getState().showId !== showId) useShow.setState({ ...EMPTY, showId });
  const [found, seasons] = await Promise.all([call('item', { params: { id: showId } }), readChildren(showId)]);
  if (useShow.getState().showId !== showId) return;
  if (found.ok) forgetWatchStates(found.value.next === null ? [found.value] : [found.value, found.value.next]);
  const both = !found.ok
    ? found
    : !seasons.ok
      ? seasons
      : { ok: true as const, value: { show: found.value, seasons: seasons.value } };
  useShow.setState(({ show }) => ({ show: settle(show, both) }));
}

export async function loadEpisodes(seasonId: string): Promise<void> {
  const { showId } = useShow.getState();
  const result = await readChildren(seasonId);
  if (useShow.getState().showId !== showId) return;
  useShow.setState(({ episodes }) => ({
    episodes: { ...episodes, [seasonId]: settle(episodes[seasonId] ?? LOADING, result) },
  }));
}

/** Mark a show or season with all its episodes; the marks of what is on the page change at once. */
export async function markAll(item: ItemCard, watched: boolean): Promise<void> {
  const { showId, episodes, markingId } = useShow.getState();
  if (showId === null || markingId !== null) return;
  useShow.setState({ markingId: item.id });
  const shown = Object.entries(episodes)
    .filter(([seasonId]) => item.kind === 'show' || seasonId === item.id)
    .flatMap(([, list]) => (list.kind === 'ready' ? list.value : []));
  const before = shown.map((episode) => ({ episode, state: watchStateOf(episode) }));
  for (const { episode, state } of before) noteWatchState(episode.id, { ...state, watched, positionMs: 0 });

  const result = await call('setWatched', { params: { id: item.id }, body: { watched } });
  if (result.ok) {
    showToast({
      status: 'ok',
      text: `${titleOf(item)} is marked as ${watched ? 'watched' : 'not watched'}, with every episode`,
    });
    // Which one comes next, and what is left of each season, only the server knows.
    await Promise.all([loadShow(showId), ...Object.keys(episodes).map(loadEpisodes)]);
  } else {
    for (const { episode, state } of before) noteWatchState(episode.id, state);
    showToast({ status: 'fail', text: `${titleOf(item)} was not changed. ${result.failure.message}` });
  }
  useShow.setState({ markingId: null });
}

/** After one episode was marked: what comes next may be another one. */
export async function refreshShow(): Promise<void> {
  const { showId } = useShow.getState();
  if (showId !== null) await loadShow(showId);
}
