import { isBelievable, type ManagerDb, type ReadDb } from '../kernel/index.ts';
import { DAY_MS, type State } from './check.ts';
import type { CheckResult } from './run.ts';

/** The last states of a check that are kept. */
const KEPT_STATES = 20;
const KEPT_RUNS_MS = 400 * DAY_MS;

/** A check was in one state from `since` until at least `at`; both ms since 1970. */
export type StateRow = {
  readonly id: string;
  readonly since: number;
  readonly at: number;
  readonly state: State;
  readonly evidence: string;
};
export type AcceptedRow = { readonly id: string; readonly at: number; readonly until: number; readonly reason: string };
export type MendedRow = { readonly id: string; readonly at: number; readonly undo: string | null };
export type RunRow = { readonly at: number; readonly tookMs: number; readonly score: number };

const STATE_COLUMNS = 'check_id AS id, since, at, state, evidence';

/** Every kept state of every check, newest first. */
export function listStates(db: ManagerDb | ReadDb): Map<string, StateRow[]> {
  const rows = db.prepare<[], StateRow>(`SELECT ${STATE_COLUMNS} FROM checklist_state ORDER BY since DESC`).all();
  const found = new Map<string, StateRow[]>();
  for (const row of rows) found.set(row.id, [...(found.get(row.id) ?? []), row]);
  return found;
}

/**
 * Note what was found. A look that began before one that was noted meanwhile says nothing any more: a long run must not bring
 * back what was mended while it went on, nor hide what turned red.
 *
 * @param now ms since 1970.
 * @returns the state each had before, null for one that is new; none for what said nothing.
 */
export function noteResults(db: ManagerDb, results: readonly CheckResult[], now: number): Map<string, State | null> {
  const last = db.prepare<[string], StateRow>(
    `SELECT ${STATE_COLUMNS} FROM checklist_state WHERE check_id = ? ORDER BY since DESC LIMIT 1`,
  );
  const add = db.prepare('INSERT INTO checklist_state (check_id, since, at, state, evidence) VALUES (?, ?, ?, ?, ?)');
  const renew = db.prepare('UPDATE checklist_state SET at = ?, evidence = ? WHERE check_id = ? AND since = ?');
  const change = db.prepare(
    'UPDATE checklist_state SET at = ?, evidence = ?, state = ? WHERE check_id = ? AND since = ?',
  );
  const prune = db.prepare(
    `DELETE FROM checklist_state WHERE check_id = ? AND since NOT IN
       (SELECT since FROM checklist_state WHERE check_id = ? ORDER BY since DESC LIMIT ${KEPT_STATES})`,
  );
  const before = new Map<string, State | null>();
  for (const { id, at, state, evidence } of results) {
    const row = last.get(id);
    // One that is still to come was noted before the clock was set back.
    if (row !== undefined && at < row.at && row.at <= now) continue;
    before.set(id, row?.state ?? null);
    if (row?.state === state) renew.run(at, evidence, id, row.since);
    // A clock that was set back, or two looks within a millisecond: the newest word stands in the same place.
    else if (row !== undefined && row.since >= at) change.run(at, evidence, state, id, row.since);
    else {
      add.run(id, at, at, state, evidence);
      prune.run(id, id);
    }
  }
  return before;
}

export function noteRun(db: ManagerDb, run: RunRow): void {
  db.prepare('INSERT OR REPLACE INTO checklist_run (at, took_ms, score) VALUES (?, ?, ?)').run(run.at, run.tookMs, run.score); // prettier-ignore
  db.prepare('DELETE FROM checklist_run WHERE at < ?').run(run.at - KEPT_RUNS_MS);
}

/** The last run up to a moment (ms since 1970): one that is still to come was noted before the clock was set back. */
export function lastRun(db: ManagerDb | ReadDb, until: number): RunRow | null {
  return (
    db
      .prepare<[number], RunRow>(
        'SELECT at, took_ms AS tookMs, score FROM checklist_run WHERE at <= ? ORDER BY at DESC LIMIT 1',
      )
      .get(until) ?? null
  );
}

/** Risks that are accepted at a moment. */
export function acceptedRisks(db: ManagerDb | ReadDb, now: number): Map<string, AcceptedRow> {
  const rows = db
    .prepare<[number], AcceptedRow>('SELECT check_id AS id, at, until, reason FROM checklist_accepted WHERE until > ?')
    .all(now)
    .filter(({ at }) => isBelievable(at, now));
  return new Map(rows.map((row) => [row.id, row]));
}

/** @param risk null: it is no longer accepted. */
export function storeAccepted(db: ManagerDb, id: string, risk: Omit<AcceptedRow, 'id'> | null): void {
  db.prepare('DELETE FROM checklist_accepted WHERE check_id = ?').run(id);
  if (risk === null) return;
  db.prepare('INSERT INTO checklist_accepted (check_id, at, until, reason) VALUES (?, ?, ?, ?)').run(id, risk.at, risk.until, risk.reason); // prettier-ignore
}

/** What the last mending of each check changed, as far as it can be undone still. */
export function listMended(db: ManagerDb | ReadDb): Map<string, MendedRow> {
  const rows = db.prepare<[], MendedRow>('SELECT check_id AS id, at, undo FROM checklist_mended').all();
  return new Map(rows.map((row) => [row.id, row]));
}

export function storeMended(db: ManagerDb, { id, at, undo }: MendedRow): void {
  db.prepare('INSERT OR REPLACE INTO checklist_mended (check_id, at, undo) VALUES (?, ?, ?)').run(id, at, undo);
}

export function forgetMended(db: ManagerDb, id: string): void {
  db.prepare('DELETE FROM checklist_mended WHERE check_id = ?').run(id);
}
