import type { SystemStatus } from '../../../shared/contract/system.ts';
import type { UsageSample, UsageWeek } from '../../../shared/contract/usage.ts';
import type { ChainVerdict } from '../../core/audit/index.ts';
import type { DataFolder, GenerationFiles, ManagerDb, SecretStore } from '../../core/kernel/index.ts';
import type { BackupJobs } from '../backup-jobs.ts';
import type { Rotations } from '../rotations.ts';

/** What Holdfast can say about a task: read from what there is, changing nothing. */
export type Finding = {
  /** One or two sentences. */
  readonly text: string;
  /** What stands out, most important first. */
  readonly points: readonly string[];
  readonly needsAttention: boolean;
};

/** A finding that is a task's whole content when it is good, and since when. */
export type Proof = Finding & { readonly provedAt: number | null };

/** Where findings come from. */
export type Sources = {
  readonly db: ManagerDb;
  readonly data: DataFolder;
  readonly files: GenerationFiles;
  /** ms since 1970. */
  readonly now: number;
  readonly status: () => SystemStatus;
  readonly secrets: SecretStore;
  readonly rotations: Rotations;
  readonly backups: Pick<BackupJobs, 'list' | 'settings'>;
  /** Of the last hour. */
  readonly usage: () => readonly UsageSample[];
  readonly usageWeek: () => UsageWeek;
  readonly verifyAudit: () => Promise<ChainVerdict>;
  /** Whether the host looks for newer versions by itself. */
  readonly looksForUpdates: boolean;
};

export type Find = (sources: Sources) => Finding | Promise<Finding>;

export const DAY_MS = 24 * 60 * 60 * 1000;

/** The day of a moment on the clock of this computer, `2026-11-21`. */
export function dayOf(moment: number): string {
  const date = new Date(moment);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Whole days since a moment. */
export const daysSince = (moment: number, now: number): number => Math.max(0, Math.floor((now - moment) / DAY_MS));

/** "1 account", "3 accounts". */
export const counted = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;
