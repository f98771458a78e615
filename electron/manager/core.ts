import type { Topic } from '../../shared/contract/bridge.ts';
import type { Cleaned } from '../../shared/contract/conversions.ts';
import type { Output } from '../../shared/contract/index.ts';
import type { ScanProgress } from '../../shared/contract/library.ts';
import type { UsageSample, UsageWeek } from '../../shared/contract/usage.ts';
import type { SystemStatus } from '../../shared/contract/system.ts';
import type { Result } from '../../shared/result.ts';
import type { ChainVerdict } from '../core/audit/index.ts';
import type { ChangedFile } from '../core/checklist/index.ts';
import type { Clock, Instance, Log, ManagerDb, SecretStore } from '../core/kernel/index.ts';
import type { BackupJobs, Generations } from './backup-jobs.ts';
import type { Checklist } from './checklist.ts';
import type { MediaTools } from './ffmpeg.ts';
import type { IncidentKeeper } from './incident-keeper.ts';
import type { Practise } from './incident-practices.ts';
import type { Maintenance } from './maintenance/keeper.ts';
import type { Rotations } from './rotations.ts';
import type { Scheduler } from './scheduler.ts';

/** Why the house did not open. */
export type StartProblem = 'port-taken' | 'database' | 'weak-key' | 'timeout';
export type FailedStart = { readonly code: StartProblem; readonly message: string };

/** What the host knows of the program it runs from. */
export type HostProgram = {
  /** Compares its files with the list made when it was packed (INC-08); null where there is none, as in a checkout. */
  readonly changedFiles: (() => Promise<readonly ChangedFile[]>) | null;
  /** Whether it looks for newer versions by itself (UPD-01). */
  readonly looksForUpdates: boolean;
};

/** What a manager is made of, from outside. */
export type ManagerDeps = {
  readonly instance: Instance;
  readonly clock: Clock;
  readonly log: Log;
  readonly secrets: SecretStore;
  readonly node: string;
  readonly version: string;
  readonly tools: MediaTools;
  readonly program: HostProgram;
  readonly port: number;
  readonly host: string | null;
  readonly scheduler: Scheduler;
  /** Ends this manager and starts another on a restored generation. */
  readonly generations: Generations;
  /** Closes and reopens a copy of the house. */
  readonly practise: Practise;
};

/** What the handlers of the contract work with, all of them together; each names what it takes of it. */
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
  /** Serve nothing until `open`. */
  readonly pause: () => Promise<void>;
  readonly status: () => SystemStatus;
  readonly networkChanged: () => void;
  readonly serverRenamed: (name: string) => void;
  readonly sessionsChanged: () => void;
  /** False: nothing is being served. */
  readonly stopPlayback: (id: string) => boolean;
  readonly banLifted: (address: string) => boolean;
  /** The server shuts addresses out until then, ms since 1970. False: nothing is being served. */
  readonly banned: (addresses: readonly string[], until: number) => boolean;
  /** Of the last hour, oldest first. */
  readonly usage: () => UsageSample[];
  readonly usageWeek: () => UsageWeek;
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
  /** Since the start; null when nobody looked. */
  readonly looksForUpdates: boolean;
  readonly lastUpdateLook: () => Output<'system.about'>['lastUpdateLook'];
  readonly verifyAudit: () => Promise<ChainVerdict>;
};
