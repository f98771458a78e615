/**
 * Incident: closing the house, what happened, and opening it again. Closing needs neither network nor database: a file
 * is deleted first, everything else follows as soon as it can, step by step, in a journal that outlives a crash.
 */
export {
  ASK_DISK_AGAIN_MS,
  lockDown,
  noteUnrecordedLock,
  permitStays,
  recordLock,
  type Lock,
  type LockDeps,
  type LockOutcome,
} from './lock-down.ts';
export { endEverythingServed, letOthersIn, lockOthersOut, ServerDbProblem } from './cut-access.ts';
export { evidenceFileName, takeEvidence, type Evidence, type EvidenceInput } from './evidence.ts';
export { recordedEvidence } from './recorded-evidence.ts';
export { isWhole, verifyEvidence, type EvidenceToVerify, type EvidenceVerdict } from './verify-evidence.ts';
export { freeReserve, keepReserve } from './reserve.ts';
export { readCard, saveCard } from './card.ts';
export { whoWasConnected, type CutSockets } from './connected.ts';
export { findExposure, type Exposure } from './exposure.ts';
export { type FileChanges } from './file-changes.ts';
export { accountsOnRecord } from './accounts-on-record.ts';
export { compareWithBackup, type Compared, type CompareInput } from './compare.ts';
export { type Difference, type Undo } from './differences.ts';
export { changedTables, fingerprint } from './fingerprint.ts';
export { createJournal, LATER_STEPS, type Effect, type Journal, type LaterStep } from './journal.ts';
export { writeLockNote } from './lock-note.ts';
export { MISTAKE_MS, takeBack } from './mistake.ts';
export { followPause, guestsOf, pauseGuests, type Guests } from './pause-guests.ts';
export { decide, decisions, type Decision } from './decide.ts';
export { NOT_LOOKED_AT, reportAsMarkdown, type Report } from './report.ts';
export { readStory, STORY_MS, withConnections, type Story, type StoryEvent, type StoryQuestion } from './story.ts';
export { findSuspicion } from './suspicion.ts';
export { closeAgain, openForThisComputer, openTowardsHome, release } from './release.ts';
export { describeSteps, incidentState } from './state.ts';
export { lastIncident, openIncident, stepDone, stepsDone, unfinishedIncidents, type Incident } from './store.ts';
