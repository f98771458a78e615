/**
 * Incident: closing the house, what happened, and opening it again. Closing needs neither network nor database: a file
 * is deleted first, everything else follows as soon as it can.
 */
export { lockDown, noteLockWithoutManager, recordLock, type LockDeps, type LockOutcome } from './lock-down.ts';
export { release } from './release.ts';
export { openIncident, type OpenIncident } from './store.ts';
