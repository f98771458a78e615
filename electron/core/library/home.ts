import type { ItemCard, Library, LibraryKind } from '../../../shared/lan/schemas.ts';
import { prepared, type ItemId, type ReadDb } from '../kernel/index.ts';
import { CARD, toCard, type CardRow } from './item-card.ts';
import { episodeToPlay, STARTED_MS } from './next-episode.ts';
import { inScope, type Scope } from './scope.ts';
import { libraries, SHELF_KIND } from './shelves.ts';

const ROW_LENGTH = 24;

/** The rows of the first screen for one account. */
export function home(
  read: ReadDb,
  scope: Scope,
): {
  continueWatching: ItemCard[];
  nextUp: ItemCard[];
  recentlyAdded: Record<LibraryKind, ItemCard[]>;
  libraries: Library[];
} {
  const continueWatching = prepared<[Scope], CardRow>(
    read,
    `${CARD} WHERE w.position_ms >= ${STARTED_MS} AND w.watched = 0
         AND i.kind IN ('film', 'episode') AND ${inScope('i.library_id')}
       ORDER BY w.last_played_at DESC, i.id LIMIT ${ROW_LENGTH}`,
  ).all(scope);
  const recent = prepared<[Scope & { kind: string }], CardRow>(
    read,
    `${CARD} WHERE i.kind = :kind AND ${inScope('i.library_id')} ORDER BY i.added_at DESC, i.id DESC LIMIT ${ROW_LENGTH}`,
  );
  const newest = (kind: LibraryKind): ItemCard[] => recent.all({ ...scope, kind: SHELF_KIND[kind] }).map(toCard);
  return {
    continueWatching: continueWatching.map(toCard),
    nextUp: nextUp(read, scope),
    recentlyAdded: { film: newest('film'), show: newest('show'), music: newest('music'), photo: newest('photo') },
    libraries: libraries(read, scope),
  };
}

/** Watched episodes looked at to find the shows somebody is in: months of watching, and a bound on what home costs. */
const WATCHED_LOOKED_AT = 500;

/** Of every show somebody is in: the episode after the one watched last. One that is begun is in "continue watching". */
function nextUp(read: ReadDb, scope: Scope): ItemCard[] {
  const seen = prepared<[Scope], { topId: ItemId }>(
    read,
    `SELECT e.top_id AS topId FROM server.progress w JOIN item e ON e.id = w.item_id
       WHERE w.account_id = :accountId AND w.watched = 1 AND e.kind = 'episode' AND ${inScope('e.library_id')}
       ORDER BY w.last_played_at DESC, e.child_key DESC LIMIT ${WATCHED_LOOKED_AT}`,
  ).all(scope);
  const shows = [...new Set(seen.map(({ topId }) => topId))].slice(0, ROW_LENGTH);
  return shows.flatMap((showId) => {
    const next = episodeToPlay(read, scope, 'top_id', showId);
    return next && next.state.positionMs < STARTED_MS && !next.state.watched ? [next] : [];
  });
}
