/** Holdfast itself, started for a measurement as people start it: `holdfast serve` on a data folder of its own. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Input, MethodName, Output } from '../../shared/contract/index.ts';
import type { LibraryFolder } from '../../shared/contract/library.ts';
import { generatePassword } from '../../shared/generate-password.ts';
import type { ItemPage, Playback } from '../../shared/lan/schemas.ts';
import { callManager } from '../../electron/headless/command-client.ts';
import { ROOT, runtimeNode } from '../setup.js';
import { start, stop, until } from './processes.ts';

const OWNER = 'Ada';
const START_LIMIT_MS = 60_000;
const SCAN_LIMIT_MS = 15 * 60_000;
/** Asking opens the library's database: often enough to be exact, seldom enough to cost the scan nothing. */
const ASK_EVERY_MS = 50;

export type House = {
  readonly data: string;
  /** Where it listens. */
  readonly port: number;
  readonly serverPid: number;
  readonly call: <N extends MethodName>(method: N, input: Input<N>) => Promise<Output<N>>;
  /** Add a folder and wait for its first scan. */
  readonly addLibrary: (path: string) => Promise<Scan>;
  /** Scan the only library again. */
  readonly rescan: () => Promise<Scan>;
  /** Sign in as the owner. */
  readonly signIn: () => Promise<Ask>;
  /** Sign in as the owner once more. @returns what a request is signed in by. */
  readonly newToken: () => Promise<string>;
  /** Sign in as the owner and start to play the only film. @returns the path its bytes are under. */
  readonly play: () => Promise<string>;
  /** Ends it and every process of it; the data folder stays. */
  readonly stop: () => Promise<void>;
};

/** A request of somebody signed in. @throws when it is answered with an error. */
export type Ask = <T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<T>;

export type Scan = NonNullable<LibraryFolder['scan']>;

/** Set up a house in a new data folder below `temp` and wait until it serves on 127.0.0.1. */
export async function startHouse(temp: string): Promise<House> {
  const data = mkdtempSync(join(temp, 'house-'));
  const keys = join(data, '..', 'keys');
  mkdirSync(keys, { recursive: true });
  const password = generatePassword(OWNER);
  const program = start(
    runtimeNode(ROOT),
    [
      join(ROOT, 'electron', 'headless', 'holdfast.js'),
      ...['serve', '--data-dir', data, '--host', '127.0.0.1', '--port', '0'],
      ...['--setup-owner', OWNER, '--setup-password-fd', '0'],
    ],
    { stdio: ['pipe', 'ignore', 'pipe'], env: { ...process.env, XDG_CONFIG_HOME: keys } },
  );
  let complaints = '';
  program.stderr!.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  program.stdin!.end(`${password}\n`);

  const call: House['call'] = async (method, input) => {
    const answer = await callManager(data, method, input);
    if (!answer.ok) throw new Error(`${method}: ${answer.failure.message}`);
    return answer.value as Output<typeof method>;
  };
  const status = await until(
    async () => {
      if (program.exitCode !== null) throw new Error(`Holdfast ended while starting: ${complaints}`);
      const now = await call('system.status', {}).catch(() => undefined); // not up yet
      return now && now.addresses.length > 0 && now.worker.state === 'running' ? now : undefined;
    },
    'Holdfast to serve',
    START_LIMIT_MS,
    ASK_EVERY_MS,
  );
  const url = new URL(status.addresses[0]!);

  const library = async (): Promise<LibraryFolder | undefined> => (await call('library.list', {})).libraries[0];
  const scanAfter = (before: string | null): Promise<Scan> =>
    until(
      async () => {
        const now = await library();
        if (!now || now.scan === null || now.scan.state === 'running') return undefined;
        if (now.scan.state !== 'done') throw new Error(`the scan ended as ${now.scan.state}: ${now.scan.message}`);
        return now.scannedAt === before ? undefined : now.scan;
      },
      'the scan to end',
      SCAN_LIMIT_MS,
      ASK_EVERY_MS,
    );

  return {
    data,
    port: Number(url.port),
    serverPid: status.server.pid!,
    call,
    async addLibrary(path) {
      await call('library.add', { kind: 'film', path });
      return scanAfter(null);
    },
    async rescan() {
      const before = (await library())!;
      await call('library.scan', { id: before.id });
      return scanAfter(before.scannedAt);
    },
    signIn: () => signIn(url.origin, password),
    newToken: () => newToken(url.origin, password),
    play: async () => startPlaying(await signIn(url.origin, password)),
    stop: () => stop(program),
  };
}

async function signIn(origin: string, password: string): Promise<Ask> {
  const token = await newToken(origin, password);
  return (method, path, body) => send(origin, method, path, body, token);
}

async function newToken(origin: string, password: string): Promise<string> {
  const credentials = { username: OWNER, password };
  const { accessToken } = await send<{ accessToken: string }>(origin, 'POST', '/api/v1/auth/login', credentials);
  return accessToken;
}

async function send<T>(origin: string, method: string, path: string, body?: object, token?: string): Promise<T> {
  const response = await fetch(`${origin}${path}`, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

async function startPlaying(ask: Ask): Promise<string> {
  const { items } = await ask<ItemPage>('GET', '/api/v1/items');
  const capabilities = { containers: ['mp4'], video: ['h264'], audio: ['aac'], hls: false };
  const playback = await ask<Playback>('POST', `/api/v1/items/${items[0]!.id}/playback`, { capabilities });
  return playback.url;
}
