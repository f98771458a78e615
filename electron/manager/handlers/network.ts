import { existsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import type { Handlers } from '../../../shared/contract/index.ts';
import type { AccessRule } from '../../../shared/contract/setup.ts';
import { fail, ok } from '../../../shared/result.ts';
import { currentBans } from '../../core/accounts/index.ts';
import { record } from '../../core/audit/index.ts';
import { openReadOnly, readHouse, type ManagerDb } from '../../core/kernel/index.ts';
import { allowedNetworks, formatCidr, parseCidr } from '../../core/network/index.ts';
import type { ManagerCore } from '../core.ts';

type Methods = Pick<Handlers, Extract<keyof Handlers, `network.${string}`>>;

/** The networks a rule means on this computer now, for people to read. */
export const networksOf = (rule: AccessRule): string[] => allowedNetworks(rule, networkInterfaces()).map(formatCidr);

/** The first range of a rule that is not one, as a sentence; null when all are. */
export function badRange(rule: AccessRule): string | null {
  if (rule.kind !== 'custom') return null;
  for (const cidr of rule.cidrs) {
    const parsed = parseCidr(cidr);
    if (!parsed.ok) return parsed.failure.message;
  }
  return null;
}

type NetworkCore = Pick<ManagerCore, 'db' | 'clock' | 'networkChanged'>;

/** Store who may connect, with its audit entry. */
export function storeAccessRule(core: NetworkCore, rule: AccessRule, actor: string): void {
  const { db, clock } = core;
  db.transaction(() => {
    const from = JSON.parse(readHouse(db).accessRule) as AccessRule;
    db.prepare('UPDATE house SET access_rule = ?').run(JSON.stringify(rule));
    record(db, { at: clock.now(), actor, event: 'network.access-changed', detail: { from, to: rule } });
  }).immediate();
  core.networkChanged();
}

const hostNamesOf = (db: ManagerDb): string[] =>
  db.prepare<[], string>('SELECT name FROM host_name ORDER BY name').pluck().all();

/** Store the further names this server answers to, with its audit entry. */
export function storeHostNames(
  { db, clock, networkChanged }: NetworkCore,
  names: readonly string[],
  actor: string,
): void {
  db.transaction(() => {
    const from = hostNamesOf(db);
    db.prepare('DELETE FROM host_name').run();
    const insert = db.prepare('INSERT OR IGNORE INTO host_name (name) VALUES (?)');
    for (const name of names) insert.run(name.toLowerCase());
    record(db, { at: clock.now(), actor, event: 'network.names-changed', detail: { from, to: hostNamesOf(db) } });
  }).immediate();
  networkChanged();
}

export function networkHandlers(core: ManagerCore): Methods {
  const { db, clock } = core;
  const bans = () => {
    if (!existsSync(core.instance.files.serverDb)) return [];
    const read = openReadOnly(core.instance.files.serverDb);
    try {
      return currentBans(read, clock.now());
    } finally {
      read.close();
    }
  };
  return {
    'network.get': () => {
      const access = JSON.parse(readHouse(db).accessRule) as AccessRule;
      return ok({
        access,
        networks: networksOf(access),
        hostNames: hostNamesOf(db),
        bans: bans().map((ban) => ({ ...ban, until: new Date(ban.until).toISOString() })),
      });
    },
    'network.setAccess': ({ access }, actor) => {
      const bad = badRange(access);
      if (bad !== null) return fail('bad-cidr', bad);
      storeAccessRule(core, access, actor);
      return ok({ networks: networksOf(access) });
    },
    'network.setHostNames': ({ names }, actor) => {
      storeHostNames(core, names, actor);
      return ok({});
    },
    'network.liftBan': ({ address }, actor) => {
      if (!bans().some((ban) => ban.address === address) || !core.banLifted(address))
        return fail('no-such-ban', 'That address is not banned, or the server is not running.');
      record(db, { at: clock.now(), actor, event: 'network.ban-lifted', detail: { address } });
      return ok({});
    },
  };
}
