/**
 * Backups: making, proving, keeping and restoring copies of the three databases. A backup is a standard age file around a
 * plain tar, so that a recovery kit, Debian's `age` and `tar` open it without Holdfast.
 */
export { newIdentity, readAge, recipientOf, writeAge, type AgeWriter } from './age-file.ts';
export { BACKUP_FILE, createBackup, type BackupFile, type CreateInput } from './create.ts';
export { copyBackup, isSameDisk, type CopyInput } from './copy.ts';
export { freeBytes } from './disk-space.ts';
export { applyKeys } from './generation-keys.ts';
export { markInUse, markRetired, sweepGenerations } from './generations.ts';
export { isDue, newestFirst, nextDue } from './due.ts';
export { issueKit, kitGroup, type Kit } from './kit.ts';
export type { Manifest } from './manifest.ts';
export { countOrphans, previewBackup, readContents, type Preview } from './preview.ts';
export { asResult, BackupError, isFaultOfFile, type BackupProblem } from './problem.ts';
export { quickCheck, snapshot, snapshotAll, type QuickCheckInput, type SnapshotInput } from './databases.ts';
export { readTar, tarEnd, tarHeader, tarPadding, type Entry, type TarReader } from './tar.ts';
export {
  restore,
  stageGeneration,
  type FolderMove,
  type RestoreDeps,
  type Restored,
  type Staged,
  type StageInput,
} from './restore.ts';
export { toThin } from './retention.ts';
export { toProve } from './to-prove.ts';
export { gatherSecrets, type CarriedSecrets } from './secrets-payload.ts';
export * from './store.ts';
export { databasesOf, hashFile, verifyBackup, type VerifyInput, type Verified } from './verify.ts';
