import type { Topic } from '../../shared/contract/bridge.ts';
import type { Cleaned } from '../../shared/contract/conversions.ts';
import type { ServerOutcome } from '../../shared/contract/incident.ts';
import type { ScanProgress } from '../../shared/contract/library.ts';
import type { UsageSample } from '../../shared/contract/usage.ts';
import type { SystemStatus } from '../../shared/contract/system.ts';
import type { Result } from '../../shared/result.ts';
import type { ChainVerdict } from '../core/audit/index.ts';
import type { Clock, Instance, Log, ManagerDb, SecretStore } from '../core/kernel/index.ts';
import type { BackupJobs } from './backup-jobs.ts';
import type { Checklist } from './checklist.ts';
import type { IncidentKeeper } from './incident-keeper.ts';
import type { Maintenance } from './maintenance/keeper.ts';
import type { Rotations } from './rotations.ts';

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
  /** Null: the worker is not running, or could not. */
  readonly cleanConversions: () => Promise<Cleaned | null>;
  readonly open: () => Promise<Result<{ addresses: string[] }, StartProblem>>;
  readonly cut: () => Promise<ServerOutcome | 'unstoppable'>;
  readonly status: () => SystemStatus;
  readonly networkChanged: () => void;
  readonly serverRenamed: (name: string) => void;
  readonly sessionsChanged: () => void;
  /** False: nothing is being served. */
  readonly stopPlayback: (id: string) => boolean;
  readonly banLifted: (address: string) => boolean;
  /** Of the last hour, oldest first. */
  readonly usage: () => UsageSample[];
  readonly backups: BackupJobs;
  readonly maintenance: Maintenance;
  readonly incidents: IncidentKeeper;
  /** Tell window, tray and terminal what to ask for again. */
  readonly changed: (topic: Topic) => void;
  readonly secrets: SecretStore;
  readonly rotations: Rotations;
  /** What the secret store last said it needs, for status; null when it answered. */
  readonly secretsAnswered: (problem: string | null) => void;
  readonly checklist: Checklist;
  readonly verifyAudit: () => Promise<ChainVerdict>;
};
