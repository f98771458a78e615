import type { EncodingJob, EncodingPlan } from '../../../shared/control/encoding.ts';
import type { PlaybackMode } from '../../../shared/lan/schemas.ts';
import {
  hashToken,
  newToken,
  type FileId,
  type ItemId,
  type PlaybackId,
  type ReadDb,
  type ServerDb,
  type SessionId,
} from '../kernel/index.ts';

/** A playback nobody asked bytes of or reported progress for this long no longer counts as a stream. */
export const PLAYBACK_IDLE_MS = 5 * 60_000;
/** Nobody watches one film longer; after that a new playback is asked for. */
const CAPABILITY_LIFE_MS = 24 * 3_600_000;

/** What the worker was asked for and what it promised; kept, so that either process may start anew in between. */
export type PlaybackConversion = { readonly job: EncodingJob; readonly plan: EncodingPlan };

/** What a capability path stands for. */
export type CapabilityRow = {
  readonly playbackId: PlaybackId;
  readonly sessionId: SessionId;
  readonly fileId: FileId;
  /** The file as it is, or what the worker makes of it. */
  readonly purpose: 'file' | 'hls';
};

/**
 * Open a playback and the unguessable path its bytes are under. Other playbacks of the same item by the same session
 * end: a player that reloads takes over from itself.
 *
 * @returns the capability in clear, once; only its hash is stored.
 */
export function openPlayback(
  write: ServerDb,
  input: {
    readonly id: PlaybackId;
    readonly sessionId: SessionId;
    readonly accountId: string;
    readonly itemId: ItemId;
    readonly fileId: FileId;
    readonly mode: PlaybackMode;
    /** Why it is not sent as it is; none for `direct`. */
    readonly reasons: readonly string[];
    /** null for `direct`. */
    readonly conversion: PlaybackConversion | null;
    readonly now: number;
  },
): { readonly capability: string; readonly replaced: PlaybackId[] } {
  const { id, conversion } = input;
  const capability = newToken();
  const replaced = write.transaction(() => {
    const older = openPlaybacks(write, input.sessionId, input.itemId);
    for (const other of older) endPlayback(write, input.sessionId, other, input.now);
    write
      .prepare(
        `INSERT INTO playback (id, session_id, account_id, item_id, file_id, mode, reasons, job, plan, started_at, last_seen_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        id,
        input.sessionId,
        input.accountId,
        input.itemId,
        input.fileId,
        input.mode,
        JSON.stringify(input.reasons),
        conversion && JSON.stringify(conversion.job),
        conversion && JSON.stringify(conversion.plan),
        input.now,
        input.now,
      );
    write
      .prepare(`INSERT INTO capability (token_hash, playback_id, purpose, expires_at) VALUES (?, ?, ?, ?)`)
      .run(hashToken(capability), id, conversion ? 'hls' : 'file', input.now + CAPABILITY_LIFE_MS);
    return older;
  })();
  return { capability, replaced };
}

/** What a session has open of an item: what it would take over from itself by opening another. */
export function openPlaybacks(db: ServerDb, sessionId: SessionId, itemId: ItemId): PlaybackId[] {
  return db
    .prepare<[string, string], PlaybackId>(
      'SELECT id FROM playback WHERE session_id = ? AND item_id = ? AND ended_at IS NULL',
    )
    .pluck()
    .all(sessionId, itemId);
}

/** What is converted for an open playback; null when nothing is, or the playback has ended. */
export function playbackConversion(read: ReadDb, id: string): PlaybackConversion | null {
  const row = read
    .prepare<[string], { job: string; plan: string }>(
      'SELECT job, plan FROM server.playback WHERE id = ? AND ended_at IS NULL AND job IS NOT NULL',
    )
    .get(id);
  return row ? { job: JSON.parse(row.job) as EncodingJob, plan: JSON.parse(row.plan) as EncodingPlan } : null;
}

/**
 * Playbacks that are being watched now, by anybody (MED-10), without the one that `taker` would take over from itself by
 * opening another.
 */
export function activePlaybacks(
  read: ReadDb,
  now: number,
  taker: { readonly sessionId: string; readonly itemId: string },
): number {
  return read
    .prepare<[number, string, string], number>(
      `SELECT count(*) FROM server.playback p JOIN server.session s ON s.id = p.session_id
       WHERE p.ended_at IS NULL AND s.ended_at IS NULL AND p.last_seen_at > ?
         AND NOT (p.session_id = ? AND p.item_id = ?)`,
    )
    .pluck()
    .get(now - PLAYBACK_IDLE_MS, taker.sessionId, taker.itemId)!;
}

/** Prepared once a connection: it runs on every range of every film. */
export function createCapabilityReader(read: ReadDb) {
  const find = read.prepare<[string, number], CapabilityRow>(
    `SELECT p.id AS playbackId, p.session_id AS sessionId, p.file_id AS fileId, c.purpose
     FROM server.capability c JOIN server.playback p ON p.id = c.playback_id
     WHERE c.token_hash = ? AND c.expires_at > ? AND p.ended_at IS NULL`,
  );
  /** null when unknown, expired, or its playback has ended. Whether its session still lives is the caller's to ask. */
  return (capability: string, now: number): CapabilityRow | null => find.get(hashToken(capability), now) ?? null;
}

/** Note that a playback is alive. */
export function touchPlayback(write: ServerDb, id: PlaybackId, now: number): void {
  write.prepare('UPDATE playback SET last_seen_at = ? WHERE id = ? AND ended_at IS NULL').run(now, id);
}

/** End a playback of a session and kill its path. False when that session has no such open playback. */
export function endPlayback(write: ServerDb, sessionId: string, id: string, now: number): boolean {
  const { changes } = write
    .prepare('UPDATE playback SET ended_at = ? WHERE id = ? AND session_id = ? AND ended_at IS NULL')
    .run(now, id, sessionId);
  if (changes === 1) write.prepare('DELETE FROM capability WHERE playback_id = ?').run(id);
  return changes === 1;
}

/** The item a session is playing under this id, or null. */
export function playbackItem(read: ReadDb, sessionId: string, id: string): { itemId: ItemId; fileId: FileId } | null {
  return (
    read
      .prepare<[string, string], { itemId: ItemId; fileId: FileId }>(
        `SELECT item_id AS itemId, file_id AS fileId FROM server.playback
         WHERE id = ? AND session_id = ? AND ended_at IS NULL`,
      )
      .get(id, sessionId) ?? null
  );
}
