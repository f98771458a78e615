import { hostname, networkInterfaces } from 'node:os';
import type { Handlers } from '../../../shared/contract/index.ts';
import type { CutOff, PortEntry } from '../../../shared/contract/network.ts';
import type { AccessRule } from '../../../shared/contract/setup.ts';
import { fail, ok } from '../../../shared/result.ts';
import { currentBans, listAccounts, livingSessions, seenAt } from '../../core/accounts/index.ts';
import { record } from '../../core/audit/index.ts';
import { readHostNames } from '../../core/kernel/index.ts';
import {
  allowedNetworks,
  formatCidr,
  hostNames as namesOfComputer,
  isLoopback,
  normaliseAddress,
  parseCidr,
  rangeFacts,
  wouldShutOut,
} from '../../core/network/index.ts';
import type { ManagerCore } from '../core.ts';
import { accessRuleOf, storeAccessRule, storeHostNames } from '../network-settings.ts';
import { observePorts, type OurProcess } from '../port-map.ts';
import { withSessions } from '../read-sessions.ts';

type Methods = Pick<Handlers, Extract<keyof Handlers, `network.${string}`>>;
type Core = Pick<ManagerCore, 'db' | 'clock' | 'instance' | 'status' | 'networkChanged' | 'banLifted' | 'changed'>;

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

/** A player that is open says something every few minutes at least. */
const CONNECTED_MS = 15 * 60_000;

export function networkHandlers(core: Core): Methods {
  const { db, clock } = core;
  const bans = () =>
    withSessions(core.instance, (read) =>
      currentBans(read, clock.now()).map((ban) => ({ ...ban, seen: seenAt(read, ban.address) })),
    ) ?? [];
  /** Where somebody is signed in now who could not come back under this rule. */
  const cutOffBy = (rule: AccessRule): CutOff[] =>
    withSessions(core.instance, (read) => {
      const interfaces = networkInterfaces();
      const owners = new Set(listAccounts(db).flatMap(({ id, role }) => (role === 'owner' ? [id] : [])));
      const living = livingSessions(read, clock.now());
      const shut = [...new Set(living.map(({ address }) => address))].filter((address) =>
        wouldShutOut(rule, interfaces, address),
      );
      return shut.map((address) => ({
        address,
        seen: seenAt(read, address),
        isOwner: living.some((session) => session.address === address && owners.has(session.accountId)),
      }));
    }) ?? [];
  const rangesOf = (rule: AccessRule) => {
    const interfaces = networkInterfaces();
    return allowedNetworks(rule, interfaces).map((range) => rangeFacts(range, interfaces));
  };
  return {
    'network.get': () => {
      const access = accessRuleOf(db);
      return ok({
        access,
        networks: networksOf(access),
        ranges: rangesOf(access),
        served: core.status().addresses.map((url) => servedAt(url)),
        hostNames: readHostNames(db),
        ownNames: namesOfComputer(hostname()),
        bans: bans().map((ban) => ({
          ...ban,
          bannedAt: new Date(ban.bannedAt).toISOString(),
          until: new Date(ban.until).toISOString(),
        })),
      });
    },
    'network.connected': () => {
      const names = new Map(listAccounts(db).map(({ id, name }) => [id, name]));
      const living = withSessions(core.instance, (read) => livingSessions(read, clock.now())) ?? [];
      const devices = living
        .filter(({ lastSeenAt }) => clock.now() - lastSeenAt < CONNECTED_MS)
        .map(({ id, accountId, device, address, lastSeenAt }) => ({
          id,
          name: names.get(accountId) ?? '',
          device,
          address,
          lastSeenAt: new Date(lastSeenAt).toISOString(),
        }));
      return ok({ devices });
    },
    'network.preview': ({ access }) => {
      const bad = badRange(access);
      if (bad !== null) return fail('bad-cidr', bad);
      return ok({ ranges: rangesOf(access), cutOff: cutOffBy(access) });
    },
    'network.setAccess': ({ access, cutOff = false }, actor) => {
      const bad = badRange(access);
      if (bad !== null) return fail('bad-cidr', bad);
      const shut = cutOff ? [] : cutOffBy(access);
      if (shut.length > 0) return fail('cuts-off', cutOffSentence(shut));
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
      core.changed('network');
      return ok({});
    },
    'network.ports': async () => {
      const { server, worker, addresses } = core.status();
      const observed = await observePorts(ourProcesses(server.pid, worker.pid));
      return ok({
        isObserved: observed !== null,
        ports: observed ?? addresses.map((url) => openedByUs(url, server.pid)),
      });
    },
  };
}

const SERVES = 'Films, shows, music and photos for the devices you let in.';

const ourProcesses = (server: number | null, worker: number | null): OurProcess[] => [
  ...(server === null ? [] : [{ pid: server, program: 'Holdfast', purpose: SERVES }]),
  ...(worker === null
    ? []
    : [{ pid: worker, program: 'Holdfast worker', purpose: 'Should listen on no port at all.' }]),
  { pid: process.pid, program: 'Holdfast manager', purpose: 'The owner’s page, for a browser on this computer.' },
];

/** Where the system does not tell what listens: what we were told we opened. */
function openedByUs(url: string, pid: number | null): PortEntry {
  const { hostname: host, port } = new URL(url);
  const address = normaliseAddress(host.replace(/^\[|\]$/g, '')) ?? host;
  const reach = isLoopback(address) ? 'this-computer' : 'network';
  return { address, port: Number(port), reach, isOurs: true, program: 'Holdfast', pid, purpose: SERVES };
}

function servedAt(url: string) {
  const address = normaliseAddress(new URL(url).hostname.replace(/^\[|\]$/g, '')) ?? '';
  const [name = null] =
    Object.entries(networkInterfaces()).find(([, entries]) =>
      entries?.some((entry) => normaliseAddress(entry.address) === address),
    ) ?? [];
  return { url, address, interface: name };
}

function cutOffSentence(shut: readonly CutOff[]): string {
  const [first] = shut;
  const who = first?.seen[0];
  const device = who === undefined ? '' : ` (${who.name}, ${who.device})`;
  const others = shut.length === 1 ? '' : ` and ${shut.length - 1} more`;
  return `This would shut out ${first?.address}${device}${others}, signed in now. Add it first, or say that it is meant: "cutOff": true.`;
}
