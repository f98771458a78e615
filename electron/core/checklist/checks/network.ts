// Who can reach the server, under which names, and what else of ours listens.
import { open } from 'node:fs/promises';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { currentBans, type Ban } from '../../accounts/index.ts';
import { readHostNames, readHouse } from '../../kernel/index.ts';
import { hostNames, isLoopback, isPrivate, normaliseAddress, parseCidr, type AccessRule } from '../../network/index.ts';
import { check, count, fail, pass, some, warn } from '../check.ts';
import { openDoors, type Door } from '../look-doors.ts';
import type { ListeningSocket } from '../look-processes.ts';
import type { Look } from '../look.ts';
import { Unobservable } from '../unobservable.ts';

/** Less than a probe may take: a server that takes a connection and says nothing is down, and not unknown (LOG-14). */
const HEALTH_WAIT_MS = 4_000;
const LOG_WAIT_MS = 2_000;
const LOG_LOOK_MS = 50;
/** RTMP specification 1.0, 5.2: one byte of version, then 1536 bytes to be sent back. */
const RTMP_VERSION = '\x03';
const RTMP_HANDSHAKE_BYTES = 1536;
/** The end of the server's log, where the line of a request just made stands. */
const LOG_TAIL_BYTES = 256 * 1024;

const ownProcesses = (look: Look): Promise<number[]> => {
  const { manager, server, worker } = look.house.pids;
  return look.system.processes.tree([manager, server, worker].filter((pid) => pid !== null));
};

const lookAtSockets = (look: Look): Promise<{ sockets: ListeningSocket[]; ports: number[] }> =>
  look.once('sockets', async () => ({
    sockets: await look.system.processes.listening(await ownProcesses(look)),
    ports: [...new Set(look.house.addresses.map((url) => Number(new URL(url).port)))],
  }));

/** Where the system lists no sockets (macOS, Windows), whether each address of this computer opens at our ports tells as much. */
async function lookAtDoors(look: Look): Promise<{ doors: readonly Door[]; ports: number[]; how: string }> {
  try {
    const { sockets, ports } = await lookAtSockets(look);
    return { doors: sockets, ports, how: 'Its sockets, as the system lists them' };
  } catch (error) {
    if (!(error instanceof Unobservable)) throw error;
  }
  const ports = [...new Set(look.house.addresses.map((url) => Number(new URL(url).port)))];
  const own = Object.values(networkInterfaces()).flatMap((all = []) => all);
  const addresses = own.map(({ address, scopeid }) => (scopeid ? `${address}%${scopeid}` : address));
  const opened = await openDoors(addresses, ports, look.signal);
  const doors = opened.map(({ address, port }) => ({ address: address.replace(/%.*/, ''), port }));
  return { doors, ports, how: `Of ${count(addresses.length, 'address', 'addresses')} of this computer these opened` };
}

const where = ({ address, port }: Pick<ListeningSocket, 'address' | 'port'>): string => {
  const plain = normaliseAddress(address) ?? address;
  return plain.includes(':') ? `[${plain}]:${port}` : `${plain}:${port}`;
};

/** Names nobody outside the home can own: one label, or an ending that the internet does not know (RFC 6762, 8375, 9476…). */
const HOME_NAME = /^[^.]+$|\.(local|lan|home|internal|localdomain|home\.arpa|fritz\.box|test|localhost)$/;
const EVERYBODY_BITS = { 4: 1, 6: 1 } as const;
/** NET-02: wider than this is worth a word. */
const WIDE_BITS = { 4: 8, 6: 16 } as const;

/** Bans of this computer, whichever of its own addresses they are for (HTTP-10). */
export function ownBans(look: Look): Ban[] {
  const own = Object.values(networkInterfaces()).flatMap((entries) => (entries ?? []).map(({ address }) => address));
  return look
    .readServer((db) => currentBans(db, look.now))
    .filter(({ address }) => isLoopback(address) || own.includes(address));
}

export const NETWORK = [
  check({
    id: 'LOG-14',
    group: 'network',
    title: 'The server is up and well',
    wrong: 'The server is down or not well',
    severity: 'high',
    why: 'A server that is down protects nobody and plays nothing.',
    observe: async ({ http }) => {
      try {
        return (await http.ask({ from: 'asker', path: '/healthz', withinMs: HEALTH_WAIT_MS })).status;
      } catch (error) {
        if (error instanceof Unobservable) throw error;
        return null;
      }
    },
    judge(status) {
      if (status === null) return fail('It does not answer, though the house is open.');
      return status === 200
        ? pass('Asked how it is, it answered that all is well.')
        : fail(`Asked how it is, it answered ${status}.`);
    },
  }),
  check({
    id: 'NET-01',
    group: 'network',
    title: 'Only devices in your home can reach the server',
    wrong: 'More than your home may reach the server, or another program answers for it',
    severity: 'critical',
    why: 'At a public address, anybody on the internet could try passwords.',
    observe: lookAtDoors,
    judge({ doors, ports, how }) {
      const ours = doors.filter(({ port }) => ports.includes(port));
      const wide = ours.filter(({ address }) => {
        const plain = normaliseAddress(address);
        return plain === null || !(isLoopback(plain) || isPrivate(plain));
      });
      if (wide.length > 0)
        return fail(`It listens where the internet could be: ${some(wide.map(where))}.`); // prettier-ignore
      if (ours.length === 0)
        return fail('Nothing of ours listens on its port: another program may stand in its place.');
      return pass(`${how}: ${some(ours.map(where))}.`);
    },
  }),
  check({
    id: 'NET-03',
    group: 'network',
    title: 'Nothing else of Holdfast listens',
    wrong: 'Something else of Holdfast listens in your network',
    severity: 'high',
    why: 'A forgotten door needs only one fault to let somebody in.',
    observe: lookAtSockets,
    judge({ sockets, ports }) {
      // The owner's page of a headless house is on loopback and behind a one-time link.
      const others = sockets.filter(
        ({ address, port }) => !ports.includes(port) && !isLoopback(normaliseAddress(address) ?? ''),
      );
      return others.length === 0
        ? pass(`${count(sockets.length, 'listening socket')} of our processes, on ${some(ports.map(String))} and nowhere else in your network.`) // prettier-ignore
        : fail(`Something of ours also listens on ${some(others.map(where))}.`);
    },
  }),
  check({
    id: 'NET-02',
    group: 'network',
    title: 'The list of who may connect is tight',
    wrong: { warn: 'The list of who may connect is wider than a home', fail: 'Everybody may connect' },
    severity: 'high',
    why: 'The wider the list, the more strangers may ask for your sign-in page.',
    observe: async (look) => look.readManager((db) => JSON.parse(readHouse(db).accessRule) as AccessRule),
    judge(rule) {
      if (rule.kind !== 'custom')
        return pass(rule.kind === 'home' ? 'Your home’s own networks and no others.' : 'This computer alone.');
      const networks = rule.cidrs.flatMap((text) => {
        const parsed = parseCidr(text);
        return parsed.ok ? [{ text, ...parsed.value }] : [];
      });
      const everybody = networks.filter(({ family, prefixBits }) => prefixBits <= EVERYBODY_BITS[family]);
      if (everybody.length > 0) return fail(`Everybody is let in: ${some(everybody.map(({ text }) => text))}.`);
      const wide = networks.filter(({ family, prefixBits }) => prefixBits < WIDE_BITS[family]);
      return wide.length === 0
        ? pass(`${count(networks.length, 'network')}: ${some(networks.map(({ text }) => text))}.`)
        : warn(`Wider than a home: ${some(wide.map(({ text }) => text))}.`);
    },
  }),
  check({
    id: 'NET-16',
    group: 'network',
    title: 'Requests under a foreign name are refused',
    wrong: 'Requests under a foreign name are answered',
    severity: 'high',
    why: 'A page elsewhere could point its own name at this computer and read along (DNS rebinding).',
    observe: async ({ http }) => {
      const names = ['evil.example', 'holdfast.evil.example:8470'];
      const answers = await Promise.all(
        names.map((host) => http.ask({ from: 'asker', path: '/healthz', headers: { host } })),
      );
      return answers.map(({ status }) => status);
    },
    judge: (statuses) =>
      statuses.every((status) => status === 421)
        ? pass(`Asked under ${count(statuses.length, 'foreign name')}, it refused (421).`)
        : fail(`Asked under a foreign name, it answered ${some(statuses.map(String))}.`),
  }),
  check({
    id: 'TLS-10',
    group: 'network',
    title: 'The server goes by names of your home alone',
    wrong: 'The server goes by a name of the internet',
    severity: 'medium',
    why: 'Whoever holds a name on the internet can make browsers ask this server in its name.',
    observe: async (look) => look.readManager(readHostNames),
    judge(names) {
      const own = hostNames(hostname());
      const outside = names.filter((name) => !HOME_NAME.test(name) && !own.includes(name));
      return outside.length === 0
        ? pass(names.length === 0 ? 'Its addresses and this computer’s own name.' : `Beside its own: ${some(names)}.`)
        : warn(`It also answers to ${some(outside)}. Keep a name only if it is yours.`);
    },
  }),
  check({
    id: 'NET-09',
    group: 'network',
    title: 'Nobody can pretend to come from another address',
    wrong: 'Anybody can pretend to come from another address',
    severity: 'high',
    why: 'A liar could get around bans, or have somebody else shut out.',
    async observe(look) {
      const liars = { 'x-forwarded-for': '203.0.113.9', 'x-real-ip': '203.0.113.9', forwarded: 'for=203.0.113.9' };
      const answer = await look.http.ask({ from: 'asker', path: '/healthz', headers: liars });
      const id = String(answer.headers['x-request-id'] ?? '');
      return { asked: answer.from, logged: await loggedAddress(look, id) };
    },
    judge: ({ asked, logged }) =>
      normaliseAddress(asked) === normaliseAddress(logged)
        ? pass(`Asked with a forged sender, its log still shows the true one (${logged}).`)
        : fail(`Asked from ${asked} with a forged sender, its log shows ${logged}.`),
  }),
  check({
    id: 'NET-11',
    group: 'network',
    title: 'The firewall of this computer is on',
    wrong: 'The firewall of this computer is off',
    severity: 'medium',
    why: 'Without one, every program on this computer that listens can be reached by every device in your network.',
    observe: ({ system }) => system.firewalls(),
    judge(firewalls) {
      const on = firewalls.filter(({ isOn }) => isOn);
      return on.length > 0
        ? pass(`The system says: ${some(on.map(({ name }) => name))} is on. Which rules it has is for you to see.`)
        : warn(`The system says: ${some(firewalls.map(({ name }) => name))} is off. Turn it on in the settings of this computer, and let port 8470 through from your home.`); // prettier-ignore
    },
  }),
  check({
    id: 'HTTP-10',
    group: 'network',
    title: 'This computer is not shut out',
    wrong: 'This computer is shut out of its own server',
    severity: 'medium',
    why: 'You could not open your own server when you need it most.',
    observe: async (look) => ownBans(look),
    judge: (bans) =>
      bans.length === 0
        ? pass('None of its addresses is banned.')
        : fail(`Banned: ${some(bans.map(({ address, reason }) => `${address} (${reason})`))}.`),
  }),
  check({
    id: 'RTMP-03',
    group: 'network',
    title: 'Nobody can send a live stream into the house',
    wrong: 'Anybody can send a live stream into the house',
    severity: 'medium',
    why: 'A stranger’s picture would appear on your television, and the engine would have to read whatever he sends.',
    // The first bytes of RTMP, version 3 and what is to be sent back: a server that takes streams answers in kind.
    observe: ({ http }) => http.raw('asker', `${RTMP_VERSION}${'\0'.repeat(RTMP_HANDSHAKE_BYTES)}`),
    judge: (text) =>
      text.startsWith(RTMP_VERSION)
        ? fail('Offered a live stream (RTMP), it was ready to take it.')
        : pass(
            'Offered a live stream (RTMP), it refused. This version takes none, so there are no stream keys either.',
          ),
  }),
  check({
    id: 'PRIV-01',
    group: 'network',
    title: 'Holdfast talks to nobody outside your home',
    wrong: 'Holdfast is connected to somewhere outside your home',
    severity: 'medium',
    why: 'What you watch, and that you watch, is nobody’s business but yours.',
    observe: async (look) => {
      const { ports } = await lookAtSockets(look);
      return { ports, connections: await look.system.processes.connections(await ownProcesses(look)) };
    },
    judge({ ports, connections }) {
      const outgoing = connections.filter(({ remote, localPort }) => {
        const plain = normaliseAddress(remote.address);
        // Somebody let in from elsewhere came to our port; that is for the list of who may connect.
        return !ports.includes(localPort) && (plain === null || !(isLoopback(plain) || isPrivate(plain)));
      });
      return outgoing.length === 0
        ? pass(`${count(connections.length, 'connection')} of our processes at that moment, as the system lists them: none leads out of your home.`) // prettier-ignore
        : warn(`Connected to ${some(outgoing.map(({ remote, pid }) => `${where(remote)} (process ${pid})`))}. Unless it looks for an update just now, or plays to somebody, ask why.`); // prettier-ignore
    },
  }),
  check({
    id: 'TLS-01',
    group: 'network',
    title: 'Passwords cross your network encrypted',
    wrong: 'Passwords cross your network without encryption',
    severity: 'medium',
    why: 'Whoever can listen in on your network could read a password as it is typed.',
    async observe({ house, http }) {
      const plain: string[] = [];
      for (const at of house.addresses) {
        const { protocol, hostname: host } = new URL(at);
        if (protocol !== 'http:' || isLoopback(host.replace(/^\[|\]$/g, ''))) continue;
        // Whatever it says, it says it without encryption; an address that is gone says nothing.
        const answer = await http.ask({ from: 'asker', path: '/healthz', at, mayBeLimited: true }).catch(() => null);
        if (answer !== null) plain.push(at);
      }
      return plain;
    },
    judge: (plain) =>
      plain.length === 0
        ? pass('It answers to this computer alone, so no password crosses the network.')
        : warn(`Without encryption at ${some(plain)}. This version has no HTTPS yet: use it at home only.`),
  }),
];

/** The address the server wrote down for a request of ours; the line comes a moment after the answer. */
async function loggedAddress(look: Look, requestId: string): Promise<string> {
  if (!/^[0-9a-f]{8,}$/.test(requestId))
    throw new Unobservable('The answer carried no number to find it by in the log.');
  const path = join(look.house.data.logs, 'server.log');
  const until = performance.now() + LOG_WAIT_MS;
  while (performance.now() < until) {
    const line = (await tail(path)).split('\n').find((one) => one.includes(requestId));
    if (line !== undefined) return (JSON.parse(line) as { address: string }).address;
    await pause(LOG_LOOK_MS, undefined, { signal: look.signal });
  }
  throw new Unobservable('The request was not found in the log of the server.');
}

async function tail(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - LOG_TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
