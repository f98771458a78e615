import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FromServer, ServerStart, ToServer } from '../../shared/control/server.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { generationFiles, newToken, writePermit, type Clock, type DataFolder, type Log } from '../core/kernel/index.ts';
import { permittedProcess } from './children.ts';
import { supervise } from './supervisor.ts';

const START_DEADLINE_MS = 30_000;
const ANSWER_DEADLINE_MS = 5_000;

export type BesideDeps = {
  readonly data: DataFolder;
  readonly clock: Clock;
  readonly log: Log;
  readonly node: string;
  readonly version: string;
  /** Ends it at once: while the house is being closed, nothing of it may go on listening. */
  readonly signal: AbortSignal;
};

/**
 * Serve a generation on loopback alone, beside whatever runs, and ask that server something. Nothing of it is left.
 *
 * @param folder the generation's; nobody else writes to it meanwhile.
 * @returns what went wrong in a sentence, or null.
 */
export async function serveBeside(
  deps: BesideDeps,
  folder: string,
  ask: (url: string) => Promise<string | null>,
): Promise<string | null> {
  const { data, log, clock, node, version, signal } = deps;
  const files = generationFiles(folder);
  const permit = join(folder, 'beside.permit');
  writePermit(permit, 'beside');
  const listening = Promise.withResolvers<Result<string>>();
  const greeting: ServerStart = {
    kind: 'start',
    version,
    serverName: 'beside',
    port: 0,
    host: '127.0.0.1',
    permit,
    generation: 'beside',
    files,
    artFolder: join(data.cache, 'art'),
    cacheFolder: data.cache,
    signingKey: newToken(),
    // There is no worker: nothing is played here.
    worker: { socket: join(folder, 'no-worker.sock'), token: newToken() },
    network: { access: { kind: 'this-computer' }, hostNames: [] },
    limits: {
      socketsPerAddress: 10,
      socketsInAll: 10,
      streams: 1,
      requestsPerMinute: 60,
      sessionRequestsPerMinute: 1_000_000, // every page of a large house
    },
  };
  const server = supervise<FromServer, ToServer>({
    name: 'beside',
    log,
    clock,
    command: () => permittedProcess(node, 'server', [files.serverFolder]),
    greeting: () => greeting,
    drain: { kind: 'drain' },
    onMessage(message) {
      if (message.kind === 'listening') listening.resolve(ok(`http://127.0.0.1:${message.port}`));
      else if (message.kind === 'failed' || message.kind === 'stays-closed')
        listening.resolve(fail('not-served', message.message));
    },
    onCrash: () => {}, // seen by its state
    onState: () => {},
    onOutput: () => {}, // its requests are ours alone
  });
  const timer = setTimeout(
    () => listening.resolve(fail('not-served', 'The restored server did not come up in time.')),
    START_DEADLINE_MS,
  );
  const aborted = Promise.withResolvers<string>();
  const onAbort = () => aborted.resolve('It was stopped.');
  signal.addEventListener('abort', onAbort);
  const served = async () => {
    const came = await listening.promise;
    return came.ok ? ask(came.value) : came.failure.message;
  };
  try {
    if (signal.aborted) return 'It was stopped.';
    server.start();
    return await Promise.race([served(), aborted.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    await (signal.aborted ? server.end(0) : server.stop());
    rmSync(permit, { force: true });
  }
}

/** Whether a server is healthy, asked as a client would. @returns what is wrong in a sentence, or null. */
export async function healthProblem(url: string): Promise<string | null> {
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(ANSWER_DEADLINE_MS) });
    return response.ok ? null : `Its health answer is ${response.status}.`;
  } catch {
    return 'It does not answer.';
  }
}
