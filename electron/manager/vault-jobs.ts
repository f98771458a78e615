import {
  copyBackup,
  quickCheck,
  snapshotAll,
  createBackup,
  previewBackup,
  stageGeneration,
  verifyBackup,
  type BackupFile,
  type BackupProblem,
  type CopyInput,
  type CreateInput,
  type Preview,
  type QuickCheckInput,
  type SnapshotInput,
  type Staged,
  type StageInput,
  type Verified,
  type VerifyInput,
} from '../core/backups/index.ts';
import {
  compareWithBackup,
  takeEvidence,
  verifyEvidence,
  type CompareInput,
  type Compared,
  type Evidence,
  type EvidenceInput,
  type EvidenceToVerify,
  type EvidenceVerdict,
} from '../core/incident/index.ts';
import type { Result } from '../../shared/result.ts';
import { countShown, type CountInput, type Counted } from './restored-house.ts';

/** What the vault thread can do: everything that reads or writes whole databases, asks for all that is in them, or reads every file. */
export type VaultJobs = {
  readonly create: { readonly input: CreateInput; readonly output: BackupFile };
  readonly copy: { readonly input: CopyInput; readonly output: null };
  readonly verify: { readonly input: VerifyInput; readonly output: Verified };
  readonly preview: { readonly input: VerifyInput; readonly output: Preview };
  readonly evidence: { readonly input: EvidenceInput; readonly output: Evidence };
  readonly 'verify-evidence': { readonly input: EvidenceToVerify; readonly output: EvidenceVerdict };
  readonly compare: { readonly input: CompareInput; readonly output: Compared };
  readonly 'quick-check': { readonly input: QuickCheckInput; readonly output: readonly string[] };
  readonly snapshot: { readonly input: SnapshotInput; readonly output: null };
  readonly stage: { readonly input: StageInput; readonly output: Staged };
  readonly count: { readonly input: CountInput; readonly output: Counted };
};
export type VaultJob = keyof VaultJobs;
export type VaultTask = { [J in VaultJob]: { readonly job: J; readonly input: VaultJobs[J]['input'] } }[VaultJob];
export type FromVault =
  | { readonly kind: 'progress'; readonly fraction: number }
  | { readonly kind: 'done'; readonly result: Result<unknown, BackupProblem> };

export function runJob(
  task: VaultTask,
  onProgress: (fraction: number) => void,
): Promise<Result<unknown, BackupProblem>> {
  switch (task.job) {
    case 'create':
      return createBackup(task.input, onProgress);
    case 'copy':
      return copyBackup(task.input);
    case 'verify':
      return verifyBackup(task.input, onProgress);
    case 'preview':
      return previewBackup(task.input, onProgress);
    case 'stage':
      return stageGeneration(task.input, onProgress);
    case 'count':
      return countShown(task.input);
    case 'snapshot':
      return snapshotAll(task.input);
    case 'quick-check':
      return quickCheck(task.input);
    case 'evidence':
      return takeEvidence(task.input, onProgress);
    case 'verify-evidence':
      return verifyEvidence(task.input);
    case 'compare':
      return compareWithBackup(task.input, onProgress);
  }
}
