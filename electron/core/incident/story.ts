import type { CutConnection } from '../../../shared/contract/incident.ts';
import { isOwnProbe } from '../../../shared/own-probe.ts';
import type { ManagerDb, ReadDb } from '../kernel/index.ts';
import { connectionInWords } from './connected.ts';

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
  /** The first suspicious one, ms since 1970; null when nothing was. */
  readonly began: number | null;
  /** Addresses of suspicious events, and what they did. */
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

type Entry = { readonly at: number; readonly actor: string; readonly event: string; readonly detail: string };

/** So many wrong passwords from one address within this are guessing (INC-05; REQUIREMENTS, LOG-13). */
const GUESSES = 5;
const GUESSING_MS = 15 * 60_000;
/** A timeline somebody reads; what is older or more is in the audit. */
const MOST_ENTRIES = 20_000;

/** Read the timeline of an incident from the audit (INC-05). @param since ms since 1970. */
export function readStory(db: ManagerDb | ReadDb, since: number): Story {
  const entries = db
    .prepare<[number, number], Entry>(
      'SELECT at, actor, event, detail FROM audit WHERE at >= ? ORDER BY seq DESC LIMIT ?',
    )
    .all(since, MOST_ENTRIES)
    .toReversed();
  const names = new Map(
    db.prepare<[], [string, string]>('SELECT id, name FROM account').raw().all() as [string, string][],
  );
  const isKnown = db
    .prepare<[number, string], number>(
      `SELECT 1 FROM audit WHERE at < ? AND event = 'sign-in.succeeded' AND json_extract(detail, '$.address') = ? LIMIT 1`,
    )
    .pluck();
  return tellStory(entries, names, (address) => isKnown.get(since, address) !== undefined);
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

/**
 * Put entries of the audit into words, and mark what is suspicious: five wrong passwords from one address within 15
 * minutes, a ban, a note of the server that was refused, and everything a guessing address did from then on.
 */
export function tellStory(
  entries: readonly Entry[],
  names: ReadonlyMap<string, string>,
  wasKnown: (address: string) => boolean,
): Story {
  const guessing = firstGuessBy(entries);
  const seen = new Set<string>();
  const events: StoryEvent[] = [];
  const byAddress = new Map<string, { failures: number; signIns: number; isNew: boolean; lastAt: number }>();
  for (const entry of entries) {
    const detail = JSON.parse(entry.detail) as Record<string, unknown>;
    const address = typeof detail['address'] === 'string' ? detail['address'] : null;
    const isNew = address !== null && !wasKnown(address);
    if (address !== null) {
      const counted = byAddress.get(address) ?? { failures: 0, signIns: 0, isNew, lastAt: 0 };
      byAddress.set(address, counted);
      // Told in the timeline; among those who tried to get in, the checklist would be taken for a burglar.
      const isOurs = isOwnProbe(detail);
      if (isFailure(entry) && !isOurs) counted.failures += 1;
      if (entry.event === 'sign-in.succeeded' && !isOurs) counted.signIns += 1;
      if (isFailure(entry) || entry.event === 'sign-in.succeeded') counted.lastAt = entry.at;
    }
    const text = inWords(entry, detail, names);
    if (text === null) continue;
    const isFirst =
      entry.event === 'sign-in.succeeded' && isNew && !isOwnProbe(detail) && address !== null && !seen.has(address);
    if (isFirst) seen.add(address);
    const since = address === null ? undefined : guessing.get(address);
    const isSuspicious =
      entry.event === 'address.banned' ||
      entry.event === 'audit.note-refused' ||
      (since !== undefined && entry.at >= since);
    events.push({
      at: entry.at,
      text: isFirst ? `${text} This address was never seen before.` : text,
      address,
      isSuspicious,
    });
  }
  const suspicious = events.filter((event) => event.isSuspicious);
  const addresses = new Set(suspicious.flatMap(({ address }) => (address === null ? [] : [address])));
  return {
    events,
    began: suspicious.length === 0 ? null : Math.min(...suspicious.map(({ at }) => at)),
    addresses: [...addresses].map((address) => {
      const { isNew, failures, signIns } = byAddress.get(address)!;
      return { address, isNew, failures, signIns };
    }),
    seen: [...byAddress]
      .filter(([, { failures, signIns }]) => failures + signIns > 0)
      .map(([address, counted]) => ({ address, ...counted, isSuspicious: addresses.has(address) }))
      .toSorted((one, other) => other.lastAt - one.lastAt),
  };
}

const isFailure = ({ event }: Entry): boolean => event === 'sign-in.failed' || event === 'password.change-refused';

/** From when on each address that guessed did so. */
function firstGuessBy(entries: readonly Entry[]): Map<string, number> {
  const failures = new Map<string, number[]>();
  const guessing = new Map<string, number>();
  for (const entry of entries) {
    const { address } = JSON.parse(entry.detail) as { address?: unknown };
    if (typeof address !== 'string') continue;
    if (entry.event === 'address.banned') {
      const before = failures.get(address)?.at(0) ?? entry.at;
      guessing.set(address, Math.min(guessing.get(address) ?? before, before));
    }
    if (!isFailure(entry)) continue;
    const recent = [...(failures.get(address) ?? []), entry.at].filter((at) => at > entry.at - GUESSING_MS);
    failures.set(address, recent);
    if (recent.length >= GUESSES && !guessing.has(address)) guessing.set(address, recent[0]!);
  }
  return guessing;
}

/** null: of no use to somebody who wants to know what happened. */
function inWords(
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
    case 'account.created':
      return `The account ${account} (${String(detail['role'])}) was made ${by(actor)}.`;
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
      return `The ${String(detail['name'])} was changed ${by(actor)}.`;
    case 'signing-key.replaced':
      return 'The signing key was missing or weak and was replaced.';
    case 'audit.note-refused':
      return 'The server noted something that it may not note; it was refused.';
    case 'incident.locked':
      return `The house was closed ${by(actor)}: ${String(detail['reason'])}.`;
    case 'incident.mistake':
      return `Closing was taken back as a mistake ${by(actor)}.`;
    case 'incident.evidence-kept':
      return `Evidence was kept: ${String(detail['file'])}.`;
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
