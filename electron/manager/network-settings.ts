import type { AccessRule } from '../../shared/contract/setup.ts';
import type { NetworkPolicy } from '../../shared/control/server.ts';
import { record } from '../core/audit/index.ts';
import { readHostNames, readHouse, replaceHostNames, type ManagerDb } from '../core/kernel/index.ts';
import type { ManagerCore } from './core.ts';

type Core = Pick<ManagerCore, 'db' | 'clock' | 'networkChanged' | 'changed'>;

export const accessRuleOf = (db: ManagerDb): AccessRule => JSON.parse(readHouse(db).accessRule) as AccessRule;

/** What the server is told of it. */
export const networkPolicy = (db: ManagerDb): NetworkPolicy => ({
  access: accessRuleOf(db),
  hostNames: readHostNames(db),
});

/** Store who may connect, with its audit entry. */
export function storeAccessRule({ db, clock, networkChanged, changed }: Core, rule: AccessRule, actor: string): void {
  db.transaction(() => {
    const from = accessRuleOf(db);
    db.prepare('UPDATE house SET access_rule = ?').run(JSON.stringify(rule));
    record(db, { at: clock.now(), actor, event: 'network.access-changed', detail: { from, to: rule } });
  }).immediate();
  networkChanged();
  changed('network');
}

/** Store the further names this server answers to, with its audit entry. */
export function storeHostNames(
  { db, clock, networkChanged, changed }: Core,
  names: readonly string[],
  actor: string,
): void {
  db.transaction(() => {
    const from = readHostNames(db);
    replaceHostNames(db, names);
    record(db, { at: clock.now(), actor, event: 'network.names-changed', detail: { from, to: readHostNames(db) } });
  }).immediate();
  networkChanged();
  changed('network');
}
