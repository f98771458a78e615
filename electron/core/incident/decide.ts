import { generatePassword } from '../../../shared/generate-password.ts';
import type { Role } from '../../../shared/lan/schemas.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import {
  changeGrants,
  changeRole,
  createAccount,
  listAccounts,
  resetPassword,
  suspendAccount,
} from '../accounts/index.ts';
import { record } from '../audit/index.ts';
import {
  replaceHostNames,
  type AccountId,
  type Clock,
  type IncidentId,
  type ManagerDb,
  type ReadDb,
} from '../kernel/index.ts';
import type { Difference } from './differences.ts';

export type Decision = { readonly decision: 'keep' | 'undo'; readonly decidedAt: number; readonly actor: string };

type Deps = { readonly db: ManagerDb; readonly clock: Clock };

/** What undoing brought about. */
export type Undone = {
  /** A password to pass on by word of mouth; shown this once. */
  readonly password: { readonly name: string; readonly password: string } | null;
};

/**
 * Keep a difference, or put back what the backup has (INC-06). Nothing is deleted: an account that is new is suspended. A
 * difference that was undone is over; one that was kept may still be undone.
 */
export async function decide(
  deps: Deps,
  incident: IncidentId,
  difference: Difference,
  decision: 'keep' | 'undo',
  actor: string,
): Promise<Result<Undone, 'not-undoable' | 'not-undone'>> {
  const { db, clock } = deps;
  let undone: Undone = { password: null };
  if (decision === 'undo') {
    if (difference.undo.kind === 'none')
      return fail('not-undoable', `This is not undone from here. ${difference.text}`);
    const result = await undo(deps, difference, actor);
    if (!result.ok) return fail('not-undone', `It stays as it is: ${result.failure.message}`);
    undone = result.value;
  }
  db.transaction(() => {
    db.prepare(
      `INSERT INTO incident_decision (incident_id, difference, decision, decided_at, actor) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET decision = excluded.decision, decided_at = excluded.decided_at, actor = excluded.actor`,
    ).run(incident, difference.key, decision, clock.now(), actor);
    const detail = { id: incident, difference: difference.key, decision, text: difference.text };
    record(db, { at: clock.now(), actor, event: 'incident.decided', detail });
  }).immediate();
  return ok(undone);
}

/** What was decided so far, by the difference's key. */
export function decisions(db: ManagerDb | ReadDb, incident: IncidentId): Map<string, Decision> {
  const rows = db
    .prepare<[string], Decision & { key: string }>(
      'SELECT difference AS key, decision, decided_at AS decidedAt, actor FROM incident_decision WHERE incident_id = ?',
    )
    .all(incident);
  return new Map(rows.map(({ key, ...decision }) => [key, decision]));
}

async function undo(deps: Deps, { undo }: Difference, actor: string): Promise<Result<Undone>> {
  const { db } = deps;
  const nothing: Undone = { password: null };
  const done = (result: Result<unknown>): Result<Undone> => (result.ok ? ok(nothing) : result);
  switch (undo.kind) {
    case 'suspend':
      return done(suspendAccount(deps, undo.account, true, actor));
    case 'disabled':
      return done(suspendAccount(deps, undo.account, undo.disabled, actor));
    case 'grants': {
      const libraries = existing(db, undo.libraries);
      return done(changeGrants(deps, undo.account, libraries, actor));
    }
    case 'role': {
      if (undo.role !== 'owner')
        return done(await changeRole(deps, { id: undo.account, role: undo.role as Role }, actor));
      // An owner's password meets stricter rules, so an old one cannot come back with the role.
      const name = nameOf(db, undo.account);
      const password = generatePassword(name);
      const changed = await changeRole(deps, { id: undo.account, role: 'owner', newPassword: password }, actor);
      return changed.ok ? ok({ password: { name, password } }) : changed;
    }
    case 'new-password': {
      const name = nameOf(db, undo.account);
      const password = generatePassword(name);
      const reset = await resetPassword(deps, undo.account, { password, once: true }, actor);
      return reset.ok ? ok({ password: { name, password } }) : reset;
    }
    case 'recreate': {
      const password = generatePassword(undo.name);
      const { name, role } = undo;
      const id = undo.account as AccountId; // its watch progress hangs on it
      const made = await createAccount(deps, { id, name, password, role: role as Role, libraries: existing(db, undo.libraries) }, actor); // prettier-ignore
      return made.ok ? ok({ password: { name, password } }) : made;
    }
    case 'access':
    case 'server-name':
    case 'host-names':
      putSettingBack(deps, undo, actor);
      return ok(nothing);
    case 'none':
      throw new Error('asked before');
  }
}

function putSettingBack(
  { db, clock }: Deps,
  undo: Extract<Difference['undo'], { kind: 'access' | 'server-name' | 'host-names' }>,
  actor: string,
): void {
  db.transaction(() => {
    if (undo.kind === 'access') db.prepare('UPDATE house SET access_rule = ?').run(undo.accessRule);
    if (undo.kind === 'server-name') db.prepare('UPDATE house SET server_name = ?').run(undo.serverName);
    if (undo.kind === 'host-names') replaceHostNames(db, undo.names);
    const event = undo.kind === 'access' ? 'network.access-changed' : undo.kind === 'host-names' ? 'network.names-changed' : 'house.renamed'; // prettier-ignore
    record(db, { at: clock.now(), actor, event, detail: { ...undo } });
  }).immediate();
}

const existing = (db: ManagerDb, libraries: readonly string[]): string[] =>
  libraries.filter((id) => db.prepare('SELECT 1 FROM library WHERE id = ?').get(id) !== undefined);

const nameOf = (db: ManagerDb, id: string): string => listAccounts(db).find((account) => account.id === id)?.name ?? '';
