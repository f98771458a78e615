import type { ItemCard, Total, WatchState } from '../../../shared/lan/schemas.ts';
import { libraryKindOf } from '../kinds.ts';
import { length } from './duration.ts';
import { episodeLine, episodeTitle, seasonTitle } from './episode.ts';

const WEEK_MS = 7 * 24 * 60 * 60 * 1_000;

/** Added within a week, and this person has not begun it. */
export const isNew = (item: ItemCard, state: WatchState): boolean =>
  Date.now() - Date.parse(item.addedAt) < WEEK_MS && state.positionMs === 0 && !isWatched(item, state);

/** What an item is called on the screen; never empty. */
export function titleOf(item: ItemCard): string {
  switch (item.kind) {
    case 'episode':
      return episodeTitle(item);
    case 'season':
      return seasonTitle(item);
    case 'film':
    case 'show':
    case 'artist':
    case 'album':
    case 'track':
    case 'photo-album':
    case 'photo':
      return item.title === '' ? 'Untitled' : item.title;
  }
}

/** What is being watched, in its two lines: a film's name and year, a show's name and which episode. */
export function watchWords(item: ItemCard): { readonly title: string; readonly detail: string } {
  const show = item.parents.find(({ kind }) => kind === 'show');
  if (item.kind !== 'episode' || show === undefined) return { title: titleOf(item), detail: String(item.year ?? '') };
  return { title: show.title, detail: episodeLine(item) };
}

/** The one name of something being watched, in one line: "Kestrel Point S2 E4 · Lamp Oil". */
export function watchName(item: ItemCard): string {
  const { title, detail } = watchWords(item);
  return item.kind === 'episode' ? `${title} ${detail}` : title;
}

/** A show is watched when all its episodes are; it has no state of its own. Music and photos are never done with. */
export function isWatched(item: ItemCard, state: WatchState): boolean {
  const library = libraryKindOf(item.kind);
  if (library === 'music' || library === 'photo') return false;
  return item.unwatchedCount === null ? state.watched : item.unwatchedCount === 0;
}

/** The parts of the line under a tile. */
export function captionParts(item: ItemCard): readonly (string | number)[] {
  return partsOf(item).flatMap((part) => (part === null || part === '' ? [] : [part]));
}

function partsOf(item: ItemCard): readonly (string | number | null)[] {
  switch (item.kind) {
    case 'film':
      return [item.year, item.edition];
    case 'show':
    case 'season':
      return [item.year, item.unwatchedCount === null || item.unwatchedCount === 0 ? null : leftToWatch(item)];
    case 'episode':
      return [episodeLine(item)];
    case 'artist':
      return [item.childCount === null ? null : countOf(item.childCount, 'album')];
    case 'album':
      return [item.parents[0]?.title ?? item.artist, item.year];
    case 'track':
      return [item.artist ?? item.parents[0]?.title ?? null];
    case 'photo-album':
      return [item.childCount === null ? null : countOf(item.childCount, 'photo'), item.takenAt?.slice(0, 4) ?? null];
    case 'photo':
      return [];
  }
}

const leftToWatch = ({ unwatchedCount }: ItemCard): string => `${(unwatchedCount ?? 0).toLocaleString('en')} left`;

/**
 * The accessible name of a link to an item: "title, year, watched". It begins with what is seen, in the same order, so
 * that it can be said to a voice control.
 */
export function itemName(item: ItemCard, state: WatchState, caption = captionParts(item)): string {
  const parts = [
    titleOf(item),
    ...caption,
    isNew(item, state) && 'new',
    isWatched(item, state) && 'watched',
    !item.available && 'drive not connected',
  ];
  return parts.filter((part) => part !== false).join(', ');
}

export const leftOf = (item: ItemCard, state: WatchState): number =>
  Math.max(0, (item.durationMs ?? state.positionMs) - state.positionMs);

/** "1 h 34 min left", or null when it is not known how long the item is. */
export const timeLeft = (item: ItemCard, state: WatchState): string | null =>
  item.durationMs === null ? null : `${length(leftOf(item, state))} left`;

export const watchedShare = (item: ItemCard, state: WatchState): number =>
  item.durationMs === null || item.durationMs === 0 ? 0 : state.positionMs / item.durationMs;

/** "1 album", "862 albums", "More than 500 albums". */
export function countOf(total: Total, noun: string): string {
  if (typeof total === 'object') return `More than ${total.atLeast.toLocaleString('en')} ${noun}s`;
  return total === 1 ? `1 ${noun}` : `${total.toLocaleString('en')} ${noun}s`;
}
