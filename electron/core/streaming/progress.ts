import type { ServerDb } from '../kernel/index.ts';

/** From here on a film counts as watched: what is left is credits (the usual mark of home media servers). */
const WATCHED_SHARE = 0.92;

/** What is kept beside progress, so that a library built anew finds its people's history again. */
export type WatchedItem = {
  readonly itemId: string;
  readonly contentId: string;
  readonly kind: string;
  readonly title: string;
  readonly year: number | null;
  readonly durationMs: number | null;
};

/** Whether somebody at this position has seen the whole. */
export function isWatchedAt(positionMs: number, durationMs: number | null): boolean {
  return durationMs !== null && durationMs > 0 && positionMs >= durationMs * WATCHED_SHARE;
}

/** Keep a position. Past the watched mark the item counts as watched and starts from the beginning next time. */
export function saveProgress(
  write: ServerDb,
  accountId: string,
  item: WatchedItem,
  positionMs: number,
  now: number,
): void {
  const watched = isWatchedAt(positionMs, item.durationMs);
  upsert(write, accountId, item, now, 'position_ms = :positionMs, watched = :watched, last_played_at = :now', {
    positionMs: watched ? 0 : positionMs,
    watched: Number(watched),
  });
}

/** Mark by hand; either way the position starts over. */
export function setWatched(write: ServerDb, accountId: string, item: WatchedItem, watched: boolean, now: number): void {
  upsert(write, accountId, item, now, 'watched = :watched, position_ms = 0', {
    watched: Number(watched),
    positionMs: 0,
  });
}

export function setFavorite(
  write: ServerDb,
  accountId: string,
  item: WatchedItem,
  favorite: boolean,
  now: number,
): void {
  upsert(write, accountId, item, now, 'favorite = :favorite', { favorite: Number(favorite) });
}

function upsert(
  write: ServerDb,
  accountId: string,
  item: WatchedItem,
  now: number,
  assignments: string,
  values: { positionMs?: number; watched?: number; favorite?: number },
): void {
  write
    .prepare(
      `INSERT INTO progress (account_id, item_id, position_ms, duration_ms, watched, favorite, last_played_at,
                             content_id, kind, title, year)
       VALUES (:accountId, :itemId, :positionMs, :durationMs, :watched, :favorite, :lastPlayedAt,
               :contentId, :kind, :title, :year)
       ON CONFLICT (account_id, item_id) DO UPDATE SET ${assignments}, duration_ms = :durationMs,
         content_id = :contentId, title = :title, year = :year`,
    )
    .run({
      ...item,
      accountId,
      now,
      positionMs: 0,
      watched: 0,
      favorite: 0,
      lastPlayedAt: assignments.includes('last_played_at') ? now : null,
      ...values,
    });
}
