import { existsSync } from 'node:fs';
import type { Handlers } from '../../../shared/contract/index.ts';
import { fail, ok } from '../../../shared/result.ts';
import {
  changePassword,
  isOwnersPassword,
  listAccounts,
  ownerByPassword,
  banAddress,
} from '../../core/accounts/index.ts';
import { record } from '../../core/audit/index.ts';
import {
  decide,
  decisions,
  lastIncident,
  openIncident,
  readCard,
  readStory,
  reportAsMarkdown,
  saveCard,
  type Difference,
} from '../../core/incident/index.ts';
import { isOpen, openWritable, readHouse, serverMigrations, type ServerDb } from '../../core/kernel/index.ts';
import { isLoopback, normaliseAddress, parseCidr } from '../../core/network/index.ts';
import type { ManagerCore } from '../core.ts';
import { buildReport, foundDifferences, storySince } from '../incident-report.ts';
import { accessRuleOf, storeAccessRule } from '../network-settings.ts';

type Methods = Pick<Handlers, Extract<keyof Handlers, `incident.${string}`>>;
type Core = Pick<
  ManagerCore,
  'db' | 'clock' | 'instance' | 'incidents' | 'backups' | 'status' | 'networkChanged' | 'changed'
>;

const DEFAULT_REASON = 'Closed by the owner';
const BAN_MS = 365 * 86_400_000;
const moment = (ms: number): string => new Date(ms).toISOString();

export function incidentHandlers(core: Core): Methods {
  const { db, clock, instance, incidents } = core;
  const { permit } = instance.data;
  const isClosed = () => openIncident(db)?.stage === 'closed';
  const notClosed = () => fail('not-locked' as const, 'This is for while the house is closed. Close it first.');
  const wrongPassword = () =>
    fail('wrong-password' as const, "That is not the owner's password. The house stays closed.");

  return {
    'incident.lockDown': async ({ reason = DEFAULT_REASON }, actor) => {
      const { lockedAt, server, recorded } = await incidents.lock(reason, actor);
      if (server === 'unstoppable')
        return fail(
          'server-unstoppable',
          'The house is closed, but a process could not be ended and may still be sending. Pull the network cable, then restart this computer.',
        );
      return ok({
        lockedAt: moment(lockedAt),
        server,
        recorded,
        mistakeUntil: moment(lockedAt + incidents.mistakeMs),
      });
    },
    'incident.mistake': (_input, actor) => incidents.mistake(actor),
    'incident.state': () => ok({ isOpen: isOpen(permit, instance.generation), incident: incidents.state() }),
    'incident.release': async ({ ownerName, password, override }, actor) => {
      if (readHouse(db).setUpAt === null)
        return fail('not-set-up', 'There is nothing to open yet: set Holdfast up first.');
      if (isOpen(permit, instance.generation) && openIncident(db) === null && core.status().addresses.length > 0)
        return fail('not-locked', 'The house is open already.');
      if (!(await isOwnersPassword(db, ownerName ?? null, password))) return wrongPassword();
      return incidents.openAll({ actor, override: override?.reason ?? null });
    },
    'incident.reopen': async ({ stage, ownerName, password, newPassword, override }, actor) => {
      const incident = openIncident(db);
      if (incident === null) return fail('not-locked', 'The house is not closed.');
      const owner = await ownerByPassword(db, ownerName ?? null, password);
      if (owner === null) return wrongPassword();
      const asked = { actor, override: override?.reason ?? null };
      if (stage === 'home') {
        if (incident.stage !== 'computer')
          return fail('stage-first', 'Open it on this computer first, and look whether all is well.');
        return incidents.openHome(asked);
      }
      const changedAt = listAccounts(db).find(({ id }) => id === owner)!.passwordChangedAt;
      if (changedAt < incident.openedAt) {
        if (newPassword === undefined)
          return fail(
            'new-password-needed',
            'Whoever was in may know your password. Give a new one to open the house.',
          );
        const changed = await changePassword(core, { accountId: owner, current: password, next: newPassword });
        if (!changed.ok) return changed;
      }
      return incidents.openComputer(asked);
    },
    'incident.story': ({ since }) => {
      const now = clock.now();
      const incident = lastIncident(db);
      const from = since === undefined ? storySince(db, incident, now) : Date.parse(since);
      const story = readStory(db, from);
      const found = incident === null ? null : foundDifferences(db, incident);
      const decided = incident === null ? new Map<string, { decision: 'keep' | 'undo' }>() : decisions(db, incident.id);
      return ok({
        since: moment(from),
        began: story.began === null ? null : moment(story.began),
        events: story.events.map((event) => ({ ...event, at: moment(event.at) })),
        addresses: story.addresses.map((address) => ({ ...address })),
        compared:
          found === null
            ? null
            : {
                backup: moment(found.madeAt),
                differences: found.differences.map(({ key, what, about, text, undo }) => ({
                  key,
                  what,
                  about,
                  text,
                  isUndoable: undo.kind !== 'none',
                  decision: decided.get(key)?.decision ?? null,
                })),
              },
      });
    },
    'incident.decide': async ({ key, decision }, actor) => {
      const incident = openIncident(db);
      if (incident === null || !isClosed()) return notClosed();
      const difference = foundDifferences(db, incident)?.differences.find((one: Difference) => one.key === key);
      if (difference === undefined) return fail('no-such-difference', 'There is no such difference.');
      const done = await decide(core, incident.id, difference, decision, actor);
      core.changed('incident');
      return done;
    },
    'incident.ban': ({ addresses }, actor) => {
      if (!isClosed() || !existsSync(instance.files.serverDb)) return notClosed();
      const banned = [];
      for (const text of addresses) {
        const address = normaliseAddress(text);
        if (address === null) return fail('bad-address', `${text} is no address. Nobody was banned.`);
        if (isLoopback(address)) return fail('bad-address', `${text} is this computer itself. Nobody was banned.`);
        banned.push(address);
      }
      // Its writer is the server, which cannot be started while the house is closed.
      const opened = openWritable<ServerDb>(instance.files.serverDb, serverMigrations, 'power-cut');
      if (!opened.ok) return fail('not-written', opened.failure.message);
      const until = clock.now() + BAN_MS;
      try {
        for (const address of banned) banAddress(opened.value, address, clock.now(), until, 'incident');
      } finally {
        opened.value.close();
      }
      record(db, { at: clock.now(), actor, event: 'incident.addresses-banned', detail: { addresses: banned, until } });
      takeOffList(core, banned, actor);
      core.changed('incident');
      return ok({ banned });
    },
    'incident.proposeBackup': async (_input, actor) => {
      const incident = lastIncident(db);
      const { began } = readStory(db, storySince(db, incident, clock.now()));
      const before = Math.min(began ?? Number.POSITIVE_INFINITY, incident?.openedAt ?? clock.now());
      const row = core.backups.newestProven(before);
      const path = row === null ? null : core.backups.pathOf(row.fileName, 'own');
      if (row === null || path === null)
        return ok({ backup: null, isFit: false, text: 'There is no proved backup from before it began. Keep what is there, and undo what should not be.' }); // prettier-ignore
      const drilled = await core.backups.drillWith(row, actor);
      const backup = { id: row.id, fileName: row.fileName, path, madeAt: moment(row.madeAt) };
      const why = began === null ? 'Nothing suspicious is on the record; this is the newest one.' : `It began at ${moment(began)}; this one is from before.`; // prettier-ignore
      return drilled.ok
        ? ok({
            backup,
            isFit: true,
            text: `${why} It was restored beside the house, and somebody could sign in there.`,
          })
        : ok({ backup, isFit: false, text: `${why} But the drill failed: ${drilled.failure.message}` });
    },
    'incident.practise': (_input, actor) => incidents.practise(actor),
    'incident.card': () => ok({ card: readCard(instance.data.emergencyCard), path: instance.data.emergencyCard }),
    'incident.saveCard': (card, actor) => {
      const path = instance.data.emergencyCard;
      try {
        saveCard(path, card);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === undefined) throw error;
        return fail('not-written', `${path} could not be written (${code}). Free some space, then save it again.`);
      }
      record(db, { at: clock.now(), actor, event: 'incident.card-saved' });
      core.changed('incident');
      return ok({ path });
    },
    'incident.report': () => {
      const incident = lastIncident(db);
      if (incident === null) return fail('no-incident', 'The house was never closed, so there is nothing to report.');
      const report = buildReport(core, incident);
      return ok({ markdown: reportAsMarkdown(report), json: JSON.stringify(report, null, 2) });
    },
  };
}

/** What the owner listed for just these addresses is taken off; a range with others in it stays, the ban goes before it. */
function takeOffList(core: Core, banned: readonly string[], actor: string): void {
  const rule = accessRuleOf(core.db);
  if (rule.kind !== 'custom') return;
  const isOfBanned = (cidr: string) => {
    const [address, bits] = cidr.split('/');
    const parsed = parseCidr(cidr);
    const isOne = bits === undefined || (parsed.ok && (bits === '32' || bits === '128'));
    return isOne && banned.includes(normaliseAddress(address ?? '') ?? '');
  };
  const cidrs = rule.cidrs.filter((cidr) => !isOfBanned(cidr));
  if (cidrs.length < rule.cidrs.length) storeAccessRule(core, { kind: 'custom', cidrs }, actor);
}
