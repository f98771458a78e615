/**
 * What is played and in which order, as values: nothing here knows of sound. The same track may stand in a queue twice, so
 * each place has a key of its own.
 */
import type { ItemCard } from '../../../../shared/lan/schemas.ts';

export type QueueEntry = { readonly key: number; readonly track: ItemCard };
export type Repeat = 'off' | 'all' | 'one';

export type Queue = {
  /** In the order they are played. */
  readonly entries: readonly QueueEntry[];
  /** Index of the one that plays. */
  readonly at: number;
  /** The order they were put in, while another one is played; null when that is the order. */
  readonly unshuffled: readonly QueueEntry[] | null;
};

export const isShuffled = (queue: Queue): boolean => queue.unshuffled !== null;
export const currentOf = ({ entries, at }: Queue): QueueEntry | undefined => entries[at];

/** @param firstKey keys count up from here; the caller never gives the same one twice. */
export const entriesOf = (tracks: readonly ItemCard[], firstKey: number): readonly QueueEntry[] =>
  tracks.map((track, index) => ({ key: firstKey + index, track }));

export const createQueue = (entries: readonly QueueEntry[], at: number): Queue => ({ entries, at, unshuffled: null });

/** Where to go when a track has ended; null when that was the last. */
export function indexAfter({ entries, at }: Queue, repeat: Repeat): number | null {
  if (repeat === 'one') return at;
  return indexNext({ entries, at }, repeat);
}

/** Where "Next" leads: on, even while one track is repeated; round from the end only when all are. */
export function indexNext({ entries, at }: Pick<Queue, 'entries' | 'at'>, repeat: Repeat): number | null {
  if (at + 1 < entries.length) return at + 1;
  return repeat === 'all' && entries.length > 0 ? 0 : null;
}

/** Where "Previous" leads; null at the start. */
export function indexBefore({ entries, at }: Queue, repeat: Repeat): number | null {
  if (at > 0) return at - 1;
  return repeat === 'all' && entries.length > 1 ? entries.length - 1 : null;
}

/** Play all of it in another order, with the one that plays now as the first. */
export function shuffle(queue: Queue, random: () => number): Queue {
  const current = currentOf(queue);
  if (current === undefined) return queue;
  const rest = queue.entries.filter(({ key }) => key !== current.key);
  // Fisher and Yates, so that every order is as likely as any other.
  for (let last = rest.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const [one, two] = [rest[last], rest[other]];
    if (one !== undefined && two !== undefined) [rest[last], rest[other]] = [two, one];
  }
  return { entries: [current, ...rest], at: 0, unshuffled: queue.unshuffled ?? queue.entries };
}

/** Back to the order it was put in, without leaving the one that plays. */
export function unshuffle(queue: Queue): Queue {
  if (queue.unshuffled === null) return queue;
  const key = currentOf(queue)?.key;
  return {
    entries: queue.unshuffled,
    at: Math.max(
      0,
      queue.unshuffled.findIndex((entry) => entry.key === key),
    ),
    unshuffled: null,
  };
}

/** Put more at the end, or right after the one that plays. */
export function add(queue: Queue, added: readonly QueueEntry[], where: 'end' | 'next'): Queue {
  const into = (entries: readonly QueueEntry[], after: number) => entries.toSpliced(after, 0, ...added);
  const { entries, at, unshuffled } = queue;
  const placeInOrder = unshuffled?.findIndex(({ key }) => key === currentOf(queue)?.key) ?? 0;
  return {
    at,
    entries: into(entries, where === 'end' ? entries.length : at + 1),
    unshuffled: unshuffled && into(unshuffled, where === 'end' ? unshuffled.length : placeInOrder + 1),
  };
}

/** Move one place up or down; at the edge nothing changes. */
export function move(queue: Queue, key: number, by: -1 | 1): Queue {
  const from = queue.entries.findIndex((entry) => entry.key === key);
  const entry = queue.entries[from];
  const to = from + by;
  if (entry === undefined || to < 0 || to >= queue.entries.length) return queue;
  const currentKey = currentOf(queue)?.key;
  const entries = queue.entries.toSpliced(from, 1).toSpliced(to, 0, entry);
  return { ...queue, entries, at: entries.findIndex((one) => one.key === currentKey) };
}

/**
 * Take one out. When it is the one that plays, what came after it takes its place.
 *
 * @returns null when nothing is left.
 */
export function remove(queue: Queue, key: number): Queue | null {
  const index = queue.entries.findIndex((entry) => entry.key === key);
  if (index === -1) return queue;
  const entries = queue.entries.toSpliced(index, 1);
  if (entries.length === 0) return null;
  const at = index < queue.at ? queue.at - 1 : Math.min(queue.at, entries.length - 1);
  return { entries, at, unshuffled: queue.unshuffled?.filter((entry) => entry.key !== key) ?? null };
}
