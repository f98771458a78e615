import { existsSync } from 'node:fs';
import type { RotatedKey } from '../../shared/contract/incident.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { record } from '../core/audit/index.ts';
import {
  endEverythingServed,
  lockOthersOut,
  openIncident,
  ServerDbProblem,
  type Incident,
} from '../core/incident/index.ts';
import {
  databaseProblem,
  SECRET_NAMES,
  SecretsUnavailable,
  type Clock,
  type Instance,
  type Log,
  type ManagerDb,
  type SecretName,
  type SecretStore,
} from '../core/kernel/index.ts';
import { rotateSecret, type Rotations } from './rotations.ts';

/** Why a key stays although the house was closed. */
const KEPT: Readonly<Record<Exclude<SecretName, 'signing-key'>, string>> = {
  'data-key': 'The key of what is sealed in the database: it never leaves this computer.',
  'audit-key': 'The key the record is sealed with: with a new one the record of what happened would begin anew.',
  'backup-identity': 'The key of your backups: with a new one the old ones would not open here.',
};
const NAMES: Readonly<Record<SecretName, string>> = {
  'signing-key': 'Signing key',
  'data-key': 'Data key',
  'audit-key': 'Audit key',
  'backup-identity': 'Backup key',
};

/** What this version has none of; named so that nobody believes it was forgotten. */
const NOT_IN_USE: readonly RotatedKey[] = [
  { name: 'API keys', outcome: 'not-in-use', text: 'This house has none.' },
  { name: 'TLS key', outcome: 'not-in-use', text: 'This house serves without TLS.' },
  { name: 'Stream keys', outcome: 'not-in-use', text: 'This house takes in no streams.' },
];

/**
 * Change every key a stranger may have learnt and end every way in (INC-02). What needs no key store is done first, so that
 * a locked one holds up only itself. May be repeated.
 */
export async function changeKeys(
  deps: {
    readonly db: ManagerDb;
    readonly instance: Instance;
    readonly clock: Clock;
    readonly log: Log;
    readonly secrets: SecretStore;
    readonly rotations: Rotations;
  },
  incident: Incident,
): Promise<Result<{ readonly keys: readonly RotatedKey[] }>> {
  const { db, instance, clock, secrets, rotations } = deps;
  const keys: RotatedKey[] = [];
  try {
    // One that comes late, after the reopening, must not end what was begun since.
    const open = openIncident(db);
    if (open?.id === incident.id && open.stage === 'closed') keys.push(...endAccess(db, instance, clock));
    const present = new Set((await secrets.list()).map(({ name }) => name));
    for (const name of SECRET_NAMES) {
      const rotation = rotations[name];
      if (!present.has(name)) keys.push({ name: NAMES[name], outcome: 'not-in-use', text: 'This house has none yet.' });
      else if (rotation) {
        const version = await rotateSecret(deps, name, rotation, 'holdfast');
        keys.push({ name: NAMES[name], outcome: 'changed', text: `Version ${version} is in use. ${rotation.effect}` });
      } else if (name !== 'signing-key') keys.push({ name: NAMES[name], outcome: 'kept', text: KEPT[name] });
    }
    const channel = 'Made anew at every start of server and worker.';
    keys.push({ name: 'Channel to the worker', outcome: 'ended', text: channel }, ...NOT_IN_USE);
    const outcomes = keys.map(({ name, outcome }) => ({ name, outcome }));
    record(db, { at: clock.now(), actor: 'holdfast', event: 'incident.keys-changed', detail: { id: incident.id, keys: outcomes } }); // prettier-ignore
    return ok({ keys });
  } catch (error) {
    if (error instanceof SecretsUnavailable || error instanceof ServerDbProblem)
      return fail('not-changed', `The keys could not be changed. ${error.message}`);
    if (databaseProblem(error) === null) throw error;
    return fail('not-changed', 'The keys could not be changed: the disk is full or failing. Free some space.');
  }
}

function endAccess(db: ManagerDb, instance: Instance, clock: Clock): RotatedKey[] {
  const others = lockOthersOut(db);
  const { serverDb } = instance.files;
  const ended = existsSync(serverDb) ? endEverythingServed(serverDb, clock) : { sessions: 0, capabilities: 0 };
  return [
    { name: 'Accounts', outcome: 'ended', text: `${others} besides the owner's stay out until the house is reopened.` },
    { name: 'Sessions', outcome: 'ended', text: `Open until then: ${ended.sessions}.` },
    { name: 'Media paths', outcome: 'ended', text: `Could still be asked for: ${ended.capabilities}.` },
  ];
}
