/**
 * Kernel: what every slice stands on. Ports (clock, log, secrets), ids, opening and migrating databases, atomic
 * files, the data folder. Knows no slice and no host.
 */
export { auditKeyOf, lendAuditKey } from './audit-key.ts';
export { isBelievable, systemClock, type Clock } from './clock.ts';
export * from './ids.ts';
export { createLog, type Log, type LogFields } from './log.ts';
export { escapeControls } from './redact.ts';
export {
  databaseProblem,
  openIfMigrated,
  openReadOnly,
  openWritable,
  type DatabaseProblem,
  type LibraryDb,
  type ManagerDb,
  type Migration,
  type ReadDb,
  type ServerDb,
} from './database.ts';
export { watchCommits, type Commits } from './commits.ts';
export {
  FILE_MODE,
  FOLDER_MODE,
  makePrivateFolder,
  sweepHalfWritten,
  syncFolder,
  writeFileAtomically,
} from './files.ts';
export { prepared, preparedValue } from './prepared.ts';
export {
  ensureHouse,
  raiseGlobalEpoch,
  readHostNames,
  readHouse,
  replaceHostNames,
  setGlobalEpoch,
  type House,
} from './house.ts';
export { managerMigrations } from './schema/manager.ts';
export { serverMigrations } from './schema/server.ts';
export { libraryMigrations } from './schema/library.ts';
export { isOpen, writePermit, deletePermit, takePermit } from './permit.ts';
export { sweepWorkFolders, workFolder } from './work-folder.ts';
export { dataFolder, generationFiles, generationFolder, type DataFolder, type GenerationFiles } from './data-folder.ts';
export {
  SECRET_NAMES,
  SecretsUnavailable,
  type Secret,
  type SecretInfo,
  type SecretName,
  type SecretStore,
  type SecretsState,
  type SecretVersion,
} from './secrets.ts';
export { isInside, openRealPath } from './safe-path.ts';
export { defaultDataFolder, defaultKeyFolder } from './places.ts';
export { createRotatingFile, expireLogs, type RotatingFile } from './rotating-file.ts';
export {
  claimDataFolder,
  currentGeneration,
  flipTo,
  inGeneration,
  type Instance,
  type InstanceProblem,
} from './instance.ts';
export { ownUsage } from './own-usage.ts';
