import {
  LOCK_STEPS,
  type CutConnection,
  type IncidentState,
  type IncidentStep,
  type LockStep,
  type RotatedKey,
} from '../../../shared/contract/incident.ts';
import { listAccounts } from '../accounts/index.ts';
import { auditOf } from '../audit/index.ts';
import type { ManagerDb } from '../kernel/index.ts';
import { stepProblems, stepsDone, type Incident, type StepDone, type StepProblem } from './store.ts';

const moment = (ms: number): string => new Date(ms).toISOString();

/** Everything there is to tell of an incident. */
export function incidentState(
  db: ManagerDb,
  incident: Incident,
  now: { readonly running: LockStep | null; readonly mistakeUntil: number | null },
): IncidentState {
  const done = stepsDone(db, incident.id);
  const rotated = done.find(({ step }) => step === 'rotate')?.detail as { keys?: RotatedKey[] } | undefined;
  return {
    id: incident.id,
    level: 3,
    reason: incident.reason,
    actor: incident.actor,
    lockedAt: moment(incident.openedAt),
    stage: incident.closedAt === null ? incident.stage : 'home',
    mistakeUntil: now.mistakeUntil === null ? null : moment(now.mistakeUntil),
    steps: describeSteps(done, stepProblems(db, incident.id), now.running),
    keys: rotated?.keys ?? [],
    newPasswordDue: !listAccounts(db).some(
      ({ role, passwordChangedAt }) => role === 'owner' && passwordChangedAt >= incident.openedAt,
    ),
    restored: restoredSince(db, incident.openedAt),
  };
}

/** The last backup that was gone back to since a moment. */
function restoredSince(db: ManagerDb, since: number): IncidentState['restored'] {
  const entry = auditOf(db, ['backup.restored'], since).at(-1);
  if (entry === undefined) return null;
  const { madeAt } = JSON.parse(entry.detail) as { madeAt: number };
  return { at: moment(entry.at), backup: moment(madeAt) };
}

/** What is known of each step, in words. */
export function describeSteps(
  done: readonly StepDone[],
  problems: readonly StepProblem[],
  running: LockStep | null,
): IncidentStep[] {
  return LOCK_STEPS.map((step): IncidentStep => {
    const entry = done.find((one) => one.step === step);
    const problem = problems.find((one) => one.step === step);
    const tries = problem?.tries ?? 0;
    if (entry)
      return { step, state: 'done', text: doneText(entry), doneAt: moment(entry.doneAt), tries, retryAt: null };
    if (running === step)
      return { step, state: 'running', text: TEXTS[step].running, doneAt: null, tries, retryAt: null };
    if (problem)
      return {
        step,
        state: 'failed',
        text: `${problem.message} It is tried again by itself.`,
        doneAt: null,
        tries,
        retryAt: moment(problem.retryAt),
      };
    return { step, state: 'waiting', text: TEXTS[step].waiting, doneAt: null, tries, retryAt: null };
  });
}

const TEXTS: { readonly [S in LockStep]: { readonly waiting: string; readonly running: string } } = {
  permit: { waiting: 'Nothing may be served from now on', running: 'Taking back the leave to serve' },
  cut: { waiting: 'Cut everybody off', running: 'Cutting everybody off' },
  record: { waiting: 'Write down what happens', running: 'Writing down what happens' },
  epoch: { waiting: 'Sign everybody out', running: 'Signing everybody out' },
  evidence: { waiting: 'Keep evidence', running: 'Keeping evidence' },
  rotate: { waiting: 'Change the keys', running: 'Changing the keys' },
  compare: { waiting: 'Compare with the last good backup', running: 'Comparing with the last good backup' },
  report: { waiting: 'Write the report', running: 'Writing the report' },
};

function doneText({ step, detail }: StepDone): string {
  switch (step) {
    case 'permit':
      return 'Nothing may be served any more, also after a restart.';
    case 'cut':
      return `${CUT_TEXTS[String(detail['server'])] ?? 'Everybody was cut off.'}${connectedText(detail['connected'] as readonly CutConnection[] | null | undefined)}`;
    case 'record':
      return 'The incident is on the record.';
    case 'epoch':
      return 'Everyone is signed out.';
    case 'evidence':
      return `Evidence is kept: ${(Number(detail['sizeBytes']) / 1_000_000).toFixed(1)} MB, sealed to ${SEALED_TO[String(detail['sealedTo'])]}.${listOf(detail['missing'])}`;
    case 'rotate': {
      const keys = (detail['keys'] as RotatedKey[] | undefined) ?? [];
      const count = (outcome: RotatedKey['outcome']) => keys.filter((key) => key.outcome === outcome).length;
      return `Keys are new: ${count('changed')} changed, ${count('ended')} ended, ${count('kept')} kept on purpose.`;
    }
    case 'compare':
      if (detail['backup'] === null) return `There is no backup to compare with.${filesText(detail)}`;
      return differenceCount((detail['differences'] as readonly unknown[]).length) + filesText(detail);
    case 'report':
      return 'The report is written.';
  }
}

const CUT_TEXTS: Readonly<Record<string, string>> = {
  closed: 'Everybody was cut off; nothing listens.',
  killed: 'The server did not answer and was ended; nothing listens.',
  'was-not-running': 'Nothing was listening.',
  unstoppable: 'A process could not be ended. Pull the network cable, then restart this computer.',
};

/** Sentences, each after a blank; entries of before have none. */
const listOf = (sentences: unknown): string =>
  ((sentences as readonly string[] | undefined) ?? []).map((text) => ` ${text}`).join('');

const SEALED_TO: Readonly<Record<string, string>> = { kit: 'the recovery kit', own: "this computer's own key" };

function filesText({ files }: Record<string, unknown>): string {
  const found = files as { readonly changes: readonly unknown[]; readonly more: number } | undefined;
  if (found === undefined) return '';
  const count = found.changes.length + found.more;
  return count === 0
    ? ' No file is otherwise.'
    : ` ${count === 1 ? 'One file is' : `${count} files are`} not as before.`;
}

function connectedText(connected: readonly CutConnection[] | null | undefined): string {
  if (!connected) return '';
  if (connected.length === 0) return ' Nobody was connected.';
  const sockets = connected.reduce((sum, one) => sum + (one.sockets ?? 0), 0);
  const places = connected.length === 1 ? 'one address' : `${connected.length} addresses`;
  return sockets === 0
    ? ` In use from ${places}.`
    : ` ${sockets === 1 ? 'One connection' : `${sockets} connections`} from ${places}.`;
}

function differenceCount(count: number): string {
  if (count === 0) return 'Nothing differs from the last good backup.';
  return `${count === 1 ? 'One thing differs' : `${count} things differ`} from the last good backup.`;
}
