/** P21 and P22: how soon the server listens, and what it takes while nobody asks it for anything. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FromServer, ServerStart } from '../../shared/control/server.ts';
import { dataFolder, generationFolder, newToken } from '../../electron/core/kernel/index.ts';
import { ROOT, runtimeNode } from '../setup.js';
import { startHouse } from './house.ts';
import { compare, type Measurement } from './measurement.ts';
import { residentBytes, start, stop } from './processes.ts';

const MIB = 1024 * 1024;
const IDLE_MS = 5_000;
/** Starts are short and noisy. */
const MIN_STARTS = 7;

/** How to start a server: a program that says `listening` to its parent. */
type Startable = { readonly file: string; readonly args: readonly string[]; readonly greeting: ServerStart | null };

export const serverStartMeasurement: Measurement = {
  ids: ['P21', 'P22'],
  async run({ temp, rounds, say }) {
    const ours = await serverOfAHouse(temp);
    const bare = { file: ours.file, args: [join(ROOT, 'build', 'bench', 'bare-fastify.js')], greeting: null };
    const starts = { ours: [] as number[], theirs: [] as number[] };
    for (let at = 0; at < Math.max(MIN_STARTS, rounds); at += 1) {
      starts.ours.push(await timeToListening(ours));
      starts.theirs.push(await timeToListening(bare));
    }
    say(`server start: ${starts.ours.map((ms) => ms.toFixed(0)).join(' ')} ms; bare Fastify ${starts.theirs.map((ms) => ms.toFixed(0)).join(' ')}`); // prettier-ignore
    const memory = { ours: [] as number[], theirs: [] as number[] };
    for (let round = 1; round <= rounds; round += 1) {
      const both = [await startListening(ours), await startListening(bare)];
      await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
      const [own, other] = both.map(({ pid }) => residentBytes(pid!) / MIB);
      memory.ours.push(own!);
      memory.theirs.push(other!);
      await Promise.all(both.map(stop));
    }
    return [
      compare(
        { id: 'P21', what: 'server start to listening vs bare Fastify', goal: { is: 'at most', ratio: 1.5 } },
        starts,
        (value) => `${value.toFixed(0)} ms`,
      ),
      compare(
        { id: 'P22', what: 'idle memory vs bare Fastify', goal: { is: 'at most', ratio: 1.5 } },
        memory,
        (value) => `${value.toFixed(0)} MB`,
      ),
    ];
  },
};

/** The server as the manager starts it: the very flags, on the data folder of a house that was set up and has ended. */
async function serverOfAHouse(temp: string): Promise<Startable> {
  const house = await startHouse(temp);
  const [file, ...args] = readFileSync(`/proc/${house.serverPid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  await house.stop();
  const data = dataFolder(house.data);
  const generation = readFileSync(data.current, 'utf8').trim();
  const { managerDb, serverDb, libraryDb } = generationFolder(data, generation);
  return {
    file: file ?? runtimeNode(ROOT),
    args,
    greeting: {
      kind: 'start',
      version: 'bench',
      serverName: 'bench',
      port: house.port,
      host: '127.0.0.1',
      permit: data.permit,
      generation,
      files: { managerDb, serverDb, libraryDb },
      artFolder: join(data.cache, 'art'),
      cacheFolder: data.cache,
      signingKey: newToken(),
      worker: { socket: join(data.run, 'no-worker.sock'), token: newToken() },
      network: { access: { kind: 'this-computer' }, hostNames: [] },
      limits: { socketsPerAddress: 100, socketsInAll: 2_000, streams: 10, requestsPerMinute: 60, sessionRequestsPerMinute: 600 }, // prettier-ignore
    },
  };
}

/** @returns from the start of the process until it accepts connections (ms). */
async function timeToListening(server: Startable): Promise<number> {
  const startedAt = performance.now();
  const child = await startListening(server);
  const ms = performance.now() - startedAt;
  await stop(child);
  return ms;
}

async function startListening({ file, args, greeting }: Startable): Promise<ChildProcess> {
  const child = start(file, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  if (greeting) child.send(greeting);
  const ended = once(child, 'exit').then(() => {
    throw new Error('the server ended instead of listening');
  });
  const listening = new Promise<void>((resolve, reject) => {
    child.on('message', (message: FromServer) => {
      if (message.kind === 'listening') resolve();
      else if (message.kind !== 'migrated') reject(new Error(`the server said ${JSON.stringify(message)}`));
    });
  });
  ended.catch(() => {}); // it ends later in any case
  await Promise.race([listening, ended]);
  return child;
}
