import type { PlaybackMode } from '../../../shared/lan/schemas.ts';
import type { ItemId, PlaybackId, ReadDb, ServerDb, SessionId } from '../kernel/index.ts';
import { PLAYBACK_IDLE_MS } from './playbacks.ts';

const HOUR_MS = 3_600_000;
const HOURS = 24;
/** A player whose film breaks off asks for it again by itself; somebody who wants it again waits so long. */
export const STOPPED_MS = 60_000;

/** A playback that goes on, for its owner to see. Moments are ms since 1970. */
export type PlayingRow = {
  readonly id: PlaybackId;
  readonly sessionId: SessionId;
  readonly accountId: string;
  readonly itemId: ItemId;
  readonly fileId: string;
  readonly mode: PlaybackMode;
  readonly reasons: readonly string[];
  readonly device: string;
  readonly address: string;
  readonly positionMs: number;
  readonly startedAt: number;
};

/** What is being played by sessions that were not ended; the last begun first. */
export function listPlaying(read: ReadDb, now: number): PlayingRow[] {
  return read
    .prepare<[number], Omit<PlayingRow, 'reasons'> & { readonly reasons: string }>(
      `SELECT p.id, p.session_id AS sessionId, p.account_id AS accountId, p.item_id AS itemId, p.file_id AS fileId, p.mode, p.reasons,
         s.device, s.address, coalesce(w.position_ms, 0) AS positionMs, p.started_at AS startedAt
       FROM server.playback p JOIN server.session s ON s.id = p.session_id
       LEFT JOIN server.progress w ON w.account_id = p.account_id AND w.item_id = p.item_id
       WHERE p.ended_at IS NULL AND s.ended_at IS NULL AND p.last_seen_at > ?
       ORDER BY p.started_at DESC, p.id`,
    )
    .all(now - PLAYBACK_IDLE_MS)
    .map((row) => ({ ...row, reasons: JSON.parse(row.reasons) as string[] }));
}

/** How many people played something in each of the last 24 hours; the last number is the hour that runs. */
export function playedByHour(read: ReadDb, now: number): number[] {
  const from = now - HOURS * HOUR_MS;
  const people = Array.from({ length: HOURS }, () => new Set<string>());
  const rows = read
    .prepare<[number], { accountId: string; startedAt: number; lastSeenAt: number }>(
      `SELECT account_id AS accountId, started_at AS startedAt, last_seen_at AS lastSeenAt
       FROM server.playback WHERE last_seen_at >= ?`,
    )
    .all(from);
  const hourOf = (at: number) => Math.max(0, Math.min(HOURS - 1, Math.floor((at - from) / HOUR_MS)));
  for (const { accountId, startedAt, lastSeenAt } of rows) {
    for (const hour of people.slice(hourOf(startedAt), hourOf(lastSeenAt) + 1)) hour.add(accountId);
  }
  return people.map((hour) => hour.size);
}

/** End a playback because the owner says so. False when there is no such open one. */
export function stopPlayback(write: ServerDb, id: string, now: number): boolean {
  return write.transaction(() => {
    const { changes } = write
      .prepare('UPDATE playback SET ended_at = ?, stopped_at = ? WHERE id = ? AND ended_at IS NULL')
      .run(now, now, id);
    if (changes === 1) write.prepare('DELETE FROM capability WHERE playback_id = ?').run(id);
    return changes === 1;
  })();
}

/** Whether the owner stopped this title on this device a moment ago. */
export function wasStoppedJustNow(write: ServerDb, sessionId: SessionId, itemId: ItemId, now: number): boolean {
  return (
    write
      .prepare<[string, string, number], number>(
        'SELECT count(*) FROM playback WHERE session_id = ? AND item_id = ? AND stopped_at > ?',
      )
      .pluck()
      .get(sessionId, itemId, now - STOPPED_MS) !== 0
  );
}
