import { PROBE_DEVICE, PROBE_NET } from '../../../shared/own-probe.ts';
import type { ManagerDb, ReadDb } from '../kernel/index.ts';

/** When it probably began, and who is held suspect; moments in ms since 1970. */
export type Suspicion = {
  /** null: nothing suspicious is on the record. */
  readonly began: number | null;
  /** Addresses that guessed, and from when on. */
  readonly guessing: ReadonlyMap<string, number>;
};

/** So many wrong passwords from one address within this are guessing (INC-05; REQUIREMENTS, LOG-13). */
const GUESSES = 5;
const GUESSING_MS = 15 * 60_000;
/** In a household somebody mistypes five times now and then: what lies further back says nothing about this closing. */
const LOOK_BACK_MS = 30 * 24 * 60 * 60_000;

/**
 * Look through the record of the last 30 days for what is suspicious by itself: five wrong passwords from one address within 15
 * minutes, a ban, a note of the server that was refused. Whatever backups there are, and however much else was written
 * since: an intruder who waits, or who makes noise, does not move the beginning.
 *
 * @param before ms since 1970: of an incident, the moment it was closed for; what a staged reopening earlier than that
 *   followed was dealt with then (new owner password, new keys, everybody chose a new password).
 */
export function findSuspicion(db: ManagerDb | ReadDb, before: number): Suspicion {
  const from = Math.max(dealtWithUntil(db, before), before - LOOK_BACK_MS);
  const guessing = new Map(
    db
      .prepare<[Record<string, unknown>], [string, number]>(
        `WITH entry AS (
           SELECT seq, at, event, actor, CASE WHEN json_valid(detail) THEN detail ->> '$.address' END AS address,
                  CASE WHEN json_valid(detail) THEN detail ->> '$.device' END AS device
           FROM audit
           WHERE at >= :from AND event IN ('sign-in.failed', 'password.change-refused', 'address.banned')
         ),
         failure AS MATERIALIZED (
           SELECT seq, at, address FROM entry
           WHERE event != 'address.banned' AND address IS NOT NULL AND NOT (${OWN_PROBE}) AND NOT (${OWN_PROBE_ON_LOOPBACK})
         ),
         fifth AS (
           SELECT address, at, lead(at, :more) OVER (PARTITION BY address ORDER BY at, seq) AS last FROM failure
         ),
         began AS (
           SELECT address, at FROM fifth WHERE last - at < :within
           UNION ALL
           SELECT ban.address, coalesce(min(failure.at), ban.at)
           FROM entry ban LEFT JOIN failure
             ON failure.address = ban.address AND failure.at <= ban.at AND failure.at > ban.at - :within
           WHERE ban.event = 'address.banned' AND ban.address IS NOT NULL
           GROUP BY ban.seq
         )
         SELECT address, min(at) FROM began GROUP BY address`,
      )
      .raw()
      .all({ from, more: GUESSES - 1, within: GUESSING_MS, ...OWN }) as unknown as [string, number][],
  );
  const refused = db
    .prepare<[number], number | null>("SELECT min(at) FROM audit WHERE at >= ? AND event = 'audit.note-refused'")
    .pluck()
    .get(from);
  const moments = [...guessing.values(), ...(refused == null ? [] : [refused])];
  return { began: moments.length === 0 ? null : Math.min(...moments), guessing };
}

/** In SQL what `isOwnProbe` says of an entry, with the columns `device` and `address`. */
export const OWN_PROBE = `coalesce(device, '') = :probeDevice AND address LIKE :probeNet`;
/**
 * Where a system has 127.0.0.1 alone (macOS) the checklist asks from there. Tries of its name are shown then like anybody's,
 * and are no guessing: a name that no account has is part of its look.
 */
const OWN_PROBE_ON_LOOPBACK = `coalesce(device, '') = :probeDevice AND address = '127.0.0.1' AND actor = 'stranger'`;
export const OWN = { probeDevice: PROBE_DEVICE, probeNet: `${PROBE_NET}.%` };

function dealtWithUntil(db: ManagerDb | ReadDb, before: number): number {
  const at = db
    .prepare<[number], number | null>(
      `SELECT max(at) FROM audit WHERE event = 'incident.reopened' AND at < ?
         AND CASE WHEN json_valid(detail) THEN detail ->> '$.stage' END = 'home'`,
    )
    .pluck()
    .get(before);
  return at ?? 0;
}
