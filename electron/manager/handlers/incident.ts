import { networkInterfaces } from 'node:os';
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
  guestsOf,
  lastIncident,
  openIncident,
  pauseGuests,
  readCard,
  reportAsMarkdown,
  saveCard,
  type Difference,
} from '../../core/incident/index.ts';
import { openWritable, readHouse, serverMigrations, type ServerDb } from '../../core/kernel/index.ts';
import { isLoopback, normaliseAddress, parseCidr } from '../../core/network/index.ts';
import { provenAt } from '../backup-places.ts';
import type { ManagerCore } from '../core.ts';
import {
  beforeIt,
  buildReport,
  connectedAt,
  exposureOf,
  foundDifferences,
  foundFiles,
  foundOnRecord,
  storySince,
  whenItBegan,
  wholeStory,
} from '../incident-report.ts';
import { accessRuleOf, storeAccessRule } from '../network-settings.ts';

type Methods = Pick<Handlers, Extract<keyof Handlers, `incident.${string}`>>;
type Core = Pick<
  ManagerCore,
  | 'db'
  | 'clock'
  | 'log'
  | 'instance'
  | 'incidents'
  | 'backups'
  | 'status'
  | 'networkChanged'
  | 'sessionsChanged'
  | 'changed'
  | 'banned'
>;

const DEFAULT_REASON = 'Closed by the owner';
const BAN_MS = 365 * 86_400_000;
const moment = (ms: number): string => new Date(ms).toISOString();

export function incidentHandlers(core: Core): Methods {
  const { db, clock, log, instance, incidents } = core;
  const { permit } = instance.data;
  const isClosed = () => openIncident(db)?.stage === 'closed';
  const notClosed = () => fail('not-locked' as const, 'This is for while the house is closed. Close it first.');
  const wrongPassword = () =>
    fail('wrong-password' as const, "That is not the owner's password. The house stays closed.");

  return {
    'incident.lockDown': async ({ reason = DEFAULT_REASON }, actor) => {
      const { lockedAt, server, recorded, permitProblem } = await incidents.lock(reason, actor);
      if (server === 'unstoppable')
        return fail(
          'server-unstoppable',
          'The house is closed, but a process could not be ended and may still be sending. Pull the network cable, then restart this computer.',
        );
      if (permitProblem !== null) {
        const later = recorded
          ? 'The record keeps it closed, also after a restart'
          : 'Nothing could be written either, so after a restart it may open again: do not restart';
        return fail(
          'permit-stays',
          `The house is closed, and everybody is cut off. But ${permit} could not be deleted (${permitProblem}). ${later}. It is tried again; look at the disk.`,
        );
      }
      return ok({
        lockedAt: moment(lockedAt),
        server,
        recorded,
        mistakeUntil: moment(lockedAt + incidents.mistakeMs),
      });
    },
    'incident.levels': () => ok({ guests: guestsOf(db) }),
    'incident.pauseGuests': ({ paused }, actor) => {
      // While it is closed the same mark keeps everybody out, and is taken back by reopening alone.
      if (openIncident(db) !== null) return fail('house-closed', 'The house is closed: nobody is in.');
      const done = pauseGuests(core, paused, actor);
      if (done.ok) {
        core.sessionsChanged();
        core.changed('people');
        core.changed('incident');
      }
      return done;
    },
    'incident.mistake': (_input, actor) => incidents.mistake(actor),
    'incident.state': () => ok({ isOpen: incidents.mayServe(), incident: incidents.state() }),
    'incident.release': async ({ ownerName, password, override }, actor) => {
      if (readHouse(db).setUpAt === null)
        return fail('not-set-up', 'There is nothing to open yet: set Holdfast up first.');
      if (incidents.mayServe() && openIncident(db) === null && core.status().addresses.length > 0)
        return fail('not-locked', 'The house is open already.');
      if (!(await isOwnersPassword(db, ownerName ?? null, password))) return wrongPassword();
      const incident = openIncident(db);
      const began = incident === null ? null : whenItBegan(db, incident, clock.now());
      if (began !== null && override === undefined)
        return fail(
          'suspicious',
          `The house stays closed: something suspicious is on the record, from ${moment(began)} on, so whoever was in may know your password. Open it in the window under Closed, or with: npx holdfast incident reopen computer. Either asks for a new password first. To open it all the same, give a reason: npx holdfast unlock --anyway "why"`,
        );
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
    'incident.newPassword': async ({ ownerName, password, newPassword }, actor) => {
      const incident = openIncident(db);
      if (incident === null) return notClosed();
      const owner = await ownerByPassword(db, ownerName ?? null, password);
      if (owner === null) return wrongPassword();
      const changed = await changePassword(core, { accountId: owner, current: password, next: newPassword });
      if (!changed.ok) return changed;
      log.info('incident.new-password', { actor });
      core.changed('people');
      core.changed('incident');
      return ok({});
    },
    'incident.recheck': async () => {
      if (openIncident(db) === null) return notClosed();
      const looked = await incidents.recheck();
      return ok({ at: moment(clock.now()), looked: [...looked] });
    },
    'incident.story': ({ since }) => {
      const now = clock.now();
      const incident = lastIncident(db);
      const from = since === undefined ? storySince(incident, now) : Date.parse(since);
      const story = wholeStory(db, incident, from, now);
      const files = incident === null ? null : foundFiles(db, incident);
      const connected = incident === null ? null : connectedAt(db, incident);
      const found = incident === null ? null : foundDifferences(db, incident);
      const decided = incident === null ? new Map<string, { decision: 'keep' | 'undo' }>() : decisions(db, incident.id);
      const onRecord = incident === null ? null : foundOnRecord(db, incident, from);
      const told = ({ key, what, about, text, undo }: Difference) => ({
        key,
        what,
        about,
        text,
        isUndoable: undo.kind !== 'none',
        decision: decided.get(key)?.decision ?? null,
      });
      return ok({
        since: moment(from),
        began: story.began === null ? null : moment(story.began),
        beganWith: story.beganWith,
        older: story.older,
        events: story.events.map((event) => ({ ...event, at: moment(event.at) })),
        addresses: story.addresses.map((address) => ({ ...address })),
        seen: story.seen.map((address) => ({ ...address, lastAt: moment(address.lastAt) })),
        compared:
          found === null
            ? null
            : {
                backup: moment(found.madeAt),
                isBefore: found.isBefore,
                differences: found.differences.map(told),
              },
        onRecord: onRecord === null ? null : onRecord.map(told),
        connected: connected === null ? null : [...connected],
        files: files === null ? null : { ...files, since: files.since === null ? null : moment(files.since), changes: [...files.changes], notLookedAt: [...files.notLookedAt] }, // prettier-ignore
      });
    },
    'incident.exposure': () => {
      const exposure = exposureOf(instance, lastIncident(db)?.openedAt ?? null);
      if (exposure === null)
        return fail('not-readable', 'A database cannot be read, so nobody can say what was in it. Restore a backup, then ask again.'); // prettier-ignore
      return ok({
        accounts: [...exposure.accounts],
        libraries: [...exposure.libraries],
        addresses: [...exposure.addresses],
        kept: [...exposure.kept],
      });
    },
    'incident.decide': async ({ key, decision }, actor) => {
      const incident = openIncident(db);
      if (incident === null || !isClosed()) return notClosed();
      const difference = [
        ...(foundDifferences(db, incident)?.differences ?? []),
        ...(foundOnRecord(db, incident, 0) ?? []),
      ].find((one) => one.key === key);
      if (difference === undefined) return fail('no-such-difference', 'There is no such difference.');
      const done = await decide(core, incident.id, difference, decision, actor);
      core.changed('incident');
      return done;
    },
    'incident.ban': ({ addresses }, actor) => {
      const banned = [];
      for (const text of addresses) {
        const address = normaliseAddress(text);
        if (address === null) return fail('bad-address', `${text} is no address. Nobody was banned.`);
        if (isThisComputer(address)) return fail('bad-address', `${text} is this computer itself. Nobody was banned.`);
        banned.push(address);
      }
      const until = clock.now() + BAN_MS;
      const problem = isClosed() ? banWhileClosed(core, banned, until) : banWhileOpen(core, banned, until);
      if (problem !== null) return fail('not-written', problem);
      record(db, { at: clock.now(), actor, event: 'incident.addresses-banned', detail: { addresses: banned, until } });
      takeOffList(core, banned, actor);
      core.changed('incident');
      return ok({ banned });
    },
    'incident.proposeBackup': async ({ before }, actor) => {
      const incident = lastIncident(db);
      const now = clock.now();
      const began = before === undefined ? whenItBegan(db, incident, now) : Date.parse(before);
      const row = core.backups.newestProven(beforeIt(began, incident, now));
      const path = row === null ? null : core.backups.pathOf(row.fileName, 'own');
      if (row === null || path === null)
        return ok({ backup: null, isFit: false, began: began === null ? null : moment(began), text: noneBefore(core) });
      const drilled = await core.backups.drillWith(row, actor);
      const backup = { id: row.id, fileName: row.fileName, path, madeAt: moment(row.madeAt) };
      const why =
        before !== undefined
          ? 'It is the newest one from before the moment you gave.'
          : began === null
            ? 'Nothing suspicious is on the record; this is the newest one.'
            : 'It is the newest one from before it began.';
      const text = drilled.ok
        ? `${why} It was restored beside the house, and somebody could sign in there.`
        : `${why} But the drill failed: ${drilled.failure.message}`;
      return ok({ backup, isFit: drilled.ok, began: began === null ? null : moment(began), text });
    },
    'incident.practise': (_input, actor) => incidents.practise(actor),
    'incident.practice': () => ok(incidents.practice()),
    'incident.evidence': () => incidents.evidence(),
    'incident.copyEvidence': ({ folder }) => incidents.copyEvidence(folder),
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

/** Why no backup is proposed. */
function noneBefore({ backups }: Core): string {
  const oldest = backups.list().findLast((backup) => provenAt(backup, 'own') !== null);
  const advice = 'Keep what is there, and undo what should not be.';
  if (oldest === undefined) return `There is no proved backup at all. ${advice}`;
  return `No kept backup is from before it began: the oldest proved one is of ${new Date(oldest.madeAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}, and may hold what somebody changed. ${advice}`;
}

const isThisComputer = (address: string): boolean =>
  isLoopback(address) ||
  Object.values(networkInterfaces()).some((entries) =>
    entries?.some((entry) => normaliseAddress(entry.address) === address),
  );

/** The writer of server.db is the server, which cannot be started while the house is closed. @returns what is wrong. */
function banWhileClosed({ instance, clock }: Core, addresses: readonly string[], until: number): string | null {
  const opened = openWritable<ServerDb>(instance.files.serverDb, serverMigrations, 'power-cut');
  if (!opened.ok) return opened.failure.message;
  try {
    for (const address of addresses) banAddress(opened.value, address, clock.now(), until, 'incident');
    return null;
  } finally {
    opened.value.close();
  }
}

/** The server that runs writes it down and cuts them off. @returns what is wrong. */
const banWhileOpen = ({ banned }: Core, addresses: readonly string[], until: number): string | null =>
  banned(addresses, until)
    ? null
    : 'Nothing is being served just now, so nobody was banned. Try again once the house is open, or close it first.';

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
