import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { FromServer, ServerStart, ToServer } from '../../shared/control/server.ts';
import { signingKeyProblem } from '../core/accounts/index.ts';
import {
  isOpen,
  openReadOnly,
  openWritable,
  serverMigrations,
  systemClock,
  type Log,
  type ServerDb,
} from '../core/kernel/index.ts';
import { hostNames, listenAddresses } from '../core/network/index.ts';
import { composeServer } from './compose.ts';
import { createGate } from './gate.ts';
import { createWorkerLink } from './worker-link.ts';

/**
 * How often we look whether this computer's addresses changed, and whether the permit is still there: a lock that a hung
 * manager could not pass on takes hold within this.
 */
const LOOK_AROUND_MS = 2_000;
const SHELL_FOLDER = join(import.meta.dirname, '..', '..', 'resources', 'web', 'player');

type Deps = { readonly log: Log; readonly send: (message: FromServer) => void };

export type Server = {
  readonly handle: (message: Exclude<ToServer, ServerStart | { readonly kind: 'drain' }>) => void;
  /** Stop serving; resolves when nothing listens and the databases are closed. */
  readonly stop: () => void;
};

/**
 * Open the databases, migrate ours, and listen if the house is open. Reports `migrated`, then `listening`,
 * `stays-closed` or `failed`. A port that is taken is looked at again and again, and `listening` follows once it is free;
 * after any other failure the process is of no more use.
 */
export async function startServer(start: ServerStart, { log, send }: Deps): Promise<Server | null> {
  const opened = openWritable<ServerDb>(start.files.serverDb, serverMigrations, 'process-crash');
  if (!opened.ok) {
    send({ kind: 'failed', code: 'database', message: opened.failure.message });
    return null;
  }
  const write = opened.value;
  send({ kind: 'migrated' });
  if (signingKeyProblem(start.signingKey) !== null) {
    send({
      kind: 'failed',
      code: 'weak-key',
      message: 'The key that signs sessions is weak; the server does not start with it.',
    });
    return null;
  }

  const read = openReadOnly(start.files.libraryDb, { manager: start.files.managerDb, server: start.files.serverDb });
  const gate = createGate({ limits: start.limits, now: systemClock.now });
  const worker = createWorkerLink(start.worker);
  const house = await composeServer({
    version: start.version,
    serverName: start.serverName,
    read,
    write,
    clock: systemClock,
    log,
    gate,
    worker,
    limits: start.limits,
    artFolder: start.artFolder,
    cacheFolder: start.cacheFolder,
    signingKey: start.signingKey,
    network: start.network,
    ownNames: hostNames(hostname()),
    shellFolder: SHELL_FOLDER,
    send,
  });
  const { listeners } = house;
  let port = start.port;
  let isWaitingForPort = false;

  /** Listen where we do not yet, stop where the address is gone; other connections are not touched. */
  const followAddresses = async (): Promise<FromServer | null> => {
    if (!isOpen(start.permit, start.generation)) return null;
    const wanted = listenAddresses(networkInterfaces(), start.host ?? undefined);
    const before = listeners.addresses();
    for (const address of before) if (!wanted.includes(address)) listeners.drop(address);
    for (const address of wanted.filter((one) => !before.includes(one))) {
      const outcome = await listeners.listen(address, port);
      if (outcome.kind === 'listening') port = outcome.port;
      else if (outcome.kind === 'port-taken' && before.length === 0) {
        // All or nothing: an address that listens would hide that the port is not ours.
        for (const begun of listeners.addresses()) listeners.drop(begun);
        port = start.port;
        if (isWaitingForPort) return null;
        isWaitingForPort = true;
        return { kind: 'failed', code: 'port-taken', message: portTaken(port) };
      } else log.warn('listen.refused', { address, reason: outcome.kind });
    }
    const after = listeners.addresses();
    if (after.join() === before.join()) return null;
    isWaitingForPort = false;
    gate.refresh();
    return { kind: 'listening', addresses: after, port };
  };

  if (!isOpen(start.permit, start.generation)) {
    send({ kind: 'stays-closed', message: 'The house is closed; nothing listens.' });
  } else {
    gate.open();
    send((await followAddresses()) ?? { kind: 'failed', code: 'port-taken', message: portTaken(port) });
  }
  const timer = setInterval(() => {
    if (!gate.isOpen) return;
    if (!isOpen(start.permit, start.generation)) {
      log.warn('house.closed-without-word', { sockets: house.close() });
      return send({ kind: 'stays-closed', message: 'The house was closed; nothing listens.' });
    }
    followAddresses()
      .then((news) => news && send(news))
      .catch((error: unknown) => log.error('listen.failed', { error }));
  }, LOOK_AROUND_MS);

  return {
    handle(message) {
      if (message.kind === 'lock-down') clearInterval(timer);
      house.handle(message);
    },
    stop() {
      clearInterval(timer);
      house.close();
      worker.close();
      read.close();
      write.close();
    },
  };
}

const portTaken = (port: number): string =>
  `Port ${port} is used by another program. Stop that program, or choose another port with --port.`;
