/**
 * A whole house in this process for tests of the LAN side: three real databases, real accounts, two libraries of real
 * files, and the server as `server.ts` composes it, on 127.0.0.1. Only time is ours, and what stands behind the manager's
 * channel is the manager's own core, called directly.
 */
import { createCipheriv, createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import type { CredentialOutcome, FromServer, ServerLimits } from '../../../shared/control/server.ts';
import type { Role } from '../../../shared/lan/schemas.ts';
import { changePassword, createAccount, rehashPassword } from '../../core/accounts/index.ts';
import { chainOutbox } from '../../core/audit/index.ts';
import {
  newToken,
  type AccountId,
  type FileId,
  type ItemId,
  type LibraryId,
  type LogFields,
} from '../../core/kernel/index.ts';
import { openDatabases, opened, ownClock } from '../../core/kernel/testing/databases.ts';
import {
  addLibrary,
  markAvailable,
  createArtworkSetter,
  encodingSource,
  picturePath,
  storeFiles,
  type ReadFile,
} from '../../core/library/index.ts';
import { filmInfo, readFile } from '../../core/library/testing/films.ts';
import { subtitlePath } from '../../core/streaming/index.ts';
import { composeServer } from '../compose.ts';
import { createGate, type Gate } from '../gate.ts';
import type { Patience } from '../listeners.ts';
import { createWorkerLink } from '../worker-link.ts';
import { startFakeWorker } from './fake-worker.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export const PASSWORDS = {
  owner: 'Kestrel-Lantern-47-Moss',
  member: 'Willow-Anchor-58',
  stranger: 'Copper-Violin-93',
} as const;
export type Who = keyof typeof PASSWORDS;

/** Every client's codecs: films made here play as they are. */
export const CAN_PLAY = { containers: ['mp4', 'matroska'], video: ['h264'], audio: ['aac'], hls: false };

export type LogLine = { readonly level: string; readonly event: string; readonly fields: LogFields };
export type Answer = {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly text: string;
  /** Parsed JSON; throws when it is none. */
  readonly json: () => any;
};
export type Ask = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** Bearer token. */
  readonly token?: string | undefined;
  /** Sent as JSON unless it is text or bytes already. */
  readonly body?: unknown;
  /** The client's own address, any of 127.0.0.0/8. */
  readonly from?: string;
};
export type SignedIn = {
  readonly token: string;
  readonly sessionId: string;
  readonly accountId: string;
  readonly answer: Answer;
};
export type Film = { readonly itemId: ItemId; readonly fileId: FileId; readonly artId: string; readonly path: string };
type StreamEnd = { readonly isWhole: boolean; readonly bytes: number };
export type OpenStream = {
  readonly status: number;
  readonly rest: () => Promise<StreamEnd>;
  /** Read on at a film's pace, some 10 MB/s. */
  readonly watch: () => Promise<StreamEnd>;
  readonly leave: () => void;
};
export type House = Awaited<ReturnType<typeof openHouse>>;

export type HouseOptions = {
  readonly limits?: Partial<ServerLimits>;
  readonly patience?: Patience;
  /** By default every 127.x client counts as this computer, as in the product. */
  readonly isThisComputer?: (address: string) => boolean;
  /** false: library B does not exist at all. */
  readonly withB?: boolean;
  /** Films put in each library at the start. */
  readonly films?: Readonly<Record<'A' | 'B', readonly string[]>>;
};

const LIMITS: ServerLimits = {
  socketsPerAddress: 100,
  socketsInAll: 2_000,
  streams: 10,
  // Most tests ask far more than a person would; those about limits give their own.
  requestsPerMinute: 100_000,
  sessionRequestsPerMinute: 100_000,
};

const FILMS = {
  A: ['Heat (1995)/Heat (1995).mp4', 'Amélie (2001)/Amélie (2001).mp4', 'Alien (1979)/Alien (1979).mp4'],
  B: ['Heathers (1989)/Heathers (1989).mp4', 'Alien Nation (1988)/Alien Nation (1988).mp4', 'Zodiac (2007)/Zodiac (2007).mp4'],
} as const; // prettier-ignore

/** Bytes that look random and are the same every time: a misplaced one is noticed. */
export function bytesOf(seed: string, length: number): Buffer {
  const key = createHash('md5').update(seed).digest();
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
}

export async function openHouse(options: HouseOptions = {}) {
  const databases = openDatabases();
  const { folder, manager, library, read } = databases;
  const write = databases.server;
  const clock = ownClock();
  const artFolder = join(folder, 'art');
  const shellFolder = join(folder, 'shell');
  mkdirSync(join(shellFolder, 'assets'), { recursive: true });
  writeFileSync(join(shellFolder, 'index.html'), '<!doctype html><title>Holdfast</title>');
  writeFileSync(join(shellFolder, 'assets', 'player-abc123.js'), 'export {};');

  const roots = { A: join(folder, 'media-a'), B: join(folder, 'media-b') };
  const withB = options.withB ?? true;
  const add = (name: 'A' | 'B'): LibraryId => {
    mkdirSync(roots[name]);
    const added = opened(
      addLibrary({ db: manager, clock }, { kind: 'film', path: roots[name], name: `Films ${name}` }, [], 'test'),
    );
    markAvailable(library, added.id, { fingerprint: { device: '1', names: [] }, at: clock.now() });
    return added.id;
  };
  const libraryIds = { A: add('A'), B: withB ? add('B') : ('0'.repeat(32) as LibraryId) };

  const account = async (name: string, password: string, role: Role, libraries: readonly string[]) =>
    opened(await createAccount({ db: manager, clock }, { name, password, role, libraries }, 'test')).id;
  const accounts: Record<Who, AccountId> = {
    owner: await account('Olga', PASSWORDS.owner, 'owner', []),
    member: await account('Mira', PASSWORDS.member, 'member', [libraryIds.A]),
    stranger: await account('Stan', PASSWORDS.stranger, 'member', []),
  };
  const names: Record<Who, string> = { owner: 'Olga', member: 'Mira', stranger: 'Stan' };

  /** Store rows of files that need not be on disk, as a scan would. */
  const store = (name: 'A' | 'B', files: readonly ReadFile[], gone: (path: string) => boolean = () => false) =>
    storeFiles(library, libraryIds[name], files, { now: clock.now(), adopt: () => null, gone });

  /** A film with its file on disk, a poster, and that poster made. */
  const addFilm = (name: 'A' | 'B', path: string, bytes = bytesOf(path, 200_000), info = filmInfo()): Film => {
    const absolute = join(roots[name], path);
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, bytes);
    const contentId = createHash('sha256').update(bytes).digest('hex');
    store(name, [readFile(path, { sizeBytes: bytes.length, contentId, info })]);
    const row = library
      .prepare<[string, string], { itemId: ItemId; fileId: FileId }>(
        'SELECT item_id AS itemId, id AS fileId FROM file WHERE library_id = ? AND path = ?',
      )
      .get(libraryIds[name], path)!;
    createArtworkSetter(library)(row.itemId, [
      { role: 'poster', source: 'image', path: `${path}.jpg`, stamp: contentId },
    ]);
    const artId = library
      .prepare<[string], string>(`SELECT id FROM artwork WHERE item_id = ? AND role = 'poster'`)
      .pluck()
      .get(row.itemId)!;
    const picture = picturePath(artFolder, artId, 240);
    mkdirSync(dirname(picture), { recursive: true });
    writeFileSync(picture, bytesOf(artId, 2_000));
    return { ...row, artId, path: absolute };
  };
  const chosen = options.films ?? FILMS;
  const films = {
    A: chosen.A.map((path) => addFilm('A', path)),
    B: withB ? chosen.B.map((path) => addFilm('B', path)) : [],
  };

  const limits = { ...LIMITS, ...options.limits };
  const signingKey = newToken();
  const lines: LogLine[] = [];
  const listeners = new Set<(line: LogLine) => void>();
  const say =
    (level: string) =>
    (event: string, fields: LogFields = {}) => {
      const line = { level, event, fields };
      lines.push(line);
      for (const listener of listeners) listener(line);
    };
  const log = { info: say('info'), warn: say('warn'), error: say('error') };
  const cacheFolder = join(folder, 'cache');
  mkdirSync(cacheFolder);
  const fakeWorker = await startFakeWorker(join(folder, 'worker.sock'), cacheFolder, (fileId, index) => {
    const source = encodingSource(databases.read, fileId);
    const stream = source?.streams.find((one) => one.kind === 'subtitle' && one.index === index);
    return source && stream?.kind === 'subtitle' ? subtitlePath(cacheFolder, source.contentId, stream) : null;
  });
  const worker = createWorkerLink({ socket: fakeWorker.socket, token: fakeWorker.token });

  const managerIs = { away: false };
  /** Set while the manager is too busy to answer. */
  let busy: Promise<void> | null = null;
  const asManager = async (message: FromServer): Promise<CredentialOutcome | null> => {
    if (message.kind !== 'request' || managerIs.away) return null;
    await busy;
    const { request } = message;
    const deps = { db: manager, clock };
    if (request.kind === 'credential.rehash') {
      await rehashPassword(deps, request.accountId, request.password);
      return { kind: 'done' };
    }
    const changed = await changePassword(deps, request);
    if (changed.ok) return { kind: 'done' };
    return changed.failure.code === 'wrong-password'
      ? { kind: 'wrong-password' }
      : { kind: 'weak', reasons: [changed.failure.message] };
  };

  /** The last answer of the manager, given or on its way. */
  let answering: Promise<void> = Promise.resolve();

  /** Everything that a restart of the server process makes anew. */
  const start = async () => {
    const plain = createGate({ limits, now: clock.now });
    const gate: Gate = options.isThisComputer
      ? Object.create(plain, { isThisComputer: { value: options.isThisComputer } })
      : plain;
    const composed = await composeServer({
      version: '0.0.0-test',
      serverName: 'Test House',
      read,
      write,
      clock,
      log,
      gate,
      worker,
      limits,
      artFolder,
      cacheFolder,
      signingKey,
      network: { access: { kind: 'this-computer' }, hostNames: ['holdfast.test'] },
      ownNames: ['test-box'],
      shellFolder,
      send: (message) => {
        if (message.kind === 'audit-waiting' && !managerIs.away && manager.open) {
          const { ids } = chainOutbox(manager, write, clock.now());
          return composed.handle({ kind: 'audit-chained', ids });
        }
        answering = asManager(message).then((outcome) => {
          if (outcome === null || message.kind !== 'request') return;
          composed.handle({ kind: 'answer', id: message.id, outcome });
          if (outcome.kind === 'done') composed.handle({ kind: 'sessions-changed' });
        });
      },
      patience: options.patience,
    });
    gate.open();
    const listening = await composed.listeners.listen('127.0.0.1', 0);
    if (listening.kind !== 'listening') throw new Error(listening.message);
    return { ...composed, gate, port: listening.port };
  };
  let server = await start();

  const ask = (path: string, how: Ask = {}): Promise<Answer> => askPort(server.port, path, how);

  return {
    folder,
    roots,
    clock,
    manager,
    library,
    write,
    read,
    limits,
    signingKey,
    lines,
    films,
    libraryIds,
    accounts,
    names,
    managerIs,
    /** Keep the manager from answering; `release` lets it, and resolves when it has. */
    managerHolds(): { readonly release: () => Promise<void> } {
      const { promise, resolve } = Promise.withResolvers<void>();
      busy = promise;
      return {
        release: () => {
          busy = null;
          resolve();
          return answering;
        },
      };
    },
    artFolder,
    cacheFolder,
    /** Answers as the contract of the worker says, and makes bytes at once unless told to hold. */
    fakeWorker,
    addFilm,
    store,
    get server() {
      return server;
    },
    get origin() {
      return `http://127.0.0.1:${server.port}`;
    },
    ask,

    /** Sign in; throws when refused. */
    async login(who: Who, how: { readonly password?: string; readonly from?: string } = {}): Promise<SignedIn> {
      const answer = await ask('/api/v1/auth/login', {
        method: 'POST',
        body: { username: names[who], password: how.password ?? PASSWORDS[who] },
        ...(how.from !== undefined && { from: how.from }),
      });
      if (answer.status !== 200) throw new Error(`sign-in of ${who}: ${answer.status} ${answer.text}`);
      const token: string = answer.json().accessToken;
      return { token, sessionId: claimsOf(token).sid, accountId: accounts[who], answer };
    },

    /** A raw connection: what it sends, and all it gets until it is closed. */
    raw: (text: string | Buffer, from = '127.0.0.1'): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect({ host: '127.0.0.1', port: server.port, localAddress: from });
        const pieces: Buffer[] = [];
        socket.on('data', (piece) => pieces.push(piece));
        socket.on('error', () => {});
        socket.on('close', () => resolve(Buffer.concat(pieces).toString('latin1')));
        socket.write(text);
      }),

    /** Resolves with the next line of the log that is meant. */
    logged: (isMeant: (line: LogLine) => boolean): Promise<LogLine> =>
      new Promise((resolve) => {
        const listener = (line: LogLine) => {
          if (!isMeant(line)) return;
          listeners.delete(listener);
          resolve(line);
        };
        listeners.add(listener);
      }),

    connect: (from = '127.0.0.1'): Socket => connect({ host: '127.0.0.1', port: server.port, localAddress: from }),

    /** Open a playback and give its media path. */
    async play(token: string, itemId: string, body = {}): Promise<{ readonly id: string; readonly url: string }> {
      const answer = await ask(`/api/v1/items/${itemId}/playback`, {
        method: 'POST',
        token,
        body: { capabilities: CAN_PLAY, ...body },
      });
      if (answer.status !== 200) throw new Error(`playback: ${answer.status} ${answer.text}`);
      return { id: answer.json().sessionId, url: answer.json().url };
    },

    /** Start to read a film and stop after its first bytes; `rest` reads on, and tells how it ended. */
    openStream: (url: string, from = '127.0.0.1'): Promise<OpenStream> =>
      new Promise((resolve, reject) => {
        const asking = httpRequest({
          host: '127.0.0.1',
          port: server.port,
          path: url,
          agent: false,
          localAddress: from,
        });
        asking.on('error', reject);
        asking.on('response', (response) => {
          let bytes = 0;
          const ended = new Promise<{ isWhole: boolean; bytes: number }>((end) => {
            response.on('error', () => {});
            response.on('close', () => end({ isWhole: response.complete, bytes }));
          });
          response.once('data', () => {
            response.pause();
            resolve({
              status: response.statusCode!,
              rest: () => {
                response.resume();
                return ended;
              },
              watch: () => {
                response.on('data', () => {
                  response.pause();
                  setTimeout(() => response.resume(), 5);
                });
                response.resume();
                return ended;
              },
              leave: () => void asking.destroy(),
            });
          });
          response.on('data', (piece: Buffer) => (bytes += piece.length));
        });
        asking.end();
      }),

    /** End the server process, as far as this one can, and start it again on the same databases. */
    async restart(): Promise<void> {
      server.close();
      server = await start();
    },

    close(): void {
      server.close();
      worker.close();
      fakeWorker.close();
      databases.close();
    },
  };
}

export function claimsOf(token: string): { sid: string; sub: string; exp: number } {
  return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString('utf8'));
}

/** One request on a connection of its own. Headers go out as they are given. */
export function askPort(port: number, path: string, how: Ask): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers: Record<string, string | string[]> = {};
    if (how.token !== undefined) headers['authorization'] = `Bearer ${how.token}`;
    const isRaw = typeof how.body === 'string' || Buffer.isBuffer(how.body);
    const payload = how.body === undefined ? null : isRaw ? (how.body as string | Buffer) : JSON.stringify(how.body);
    if (payload !== null) {
      headers['content-type'] = 'application/json';
      headers['content-length'] = String(Buffer.byteLength(payload));
    }
    const asking = httpRequest(
      {
        host: '127.0.0.1',
        port,
        path,
        method: how.method ?? 'GET',
        headers: { ...headers, ...how.headers },
        agent: false,
        ...(how.from !== undefined && { localAddress: how.from }),
      },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', reject);
        response.on('end', () => {
          const body = Buffer.concat(pieces);
          const text = body.toString('utf8');
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            body,
            text,
            json: () => JSON.parse(text),
          });
        });
      },
    );
    asking.on('error', reject);
    if (payload !== null) asking.write(payload);
    asking.end();
  });
}
