import type { CutConnection } from '../../../shared/contract/incident.ts';
import type { ReadDb } from '../kernel/index.ts';

/** Addresses as the server counted them when it cut them off; null when it did not answer. */
export type CutSockets = readonly { readonly address: string; readonly sockets: number }[];

/** A session is noted as used at most once a minute, and a film that is being sent as well. */
const IN_USE_MS = 2 * 60_000;
/** A list somebody reads; a house has few devices. */
const MOST_ADDRESSES = 200;

/**
 * Who was connected when the house was closed: the server's own count by address, and what server.db says of who used a
 * session there last and what was being played. Asked right after the cut, before sessions are marked as ended.
 *
 * @param read server.db as `server`, manager.db as `manager`, library.db as `main`.
 * @param sockets null: the server hung; then only what it wrote down is known.
 * @param lockedAt ms since 1970.
 */
export function whoWasConnected(read: ReadDb, sockets: CutSockets | null, lockedAt: number): CutConnection[] {
  const sessions = read
    .prepare<[number, number], { id: string; address: string; name: string; device: string }>(
      `SELECT s.id, s.address, coalesce(a.name, 'somebody whose account is gone') AS name, s.device
       FROM server.session s LEFT JOIN manager.account a ON a.id = s.account_id
       WHERE (s.ended_at IS NULL OR s.ended_at >= ?) AND s.last_seen_at >= ? ORDER BY s.last_seen_at DESC, s.id`,
    )
    .all(lockedAt, lockedAt - IN_USE_MS);
  const playing = read
    .prepare<[number, number], { sessionId: string; title: string }>(
      `SELECT DISTINCT p.session_id AS sessionId, coalesce(i.title, 'something that is gone') AS title
       FROM server.playback p LEFT JOIN main.item i ON i.id = p.item_id
       WHERE (p.ended_at IS NULL OR p.ended_at >= ?) AND p.last_seen_at >= ? ORDER BY title`,
    )
    .all(lockedAt, lockedAt - IN_USE_MS);
  const counted = new Map((sockets ?? []).map((one) => [one.address, one.sockets]));
  // One that was counted and never signed in is a stranger, or somebody at the sign-in page; one that used a session a
  // moment before is between two requests of a film. Both are named.
  const addresses = new Set([...counted.keys(), ...sessions.map(({ address }) => address)]);
  return [...addresses].slice(0, MOST_ADDRESSES).map((address) => {
    const here = sessions.filter((session) => session.address === address);
    return {
      address,
      sockets: counted.get(address) ?? (sockets === null ? null : 0),
      people: unique(here.map(({ name, device }) => ({ name, device }))),
      playing: unique(playing.filter(({ sessionId }) => here.some(({ id }) => id === sessionId)).map(({ title }) => title)), // prettier-ignore
    };
  });
}

const unique = <T>(values: readonly T[]): T[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];

/** "ada", "ada and ben", "ada, ben and cleo". */
const inOneBreath = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** One address of it, as a sentence for the timeline. */
export function connectionInWords({ address, sockets, people, playing }: CutConnection): string {
  const who = inOneBreath(people.map(({ name, device }) => (device === '' ? name : `${name} with ${device}`)));
  const count = sockets === null ? '' : ` (${sockets === 1 ? 'one connection' : `${sockets} connections`})`;
  const watched = playing.length === 0 ? '' : ` Being played: ${playing.join(', ')}.`;
  if (sockets === 0) return `${who} used the house at ${address} a moment before, with no connection open.${watched}`;
  return `${who === '' ? 'Somebody who was not signed in' : who} ${people.length > 1 ? 'were' : 'was'} cut off at ${address}${count}.${watched}`;
}
