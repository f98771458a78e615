import { join } from 'node:path';
import type { FromServer, ServerStart, ToServer } from '../../shared/control/server.ts';
import type { FromWorker, ToWorker, WorkerStart } from '../../shared/control/worker.ts';
import {
  createRotatingFile,
  makePrivateFolder,
  newToken,
  type Clock,
  type Instance,
  type Log,
} from '../core/kernel/index.ts';
import type { MediaTools } from './ffmpeg.ts';
import { localSocket } from './local-sockets.ts';
import { entryFile } from './program-folder.ts';
import { supervise, type Supervised } from './supervisor.ts';

export type Children = {
  readonly server: Supervised<ToServer>;
  readonly worker: Supervised<ToWorker>;
  /** Once both have ended for good. */
  readonly cleanUp: () => void;
};

/** What the server is told at its start beside where its files are. */
export type ServerOrders = Omit<
  ServerStart,
  'kind' | 'worker' | 'artFolder' | 'cacheFolder' | 'files' | 'permit' | 'generation'
>;

/** How a process of ours is started: Node's permission model lets it write these folders and no others. */
export const permittedProcess = (
  node: string,
  name: 'server' | 'worker',
  writable: readonly string[],
  more: readonly string[] = [],
) => ({
  file: node,
  args: [
    '--permission',
    '--allow-fs-read=*',
    ...writable.map((folder) => `--allow-fs-write=${folder}`),
    '--allow-addons',
    ...more,
    // It warns that addons weaken the model; our checklist says so to the owner, in words.
    '--disable-warning=SecurityWarning',
    entryFile(name, 'index'),
  ],
});

/**
 * The two processes under Node's permission model (ARCHITECTURE 1): the server writes its own folder and starts nothing;
 * the worker writes library, cache and run, and may start ffmpeg. What may be read is law 4, not a flag.
 */
export function createChildren(deps: {
  readonly instance: Instance;
  readonly log: Log;
  readonly clock: Clock;
  /** The Node runtime that runs them. */
  readonly node: string;
  readonly tools: MediaTools;
  /** Asked anew for every start. */
  readonly serverOrders: () => ServerOrders;
  readonly onServer: (message: FromServer) => void;
  readonly onWorker: (message: FromWorker) => void;
  readonly onState: () => void;
  readonly onCrash: (name: 'server' | 'worker') => void;
}): Children {
  const { instance, log, clock, node } = deps;
  const { data, files } = instance;
  const databases = { managerDb: files.managerDb, serverDb: files.serverDb, libraryDb: files.libraryDb };
  const artFolder = join(data.cache, 'art');
  makePrivateFolder(artFolder);
  const socket = localSocket(data.run, 'worker');
  const workerToken = newToken();

  const command = (name: 'server' | 'worker', writable: readonly string[], more: readonly string[]) => () =>
    permittedProcess(node, name, writable, more);
  const common = (name: 'server' | 'worker') => {
    const file = createRotatingFile(join(data.logs, `${name}.log`));
    const onCrash = () => deps.onCrash(name);
    return { name, log, clock, onState: deps.onState, onCrash, onOutput: (text: string) => file.write(text) };
  };

  return {
    cleanUp: socket.cleanUp,
    server: supervise<FromServer, ToServer>({
      ...common('server'),
      command: command('server', [files.serverFolder], []),
      greeting: (): ServerStart => ({
        ...deps.serverOrders(),
        kind: 'start',
        permit: data.permit,
        generation: instance.generation,
        files: databases,
        artFolder,
        cacheFolder: data.cache,
        worker: { socket: socket.address, token: workerToken },
      }),
      drain: { kind: 'drain' },
      onMessage: deps.onServer,
    }),
    worker: supervise<FromWorker, ToWorker>({
      ...common('worker'),
      command: command(
        'worker',
        [files.libraryFolder, data.cache, ...(socket.folder === null ? [] : [socket.folder])],
        ['--allow-child-process'],
      ),
      greeting: (): WorkerStart => ({
        kind: 'start',
        files: databases,
        artFolder,
        cacheFolder: data.cache,
        socket: socket.address,
        token: workerToken,
        ffmpeg: deps.tools.ffmpeg,
        ffprobe: deps.tools.ffprobe,
      }),
      drain: { kind: 'drain' },
      onMessage: deps.onWorker,
    }),
  };
}
