import type { Probe, SystemStatus } from '../../shared/contract/system.ts';
import { readHouse, type ManagerDb } from '../core/kernel/index.ts';
import type { ManagerDeps } from './core.ts';
import type { Processes } from './processes.ts';
import { currentWarnings } from './warnings.ts';

/** How the house stands now, gathered from whoever knows. */
export function createSystemStatus(
  deps: Pick<ManagerDeps, 'secrets' | 'tools' | 'version'> & {
    readonly db: ManagerDb;
    readonly processes: Processes;
    /** What the server was heard to answer from outside. */
    readonly probe: () => Probe;
    readonly mayServe: () => boolean;
    readonly backupWarnings: () => readonly string[];
    readonly changed: () => void;
  },
) {
  const { db, tools, processes } = deps;
  let secretsProblem: string | null = null;

  function status(): SystemStatus {
    const house = readHouse(db);
    const { server, worker } = processes.states();
    const problem = processes.startProblem();
    const ffmpeg = processes.worker.ffmpeg();
    return {
      version: deps.version,
      house: house.setUpAt === null ? 'set-up-needed' : deps.mayServe() ? 'open' : 'closed',
      isPaused: processes.isPaused(),
      serverName: house.serverName,
      addresses: processes.server.addresses(),
      probe: deps.probe(),
      server: problem === null ? server : { ...server, problem: problem.message },
      worker,
      ffmpeg: tools.ffmpeg !== null && ffmpeg !== null ? { path: tools.ffmpeg, ...ffmpeg } : null,
      warnings: [
        ...currentWarnings({
          secrets: deps.secrets.backend,
          secretsProblem,
          tools,
          ffmpeg: processes.worker.isUp() ? { ability: ffmpeg } : null,
          isServing: processes.server.isListening(),
        }),
        ...(house.setUpAt === null ? [] : deps.backupWarnings()),
      ],
    };
  }

  return {
    status,
    /** What the secret store last said it needs; null when it answered. */
    secretsAnswered: (problem: string | null): void => {
      if (problem === secretsProblem) return;
      secretsProblem = problem;
      deps.changed();
    },
  };
}
