import type { ServerOutcome } from '../../shared/contract/incident.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { ManagerDb } from '../core/kernel/index.ts';
import { createChildren } from './children.ts';
import type { FailedStart, ManagerDeps, StartProblem } from './core.ts';
import type { News } from './news.ts';
import { createServerLink, type ServerLink } from './server-link.ts';
import { recordCrash } from './system-events.ts';
import type { UsageKeeper } from './usage-keeper.ts';
import { createWorkerLink } from './worker-link.ts';

/** After this the owner is told that the house did not open, instead of waiting longer. */
const OPEN_DEADLINE_MS = 30_000;
/** ARCHITECTURE 5, step 2: then SIGKILL. */
const CUT_GRACE_MS = 250;

export type Processes = ReturnType<typeof createProcesses>;

/** Server and worker together: in which order they start, how the house opens, and how it is cut off. */
export function createProcesses(
  deps: Pick<ManagerDeps, 'instance' | 'clock' | 'log' | 'node' | 'version' | 'tools' | 'port' | 'host'> & {
    readonly db: ManagerDb;
    readonly signingKey: string;
    readonly news: News;
    /** Leave to serve, as whoever closes and reopens the house has it. */
    readonly mayServe: () => boolean;
    readonly isForThisComputer: () => boolean;
    readonly takeAudit: () => void;
    readonly measured: Pick<UsageKeeper, 'server' | 'worker'>;
  },
) {
  const { news, measured, mayServe } = deps;
  let startProblem: FailedStart | null = null;
  let isStopping = false;
  /** The owner wants nothing served for now. Not kept: a pause that was forgotten ends with the next start. */
  let isPaused = false;

  const failed = (problem: FailedStart) => (startProblem = problem);
  const server: ServerLink = createServerLink({
    ...deps,
    process: () => children.server,
    measured: measured.server,
    started: () => (startProblem = null),
    failed,
  });
  const worker = createWorkerLink({
    ...deps,
    process: () => children.worker,
    libraryReady: () => {
      // The server reads the library, so it starts when that has its shape.
      if (!isStopping && !isPaused && mayServe()) children.server.start();
    },
    measured: measured.worker,
    failed,
  });
  const children = createChildren({
    ...deps,
    serverOrders: server.orders,
    onServer: server.heard,
    onWorker: worker.heard,
    onCrash: (name) => recordCrash(deps, name),
    onState: () => {
      if (children.server.state().state !== 'running') {
        server.notListening();
        deps.takeAudit(); // what it noted and could not tell us of
        worker.serverGone();
      }
      if (children.worker.state().state !== 'running') worker.gone();
      news.changed('status');
    },
  });

  const stopServing = async (): Promise<void> => {
    await children.server.stop();
    // Its end may be told later than it is known here; whoever opens next must not take the old one for the new.
    server.notListening();
  };

  return {
    server,
    worker,
    /** Why the house did not open, when it should have. */
    startProblem: (): FailedStart | null => startProblem,
    states: () => ({ server: children.server.state(), worker: children.worker.state() }),

    /** Start serving if the house may be open. */
    open: async (): Promise<Result<{ addresses: string[] }, StartProblem>> => {
      // A server that did not come up is begun anew, so that the answer is about now.
      if (startProblem !== null) await children.server.stop();
      if (!mayServe()) return ok({ addresses: [] });
      startProblem = null;
      isPaused = false;
      children.worker.start();
      if (worker.libraryHasShape()) children.server.start();
      const isSettled = () => server.isListening() || startProblem !== null || !mayServe();
      const settled = await news.until(isSettled, OPEN_DEADLINE_MS);
      const problem = startProblem as FailedStart | null;
      if (problem) return fail(problem.code, problem.message);
      if (!mayServe()) return ok({ addresses: [] }); // closed while it came up
      if (!settled) return fail('timeout', 'Holdfast did not come up in time. Its log says why.');
      return ok({ addresses: server.addresses() });
    },

    /** Cut everybody off. Whether the server answers or not, both processes are gone when this returns. */
    cut: async (): Promise<ServerOutcome | 'unstoppable'> => {
      const wasRunning = children.server.state().pid !== null;
      const didAnswer = server.lockDown();
      const [how] = await Promise.all([children.server.end(CUT_GRACE_MS), children.worker.end(CUT_GRACE_MS)]);
      server.notListening();
      news.changed('status');
      if (!wasRunning) return 'was-not-running';
      if (how === 'unstoppable') return didAnswer() ? 'closed' : 'unstoppable';
      return how === 'killed' && !didAnswer() ? 'killed' : 'closed';
    },

    /** Serve no more, in peace; the worker goes on. */
    stopServing,
    /** The same until `open`, also when the worker is started anew. */
    pause: async (): Promise<void> => {
      isPaused = true;
      await stopServing();
      news.changed('status');
    },
    isPaused: (): boolean => isPaused && mayServe(),

    /** The server hangs: end it at once, and it is started again. */
    serverHangs: (): void => {
      deps.log.error('server.hangs');
      children.server.kill();
    },

    /** End both for good. */
    async stop(): Promise<void> {
      isStopping = true; // a worker that comes up now must not start the server behind our back
      await Promise.all([children.server.stop(), children.worker.stop()]);
    },
    cleanUp: children.cleanUp,
  };
}
