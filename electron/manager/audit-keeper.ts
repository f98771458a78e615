import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  chainOutbox,
  isAuditKey,
  openAudit,
  pruneAudit,
  verifyInSteps,
  type ChainVerdict,
} from '../core/audit/index.ts';
import {
  expireLogs,
  newToken,
  openIfMigrated,
  openReadOnly,
  type Clock,
  type Instance,
  type Log,
  type ManagerDb,
  type SecretStore,
} from '../core/kernel/index.ts';

/** A full disk or a damaged server.db: what waits stays where it is, and is asked for again after this. */
const AGAIN_MS = 5_000;

export type AuditKeeper = ReturnType<typeof createAuditKeeper>;

/**
 * The key the audit is sealed with, made at the first start; lends it to the connection. When it is gone, a new one begins a
 * new segment, which the owner sees.
 */
export async function openAuditWithKey(
  { secrets, clock, log }: { readonly secrets: SecretStore; readonly clock: Clock; readonly log: Log },
  db: ManagerDb,
): Promise<string> {
  const stored = await secrets.get('audit-key');
  if (isAuditKey(stored)) {
    openAudit(db, clock, { value: stored, isNew: false });
    return stored;
  }
  const key = newToken();
  await secrets.set('audit-key', key);
  log.warn('audit-key.made');
  openAudit(db, clock, { value: key, isNew: true });
  return key;
}

/** Keeps the audit: chains what the server notes, prunes what is old, checks the whole. */
export function createAuditKeeper(deps: {
  readonly db: ManagerDb;
  readonly key: string;
  readonly instance: Instance;
  readonly clock: Clock;
  readonly log: Log;
  /** Tell the server which of its notes are chained, if it runs. */
  readonly chained: (ids: readonly string[]) => void;
}) {
  const { db, key, instance, clock, log } = deps;
  let again: NodeJS.Timeout | null = null;

  /** One page of the server's notes. @returns where to go on, or null. */
  const takePage = (after: number): number | null => {
    const outbox = openIfMigrated(instance.files.serverDb);
    if (outbox === null) return null;
    try {
      const { ids, next } = chainOutbox(db, outbox, clock.now(), after);
      if (ids.length > 0) deps.chained(ids);
      return next;
    } finally {
      outbox.close();
    }
  };

  /** Chain what the server noted. Read from its database and not from its word, so that nothing is lost with it. */
  const take = (after = 0): void => {
    if (!db.open) return;
    try {
      const next = takePage(after);
      if (next !== null) setImmediate(() => take(next));
    } catch (error) {
      // Nothing is lost: the notes stay where they are until they are chained.
      log.error('audit.postponed', { error });
      again ??= setTimeout(() => {
        again = null;
        take();
      }, AGAIN_MS).unref();
    }
  };

  /** LOG-06, once a day: entries after 180 days, log lines after 30. */
  const prune = (): void => {
    if (!db.open) return;
    try {
      expireLogs(instance.data.logs, clock.now());
      const outcome = pruneAudit(db, clock.now());
      if (outcome.kind === 'kept') log.error('audit.not-pruned', { ...outcome.broken });
      else if (outcome.isMore) setImmediate(prune);
    } catch (error) {
      log.error('audit.not-pruned', { error }); // a full disk; tomorrow is another day
    }
  };

  return {
    take,
    prune,
    /** Check the whole chain on a snapshot, in small steps beside everything else. */
    verify: async (): Promise<ChainVerdict> => {
      const snapshot = openReadOnly(instance.files.managerDb);
      try {
        snapshot.exec('BEGIN');
        const steps = verifyInSteps(snapshot, key);
        for (;;) {
          const step = steps.next();
          if (step.done) return step.value;
          await nextTurn();
        }
      } finally {
        snapshot.close();
      }
    },
    /** The last notes of a server that has ended, before the database closes. */
    end(): void {
      if (again) clearTimeout(again);
      take();
    },
  };
}
