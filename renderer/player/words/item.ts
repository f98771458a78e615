import type { ItemCard, Total, WatchState } from '../../../shared/lan/schemas.ts';
import { length } from './duration.ts';

const WEEK_MS = 7 * 24 * 60 * 60 * 1_000;

export const isNew = (item: ItemCard): boolean => Date.now() - Date.parse(item.addedAt) < WEEK_MS;

/**
 * The accessible name of a link to an item: "title, year, watched". It begins with what is seen, in the same order, so
 * that it can be said to a voice control.
 */
export function itemName(item: ItemCard, state: WatchState): string {
  const parts = [
    item.title,
    item.year,
    item.edition,
    isNew(item) && 'new',
    state.watched && 'watched',
    !item.available && 'drive not connected',
  ];
  return parts.filter((part) => part !== null && part !== false).join(', ');
}

export const leftOf = (item: ItemCard, state: WatchState): number =>
  Math.max(0, (item.durationMs ?? state.positionMs) - state.positionMs);

/** "1 h 34 min left", or null when it is not known how long the item is. */
export const timeLeft = (item: ItemCard, state: WatchState): string | null =>
  item.durationMs === null ? null : `${length(leftOf(item, state))} left`;

export const watchedShare = (item: ItemCard, state: WatchState): number =>
  item.durationMs === null || item.durationMs === 0 ? 0 : state.positionMs / item.durationMs;

/** "1 title", "862 titles", "More than 500 titles". */
export function countTitles(total: Total): string {
  if (typeof total === 'object') return `More than ${total.atLeast.toLocaleString('en')} titles`;
  return total === 1 ? '1 title' : `${total.toLocaleString('en')} titles`;
}
