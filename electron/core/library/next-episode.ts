import type { ItemCard } from '../../../shared/lan/schemas.ts';
import { prepared, preparedValue, type ReadDb } from '../kernel/index.ts';
import { CARD, toCard, type CardRow } from './item-card.ts';
import { inScope, type Scope } from './scope.ts';

/** Below this nobody has really started; above it nobody wants to "continue". */
export const STARTED_MS = 15_000;

/**
 * The episode of a show (`top_id`) or season (`parent_id`) to play now: the first unwatched one from the one played
 * last on, else the first unwatched one, else the first.
 */
export function episodeToPlay(read: ReadDb, scope: Scope, column: 'top_id' | 'parent_id', id: string): ItemCard | null {
  const within = `i.kind = 'episode' AND i.${column} = :id AND ${inScope('i.library_id')}`;
  const bound = { ...scope, id };
  const last = preparedValue<[typeof bound], string>(
    read,
    `SELECT i.child_key FROM item i JOIN server.progress w ON w.account_id = :accountId AND w.item_id = i.id
       WHERE ${within} AND (w.watched = 1 OR w.position_ms >= ${STARTED_MS})
       ORDER BY w.last_played_at DESC, i.child_key DESC LIMIT 1`,
  ).get(bound);
  const row = prepared<[typeof bound & { from: string }], CardRow>(
    read,
    `${CARD} WHERE ${within}
       ORDER BY coalesce(w.watched, 0), i.child_key < :from, i.child_key, i.id LIMIT 1`,
  ).get({ ...bound, from: last ?? '' });
  return row ? toCard(row) : null;
}

/** The episode after another, through the seasons of its show; null behind the last. */
export function episodeAfter(read: ReadDb, scope: Scope, episode: CardRow): ItemCard | null {
  const bound = { ...scope, id: episode.topId, after: episode.childKey, itself: episode.id };
  const row = prepared<[typeof bound], CardRow>(
    read,
    `${CARD} WHERE i.top_id = :id AND i.kind = 'episode' AND (i.child_key, i.id) > (:after, :itself)
         AND ${inScope('i.library_id')} ORDER BY i.child_key, i.id LIMIT 1`,
  ).get(bound);
  return row ? toCard(row) : null;
}
