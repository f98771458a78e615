import type { ServerOutcome } from '../../shared/contract/incident.ts';
import type { ScanProgress } from '../../shared/contract/library.ts';
import type { SystemStatus } from '../../shared/contract/system.ts';
import type { Result } from '../../shared/result.ts';
import type { BackupJobs } from './backup-jobs.ts';
import type { Clock, Instance, Log, ManagerDb } from '../core/kernel/index.ts';

/** Why the house did not open. */
export type StartProblem = 'port-taken' | 'database' | 'weak-key' | 'timeout';

/** What the handlers of the contract work with. */
export type ManagerCore = {
  readonly db: ManagerDb;
  readonly instance: Instance;
  readonly clock: Clock;
  readonly log: Log;
  readonly scans: ReadonlyMap<string, ScanProgress>;
  readonly ownFolders: readonly string[];
  readonly startScan: (libraryId: string) => boolean;
  readonly cancelScan: (libraryId: string) => boolean;
  readonly forgetLibrary: (libraryId: string) => void;
  readonly open: () => Promise<Result<{ addresses: string[] }, StartProblem>>;
  readonly cut: () => Promise<ServerOutcome | 'unstoppable'>;
  readonly status: () => SystemStatus;
  readonly networkChanged: () => void;
  readonly sessionsChanged: () => void;
  readonly banLifted: (address: string) => boolean;
  readonly backups: BackupJobs;
  readonly changed: () => void;
};
