import type { LockStep } from '../../../shared/contract/incident.ts';
import type { Result } from '../../../shared/result.ts';
import { databaseProblem, type Clock, type Log, type ManagerDb } from '../kernel/index.ts';
import { MISTAKE_MS } from './mistake.ts';
import {
  openIncident,
  stepDone,
  stepFailed,
  stepProblems,
  stepsDone,
  unfinishedIncidents,
  type Incident,
} from './store.ts';

/** What follows once nobody is connected any more, in this order. */
export const LATER_STEPS = ['evidence', 'rotate', 'compare', 'report'] as const satisfies readonly LockStep[];
export type LaterStep = (typeof LATER_STEPS)[number];

/** A step that failed is tried again after these; the last one then for ever. */
const BACK_OFF_MS = [5_000, 15_000, 60_000, 5 * 60_000, 15 * 60_000] as const;
/** The disk refuses even the entry: looked at again after this. */
const WRITE_AGAIN_MS = 2_000;

/**
 * The effect of a step. May be repeated: a process that is killed after the effect and before its entry does it again.
 *
 * @param signal ends it at once; what it answers then is not kept.
 * @returns what the journal keeps of it, or why it could not be done, in a sentence.
 */
export type Effect = (incident: Incident, signal: AbortSignal) => Promise<Result<Record<string, unknown>>>;

export type JournalDeps = {
  readonly db: ManagerDb;
  readonly clock: Clock;
  readonly log: Log;
  readonly effects: { readonly [S in LaterStep]: Effect };
  /** Run something later; @returns what cancels it. */
  readonly after: (ms: number, run: () => void) => () => void;
  readonly changed: () => void;
};

export type Journal = {
  /** Do what is to be done, now or when its time comes. Safe to repeat. */
  readonly resume: () => void;
  /** What is being done; null when nothing is. */
  readonly running: () => LaterStep | null;
  /** Until when closing can be taken back, ms since 1970; null when it no more can. */
  readonly mistakeUntil: (incident: Incident) => number | null;
  /** Do not wait for the time in which it may be a mistake. Resolves when evidence and keys were done or tried. */
  readonly hurry: () => Promise<void>;
  /** End what runs and wait for its end; `resume` goes on. */
  readonly pause: () => Promise<void>;
};

/**
 * The journal of closings: does each step in its order, writes `done` after the effect, and goes on where it was after a
 * crash. What fails is kept with its reason and tried again; it holds up no other step (ARCHITECTURE 5).
 */
export function createJournal(deps: JournalDeps): Journal {
  const { db, clock, log, effects, changed } = deps;
  let controller = new AbortController();
  let pass: Promise<void> | null = null;
  let isAskedAgain = false;
  let isHurried = false;
  let current: LaterStep | null = null;
  let cancelWake = () => {};

  const isDone = ({ id }: Incident, step: LaterStep) => stepsDone(db, id).some((done) => done.step === step);
  const mistakeEnd = (incident: Incident) => incident.openedAt + MISTAKE_MS;
  const mayBeMistake = (incident: Incident) =>
    incident.closedAt === null && incident.stage === 'closed' && !isHurried && clock.now() < mistakeEnd(incident);

  const wakeAt = (at: number) => {
    cancelWake();
    cancelWake = deps.after(Math.max(0, at - clock.now()), resume);
  };

  async function attempt(incident: Incident, step: LaterStep, { signal }: AbortController): Promise<void> {
    current = step;
    changed();
    const result = await effects[step](incident, signal).catch((error: unknown) => {
      log.error('incident.step-broke', { step, error });
      return { ok: false, failure: { message: 'It ended in a way nobody foresaw; the log says how.' } } as const;
    });
    current = null;
    if (signal.aborted || !db.open) return;
    const now = clock.now();
    if (result.ok) {
      stepDone(db, incident.id, step, now, result.value);
      log.info('incident.step-done', { step });
    } else {
      const tries = (stepProblems(db, incident.id).find((problem) => problem.step === step)?.tries ?? 0) + 1;
      const retryAt = now + BACK_OFF_MS[Math.min(tries, BACK_OFF_MS.length) - 1]!;
      stepFailed(db, incident.id, { step, tries, failedAt: now, retryAt, message: result.failure.message });
      log.warn('incident.step-failed', { step, tries });
    }
    changed();
  }

  /** Everything whose time has come. @returns when to look again; null when all is done. */
  async function goThrough(mine: AbortController): Promise<number | null> {
    let next: number | null = null;
    const notBefore = (at: number) => (next = next === null ? at : Math.min(next, at));
    for (const incident of unfinishedIncidents(db, LATER_STEPS)) {
      for (const step of LATER_STEPS) {
        if (mine.signal.aborted || !db.open) return null;
        if (isDone(incident, step)) continue;
        const waits = stepProblems(db, incident.id).find((problem) => problem.step === step);
        if (waits !== undefined && clock.now() < waits.retryAt && !isHurried) {
          notBefore(waits.retryAt);
          continue;
        }
        if (step === 'rotate' && mayBeMistake(incident)) {
          notBefore(mistakeEnd(incident));
          break; // in their order: what follows waits too
        }
        await attempt(incident, step, mine);
        const failed = db.open ? stepProblems(db, incident.id).find((problem) => problem.step === step) : undefined;
        if (failed !== undefined) notBefore(failed.retryAt);
        tried.add(step);
        tellWaiting();
      }
    }
    return next;
  }

  /** Since somebody hurried last. */
  const tried = new Set<LaterStep>();
  const waiting = new Set<() => void>();
  const tellWaiting = () => {
    for (const look of [...waiting]) look();
  };

  function resume(): void {
    if (!db.open) return;
    if (pass !== null) {
      isAskedAgain = true;
      return;
    }
    const mine = controller;
    isAskedAgain = false;
    pass = goThrough(mine)
      .catch((error: unknown) => {
        if (databaseProblem(error) === null) throw error;
        log.error('incident.not-journalled', { error });
        return clock.now() + WRITE_AGAIN_MS;
      })
      .then((next) => {
        pass = null;
        current = null;
        if (next !== null && !mine.signal.aborted) wakeAt(next);
        if (isAskedAgain && !mine.signal.aborted) resume();
        tellWaiting();
      });
  }

  return {
    resume,
    running: () => current,
    mistakeUntil: (incident) =>
      mayBeMistake(incident) && current !== 'rotate' && !isDone(incident, 'rotate') ? mistakeEnd(incident) : null,
    async hurry() {
      isHurried = true;
      try {
        tried.clear();
        resume(); // also while a pass goes on, which may have gone past the keys already
        await new Promise<void>((resolve) => {
          const look = () => {
            const open = db.open ? openIncident(db) : null;
            const isSettled = (step: LaterStep) => open === null || tried.has(step) || isDone(open, step);
            if (pass !== null && !(isSettled('evidence') && isSettled('rotate'))) return;
            waiting.delete(look);
            resolve();
          };
          waiting.add(look);
          look();
        });
      } finally {
        isHurried = false;
      }
    },
    async pause() {
      cancelWake();
      controller.abort();
      await pass;
      controller = new AbortController();
    },
  };
}
