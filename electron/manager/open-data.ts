import { hostname } from 'node:os';
import { fail, ok, type Result } from '../../shared/result.ts';
import { signingKeyProblem } from '../core/accounts/index.ts';
import { record } from '../core/audit/index.ts';
import {
  ensureHouse,
  managerMigrations,
  newToken,
  openWritable,
  raiseGlobalEpoch,
  readHouse,
  SecretsUnavailable,
  type ManagerDb,
} from '../core/kernel/index.ts';
import { openAuditWithKey } from './audit-keeper.ts';
import type { ManagerDeps } from './core.ts';
import { secretInUse } from './rotations.ts';

type Deps = Pick<ManagerDeps, 'instance' | 'clock' | 'log' | 'secrets'>;

/** The owner's database and the two keys without which nothing starts. */
export type OpenedData = { readonly db: ManagerDb; readonly auditKey: string; readonly signingKey: string };

/** Open manager.db and have the keys that belong to it. The database is closed again when they cannot be had. */
export async function openData(deps: Deps): Promise<Result<OpenedData, 'database' | 'secrets'>> {
  const opened = openWritable<ManagerDb>(deps.instance.files.managerDb, managerMigrations, 'power-cut');
  if (!opened.ok) return fail('database', opened.failure.message);
  const db = opened.value;
  ensureHouse(db, hostname().split('.')[0] || 'Holdfast');
  deps.secrets.settle((name) => secretInUse(db, name));
  try {
    const auditKey = await openAuditWithKey(deps, db);
    return ok({ db, auditKey, signingKey: await healSigningKey(deps, db) });
  } catch (error) {
    db.close();
    if (error instanceof SecretsUnavailable) return fail('secrets', error.message);
    throw error;
  }
}

/** SESS-10: a missing or weak key is replaced, said, and ends every session; the server never runs with it. */
async function healSigningKey({ secrets, clock, log }: Deps, db: ManagerDb): Promise<string> {
  const stored = await secrets.get('signing-key');
  const problem = signingKeyProblem(stored);
  if (stored !== null && problem === null) return stored;
  const key = newToken();
  await secrets.set('signing-key', key);
  if (readHouse(db).setUpAt !== null) {
    db.transaction(() => {
      raiseGlobalEpoch(db);
      record(db, { at: clock.now(), actor: 'holdfast', event: 'signing-key.replaced', detail: { problem } });
    }).immediate();
    log.warn('signing-key.healed', { problem });
  }
  return key;
}
