import type { CutConnection } from '../../../shared/contract/incident.ts';
import { isOwnProbe } from '../../../shared/own-probe.ts';
import type { ManagerDb, ReadDb } from '../kernel/index.ts';
import { connectionInWords } from './connected.ts';
import { findSuspicion, OWN, OWN_PROBE, type Suspicion } from './suspicion.ts';

/** One thing that happened, in words. `at` in ms since 1970. */
export type StoryEvent = {
  readonly at: number;
  readonly text: string;
  /** Of a device on the LAN; null for what was done at this computer. */
  readonly address: string | null;
  /** Worth a look: guessing, a ban, or what such an address did afterwards. */
  readonly isSuspicious: boolean;
};

export type Story = {
  readonly events: readonly StoryEvent[];
  /** How many older entries of the record there are since the asked moment that are not told. */
  readonly older: number;
  /** The first suspicious one of 30 days, ms since 1970; null when nothing was. */
  readonly began: number | null;
  /** What that was, in words. */
  readonly beganWith: string | null;
  /** Addresses that guessed or were banned, and what they did since it began. */
  readonly addresses: readonly {
    readonly address: string;
    readonly isNew: boolean;
    readonly failures: number;
    readonly signIns: number;
  }[];
  /** Every address that signed in or tried to, the last one first; `lastAt` in ms since 1970. */
  readonly seen: readonly (Story['addresses'][number] & {
    readonly isSuspicious: boolean;
    readonly lastAt: number;
  })[];
};

export type StoryQuestion = {
  /** Tell from this moment on, ms since 1970. */
  readonly since: number;
  /** Of what: the moment the house was closed, or now; ms since 1970. */
  readonly of: number;
};

export type Entry = { readonly at: number; readonly actor: string; readonly event: string; readonly detail: string };

/** INC-05: an address nobody signed in from until a week before is new, however long a time is looked at. */
export const STORY_MS = 7 * 86_400_000;
/** A timeline somebody reads. When it began and who was there are found without it. */
const MOST_ENTRIES = 5_000;

/** Read the timeline of an incident from the audit (INC-05). */
export function readStory(db: ManagerDb | ReadDb, { since, of }: StoryQuestion): Story {
  const suspicion = findSuspicion(db, of);
  const { began, guessing } = suspicion;
  const entries = db
    .prepare<[number, number], Entry>(
      `SELECT at, actor, event, CASE WHEN json_valid(detail) THEN detail ELSE '{}' END AS detail
       FROM audit WHERE at >= ? ORDER BY seq DESC LIMIT ?`,
    )
    .all(since, MOST_ENTRIES)
    .toReversed();
  const all = db.prepare<[number], number>('SELECT count(*) FROM audit WHERE at >= ?').pluck().get(since) ?? 0;
  const known = knownAddresses(db, Math.min(began ?? of, of - STORY_MS));
  const isNew = (address: string) => !known.has(address);
  const names = namesOf(db);
  const said = (address: string, { failures, signIns }: Tries) => ({ address, isNew: isNew(address), failures, signIns }); // prettier-ignore
  const sinceBegun = began === null ? new Map<string, Tries>() : triesSince(db, began);
  return {
    events: tellStory(entries, { names, isNew, guessing }),
    older: all - entries.length,
    began,
    beganWith: began === null ? null : firstWords(db, suspicion, names),
    addresses: [...guessing.keys()].map((address) => said(address, sinceBegun.get(address) ?? NO_TRIES)),
    seen: [...triesSince(db, since)].map(([address, tries]) => ({
      ...said(address, tries),
      isSuspicious: guessing.has(address),
      lastAt: tries.lastAt,
    })),
  };
}

type Tries = { readonly failures: number; readonly signIns: number; readonly lastAt: number };
const NO_TRIES: Tries = { failures: 0, signIns: 0, lastAt: 0 };

/** Who signed in or tried to since a moment, by address, the last one first; without the checklist's own tries. */
function triesSince(db: ManagerDb | ReadDb, since: number): Map<string, Tries> {
  const rows = db
    .prepare<[Record<string, unknown>], Tries & { address: string }>(
      `SELECT address, sum(event != 'sign-in.succeeded') AS failures, sum(event = 'sign-in.succeeded') AS signIns,
              max(at) AS lastAt
       FROM (SELECT at, event, CASE WHEN json_valid(detail) THEN detail ->> '$.address' END AS address,
                    CASE WHEN json_valid(detail) THEN detail ->> '$.device' END AS device
             FROM audit
             WHERE at >= :since AND event IN ('sign-in.failed', 'password.change-refused', 'sign-in.succeeded'))
       WHERE address IS NOT NULL AND NOT (${OWN_PROBE})
       GROUP BY address ORDER BY lastAt DESC, address`,
    )
    .all({ since, ...OWN });
  return new Map(rows.map(({ address, ...tries }) => [address, tries]));
}

const knownAddresses = (db: ManagerDb | ReadDb, before: number): ReadonlySet<string> =>
  new Set(
    db
      .prepare<[number], string>(
        `SELECT DISTINCT CASE WHEN json_valid(detail) THEN detail ->> '$.address' END FROM audit
         WHERE at < ? AND event = 'sign-in.succeeded'`,
      )
      .pluck()
      .all(before),
  );

export const namesOf = (db: ManagerDb | ReadDb): ReadonlyMap<string, string> =>
  new Map(db.prepare<[], [string, string]>('SELECT id, name FROM account').raw().all() as [string, string][]);

/** The sentence for what was suspicious first. */
function firstWords(
  db: ManagerDb | ReadDb,
  { began, guessing }: Suspicion,
  names: ReadonlyMap<string, string>,
): string | null {
  const entries = db
    .prepare<[number | null], Entry>(
      `SELECT at, actor, event, CASE WHEN json_valid(detail) THEN detail ELSE '{}' END AS detail
       FROM audit WHERE at = ? ORDER BY seq`,
    )
    .all(began);
  return tellStory(entries, { names, isNew: () => false, guessing }).find((event) => event.isSuspicious)?.text ?? null;
}

/** The timeline with who was cut off when the house was closed. @param lockedAt ms since 1970. */
export function withConnections(
  events: readonly StoryEvent[],
  lockedAt: number,
  connected: readonly CutConnection[],
): StoryEvent[] {
  const suspicious = new Set(events.filter((event) => event.isSuspicious).map((event) => event.address));
  const cut = connected.map((one) => ({
    at: lockedAt,
    text: connectionInWords(one),
    address: one.address,
    isSuspicious: suspicious.has(one.address),
  }));
  return [...events, ...cut].toSorted((a, b) => a.at - b.at); // in the order of the record where moments are equal
}

type Context = {
  readonly names: ReadonlyMap<string, string>;
  readonly isNew: (address: string) => boolean;
  readonly guessing: Suspicion['guessing'];
};

/**
 * Put entries of the audit into words, and mark what is suspicious: a ban, a note of the server that was refused, and
 * everything a guessing address did from its first guess on.
 */
function tellStory(entries: readonly Entry[], { names, isNew, guessing }: Context): StoryEvent[] {
  const signedIn = new Set<string>();
  return entries.flatMap((entry) => {
    const detail = JSON.parse(entry.detail) as Record<string, unknown>;
    const address = typeof detail['address'] === 'string' ? detail['address'] : null;
    const text = inWords(entry, detail, names);
    if (text === null) return [];
    const isFirst =
      entry.event === 'sign-in.succeeded' &&
      address !== null &&
      isNew(address) &&
      !isOwnProbe(detail) &&
      !signedIn.has(address);
    if (isFirst) signedIn.add(address);
    const since = address === null || isOwnProbe(detail) ? undefined : guessing.get(address);
    return {
      at: entry.at,
      text: isFirst ? `${text} This address was never seen before.` : text,
      address,
      isSuspicious:
        entry.event === 'address.banned' ||
        entry.event === 'audit.note-refused' ||
        (since !== undefined && entry.at >= since),
    };
  });
}

/** null: of no use to somebody who wants to know what happened. */
export function inWords(
  { actor, event }: Entry,
  detail: Record<string, unknown>,
  names: ReadonlyMap<string, string>,
): string | null {
  const nameOf = (id: unknown) => names.get(String(id)) ?? 'somebody whose account is gone';
  const who = actor.startsWith('account:') ? nameOf(actor.slice('account:'.length)) : (ACTORS[actor] ?? 'Somebody');
  const from = typeof detail['address'] === 'string' ? ` from ${detail['address']}` : '';
  const device = typeof detail['device'] === 'string' && detail['device'] !== '' ? ` with ${detail['device']}` : '';
  const account = typeof detail['name'] === 'string' ? detail['name'] : nameOf(detail['id']);
  switch (event) {
    case 'sign-in.succeeded':
      return isOwnProbe(detail)
        ? 'A guest of Holdfast’s own signed in, as a check.'
        : `${who} signed in${from}${device}.`;
    case 'sign-in.failed':
      return actor.startsWith('account:')
        ? `A wrong password for ${who}${from}.`
        : isOwnProbe(detail)
          ? 'Holdfast tried a name nobody has, as a check.'
          : `A sign-in with a name nobody has${from}.`;
    case 'sign-in.paused':
      return `Sign-ins${from} were made to wait.`;
    case 'address.banned':
      return `The address ${String(detail['address'])} was banned after too many wrong passwords.`;
    case 'password.change-refused':
      return `${who} gave a wrong current password${from}.`;
    case 'account.password-changed':
      return `${who} changed the own password.`;
    case 'account.password-reset':
      return `${account} got a new password, set ${by(actor)}.`;
    case 'system.started':
      return typeof detail['from'] === 'string'
        ? `Holdfast was updated from ${detail['from']} to ${String(detail['version'])} and started.`
        : `Holdfast was started (version ${String(detail['version'])}).`;
    case 'system.crashed':
      return `The ${String(detail['part'])} of Holdfast stopped unexpectedly.`;
    case 'account.created':
      return `The account ${account} (${String(detail['role'])}) was made ${by(actor)}.`;
    case 'account.renamed':
      return `The account ${String(detail['from'])} was named ${String(detail['to'])} ${by(actor)}.`;
    case 'account.removed':
      return `The account ${account} was removed ${by(actor)}.`;
    case 'account.role-changed':
      return `${account} became ${String(detail['to'])}, was ${String(detail['from'])}, ${by(actor)}.`;
    case 'account.grants-changed':
      return `What ${account} may see was changed ${by(actor)}.`;
    case 'account.suspended':
      return `${account} was suspended ${by(actor)}.`;
    case 'account.readmitted':
      return `${account} may sign in again, ${by(actor)}.`;
    case 'guests.paused':
      return `Guests were paused ${by(actor)}.`;
    case 'guests.readmitted':
      return `Guests were let in again ${by(actor)}.`;
    case 'session.revoked':
    case 'sessions.revoked':
      return `${who} ended sessions of the own account${from}.`;
    case 'sessions.ended':
      return `Everybody who is named was signed out ${by(actor)}.`;
    case 'network.access-changed':
      return `Who may connect was changed ${by(actor)}.`;
    case 'network.names-changed':
      return `The names the house answers to were changed ${by(actor)}.`;
    case 'network.ban-lifted':
      return `The ban of ${String(detail['address'])} was lifted ${by(actor)}.`;
    case 'library.added':
      return `A folder was added ${by(actor)}.`;
    case 'library.removed':
      return `A folder was removed ${by(actor)}.`;
    case 'backup.created':
      return 'A backup was made and proved.';
    case 'backup.failed':
      return 'A backup was not made.';
    case 'backup.restored':
      return `A backup was restored ${by(actor)}.`;
    case 'backup.kit-issued':
      return `A recovery kit was issued ${by(actor)}.`;
    case 'secret.rotated':
      return `The ${KEYS[String(detail['name'])] ?? String(detail['name'])} was changed ${by(actor)}.`;
    case 'signing-key.replaced':
      return 'The signing key was missing or weak and was replaced.';
    case 'audit.note-refused':
      return 'The server noted something that it may not note; it was refused.';
    case 'incident.locked':
      return `The house was closed ${by(actor)}: ${String(detail['reason'])}.`;
    case 'incident.mistake':
      return `Closing was taken back as a mistake ${by(actor)}.`;
    case 'incident.evidence-kept':
      return 'Evidence was kept.';
    case 'incident.keys-changed':
      return 'The keys were changed.';
    case 'incident.decided':
      return `${by(actor, true)} it was decided to ${String(detail['decision'])}: ${String(detail['text'])}`;
    case 'incident.reopened':
      return detail['stage'] === 'home' ? `The house was opened again ${by(actor)}.` : `The house was opened on this computer alone ${by(actor)}.`; // prettier-ignore
    case 'incident.released':
      return `The house was opened again ${by(actor)}.`;
    default:
      return null;
  }
}

const KEYS: Readonly<Record<string, string>> = {
  'signing-key': 'signing key',
  'data-key': 'data key',
  'audit-key': 'audit key',
  'backup-identity': 'backup key',
};
const ACTORS: Readonly<Record<string, string>> = { stranger: 'A stranger', holdfast: 'Holdfast' };
const PLACES: Readonly<Record<string, string>> = {
  'owner:command-line': 'at the command line of this computer',
  'owner:window': 'in the window on this computer',
  'owner:tray': 'from the tray of this computer',
  'owner:loopback': 'on the page of this computer',
  holdfast: 'by Holdfast itself',
};
function by(actor: string, atStart = false): string {
  const text = PLACES[actor] ?? (actor.startsWith('owner:') ? 'at this computer' : 'from the network');
  return atStart ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text;
}
