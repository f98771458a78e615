import { networkInterfaces } from 'node:os';
import type { FromServer, ServerLimits, ToServer } from '../../shared/control/server.ts';
import { readHouse, type ManagerDb } from '../core/kernel/index.ts';
import type { CutSockets } from '../core/incident/index.ts';
import { primaryAddress } from '../core/network/index.ts';
import type { ServerOrders } from './children.ts';
import type { FailedStart, ManagerDeps } from './core.ts';
import { answerCredentialRequest } from './credential-requests.ts';
import { networkPolicy } from './network-settings.ts';
import type { News } from './news.ts';
import type { Supervised } from './supervisor.ts';
import type { UsageKeeper } from './usage-keeper.ts';

/** The first stage of reopening. */
const LOOPBACK = '127.0.0.1';

/** MED-10, HTTP-08, HTTP-17 and REQUIREMENTS' figures. */
const LIMITS: ServerLimits = {
  socketsPerAddress: 100,
  socketsInAll: 2_000,
  streams: 10,
  requestsPerMinute: 60,
  sessionRequestsPerMinute: 600,
};

export type ServerLink = ReturnType<typeof createServerLink>;

/** What the server is told, and what it said last: where it listens. */
export function createServerLink(
  deps: Pick<ManagerDeps, 'clock' | 'log' | 'version' | 'host' | 'port'> & {
    readonly db: ManagerDb;
    readonly signingKey: string;
    readonly news: News;
    readonly process: () => Supervised<ToServer>;
    /** The house is open to the one who sits here, and to nobody else yet. */
    readonly isForThisComputer: () => boolean;
    /** It noted something for the audit. */
    readonly takeAudit: () => void;
    readonly measured: UsageKeeper['server'];
    readonly started: () => void;
    readonly failed: (problem: FailedStart) => void;
  },
) {
  const { db, clock, log, news } = deps;
  let listening: { readonly addresses: readonly string[]; readonly port: number } | null = null;
  // With --port 0 the system chose; a server that comes back is found where it was.
  let { port, signingKey } = deps;
  let onLockedDown: (() => void) | null = null;
  let cutSockets: CutSockets | null = null;

  const send = (message: ToServer): void => deps.process().send(message);
  const statusChanged = () => news.changed('status');
  const endProcess = () => void deps.process().stop().then(statusChanged);
  /** Told only while something is served. */
  const sendWhileServing = (message: ToServer): boolean => {
    if (listening === null) return false;
    send(message);
    return true;
  };

  return {
    orders: (): ServerOrders => ({
      version: deps.version,
      serverName: readHouse(db).serverName,
      port,
      host: deps.isForThisComputer() ? LOOPBACK : deps.host,
      signingKey,
      network: networkPolicy(db),
      limits: LIMITS,
    }),

    heard: (message: FromServer): void => {
      switch (message.kind) {
        case 'migrated':
        case 'audit-waiting':
          deps.takeAudit();
          return news.tellOfAudit();
        case 'listening':
          listening = message;
          port = message.port;
          deps.started();
          log.info('house.open', { addresses: message.addresses, port: message.port });
          return statusChanged();
        case 'stays-closed':
          // It never opens again by itself; the next opening starts a new one.
          listening = null;
          endProcess();
          return statusChanged();
        case 'failed':
          deps.failed(message);
          log.error('server.failed', { code: message.code });
          // One without its port goes on looking whether it is free, and says `listening` then.
          if (message.code !== 'port-taken') endProcess();
          return statusChanged();
        case 'measured':
          return deps.measured(message.usage);
        case 'playing-changed':
          return news.tell('playing');
        case 'locked-down':
          log.warn('server.locked-down', { sockets: message.sockets });
          cutSockets = message.clients;
          return onLockedDown?.();
        case 'request':
          void answerCredentialRequest({ db, clock, log }, message.request).then((outcome) => {
            send({ kind: 'answer', id: message.id, outcome });
            if (outcome.kind === 'done') send({ kind: 'sessions-changed' });
          });
      }
    },

    isListening: (): boolean => listening !== null,
    /** It is known to listen no more, whether or not its end was told. */
    notListening: (): void => void (listening = null),

    /** Where it can be reached, the address to give to others first; none while nothing is served. */
    addresses: (): string[] => {
      if (!listening) return [];
      const { addresses, port: at } = listening;
      const best = primaryAddress(networkInterfaces());
      const rank = (address: string) => (address === best ? 0 : address === LOOPBACK ? 1 : 2);
      return [...addresses]
        .sort((a, b) => rank(a) - rank(b))
        .map((address) => `http://${address.includes(':') ? `[${address}]` : address}:${at}`);
    },

    /** Tell it to cut everybody off. @returns whether it has answered, for whoever asks later. */
    lockDown(): () => boolean {
      let didAnswer = false;
      cutSockets = null;
      onLockedDown = () => (didAnswer = true);
      send({ kind: 'lock-down' });
      return () => didAnswer;
    },

    /** Whom it cut off then; null when it did not answer. */
    cutSockets: (): CutSockets | null => cutSockets,

    useSigningKey: (key: string): void => {
      signingKey = key;
      send({ kind: 'signing-key', signingKey });
    },
    auditChained: (ids: readonly string[]): void => send({ kind: 'audit-chained', ids }),
    measure: (): void => send({ kind: 'measure' }),
    networkChanged: (): void => send({ kind: 'network', network: networkPolicy(db) }),
    sessionsChanged: (): void => send({ kind: 'sessions-changed' }),
    renamed: (serverName: string): void => {
      send({ kind: 'server-name', serverName });
      statusChanged();
    },
    /** False: nothing is being served. */
    stopPlayback: (id: string): boolean => sendWhileServing({ kind: 'stop-playback', id }),
    /** False: nothing is being served. */
    banLifted: (address: string): boolean => sendWhileServing({ kind: 'ban-lifted', address }),
    /** False: nothing is being served. */
    ban: (addresses: readonly string[], until: number): boolean => sendWhileServing({ kind: 'ban', addresses, until }),
  };
}
