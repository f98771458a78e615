/**
 * Audit: the append-only record of who did what. A change and its entry share a transaction, so neither exists without
 * the other. Chaining entries by hash follows with the audit walk.
 */
import type { ManagerDb } from '../kernel/index.ts';

/** Event names are past tense and dotted, `account.created`; details hold ids and choices, never secrets (LOG-02). */
export type AuditEntry = {
  readonly at: number;
  /** Who: `owner:command-line`, `account:<id>`, `holdfast`. */
  readonly actor: string;
  readonly event: string;
  readonly detail?: Record<string, unknown>;
};

export function record(db: ManagerDb, entry: AuditEntry): void {
  db.prepare('INSERT INTO audit (at, actor, event, detail) VALUES (?, ?, ?, ?)').run(
    entry.at,
    entry.actor,
    entry.event,
    JSON.stringify(entry.detail ?? {}),
  );
}
