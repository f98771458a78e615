import { create } from 'zustand';
import type { ItemCard, WatchState } from '../../shared/lan/schemas.ts';
import { call } from './api.ts';
import { showToast } from '../ui/toasts.ts';
import { titleOf } from './words/item.ts';

type WatchStates = {
  /** What this person did here, newer than what the lists were loaded with. */
  readonly byItem: Readonly<Record<string, WatchState>>;
};

const useWatchStates = create<WatchStates>()(() => ({ byItem: {} }));

/** An item's state: as just changed here, else as it was loaded. */
export const useWatchState = (item: ItemCard): WatchState =>
  useWatchStates(({ byItem }) => byItem[item.id]) ?? item.state;

export const watchStateOf = (item: ItemCard): WatchState => useWatchStates.getState().byItem[item.id] ?? item.state;

export function noteWatchState(itemId: string, state: WatchState): void {
  useWatchStates.setState(({ byItem }) => ({ byItem: { ...byItem, [itemId]: state } }));
}

/** What the server has just sent is the newest there is. */
export function forgetWatchStates(items: readonly ItemCard[]): void {
  const { byItem } = useWatchStates.getState();
  if (!items.some((item) => item.id in byItem)) return;
  const sent = new Set(items.map((item) => item.id));
  useWatchStates.setState({ byItem: Object.fromEntries(Object.entries(byItem).filter(([id]) => !sent.has(id))) });
}

export async function setWatched(item: ItemCard, watched: boolean): Promise<void> {
  const before = watchStateOf(item);
  noteWatchState(item.id, { ...before, watched, positionMs: 0 });
  const result = await call('setWatched', { params: { id: item.id }, body: { watched } });
  if (!result.ok) {
    noteWatchState(item.id, before);
    showToast({ status: 'fail', text: `${titleOf(item)} was not changed. ${result.failure.message}` });
    return;
  }
  showToast({
    status: 'ok',
    text: watched ? `${titleOf(item)} is marked as watched` : `${titleOf(item)} is marked as not watched`,
    action: { label: 'Undo', run: () => void undoWatched(item, before) },
  });
}

async function undoWatched(item: ItemCard, before: WatchState): Promise<void> {
  noteWatchState(item.id, before);
  await call('setWatched', { params: { id: item.id }, body: { watched: before.watched } });
}

export async function setFavorite(item: ItemCard, favorite: boolean): Promise<void> {
  const before = watchStateOf(item);
  noteWatchState(item.id, { ...before, favorite });
  const result = await call('setFavorite', { params: { id: item.id }, body: { favorite } });
  if (!result.ok) {
    noteWatchState(item.id, before);
    showToast({ status: 'fail', text: `${titleOf(item)} was not changed. ${result.failure.message}` });
    return;
  }
  showToast({
    status: 'ok',
    text: favorite ? `${titleOf(item)} is a favourite` : `${titleOf(item)} is no longer a favourite`,
    action: { label: 'Undo', run: () => void setFavorite(item, !favorite) },
  });
}
