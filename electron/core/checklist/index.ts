/**
 * Checklist: what is safe and what is not, looked at from outside like a stranger or a neighbour would: real requests, real
 * files, processes and databases. What could not be looked at is unknown, never green.
 */
export { ago, DAY_MS, GROUPS, some, titleOf, type Check, type Group, type Severity, type State } from './check.ts';
export { CHECKS } from './checks.ts';
export {
  foreignAccounts,
  guessPasswords,
  outsideSessions,
  overlongSessions,
  unusedAccounts,
} from './checks/accounts.ts';
export { exposedBackups } from './checks/backups.ts';
export { exposedData, exposedDatabases, changeableProgramFiles } from './checks/computer.ts';
export { abandonedPlaybacks } from './checks/media.ts';
export { envFiles } from './checks/keys.ts';
export { ownBans } from './checks/network.ts';
export { createLook, thisSystem, type ChangedFile, type HouseToLookAt, type Look, type System } from './look.ts';
export { GROUP_TITLES, markdownReport } from './report.ts';
export { runChecks, type CheckResult } from './run.ts';
export { scoreOf } from './score.ts';
export * from './store.ts';
