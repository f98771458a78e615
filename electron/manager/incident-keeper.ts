import type { IncidentState, ServerOutcome } from '../../shared/contract/incident.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Output } from '../../shared/contract/index.ts';
import {
  ASK_DISK_AGAIN_MS,
  closeAgain,
  createJournal,
  freeReserve,
  incidentState,
  describeSteps,
  keepReserve,
  LATER_STEPS,
  lockDown,
  MISTAKE_MS,
  noteUnrecordedLock,
  openForThisComputer,
  openIncident,
  openTowardsHome,
  permitStays,
  recordLock,
  release,
  stepDone,
  takeBack,
  unfinishedIncidents,
  type Incident,
  type LockDeps,
  type LockOutcome,
} from '../core/incident/index.ts';
import {
  databaseProblem,
  isOpen,
  readHouse,
  takePermit,
  type Clock,
  type Instance,
  type Log,
  type ManagerDb,
} from '../core/kernel/index.ts';
import { createEffects, type EffectDeps } from './incident-effects.ts';
import { copyEvidence, lookAtEvidence } from './incident-evidence.ts';
import type { Recheck } from './incident-recheck.ts';
import { writeReport } from './incident-report.ts';
import { createPractices, type Practise } from './incident-practices.ts';

/** A start has better to do than to write 64 MB. */
const RESERVE_AFTER_MS = 10_000;

type Deps = Omit<EffectDeps, 'writeReport'> & {
  readonly db: ManagerDb;
  readonly instance: Instance;
  readonly clock: Clock;
  readonly log: Log;
  readonly cut: () => Promise<ServerOutcome | 'unstoppable'>;
  readonly connected: LockDeps['connected'];
  readonly open: () => Promise<Result<{ addresses: string[] }>>;
  /** End server and worker in peace, to start them otherwise. */
  readonly stopServing: () => Promise<void>;
  readonly recheck: Recheck;
  readonly practise: Practise;
  readonly changed: () => void;
};

type Opened = { readonly addresses: string[]; readonly waiting: string[] };
type OpenProblem = 'check-failed' | 'not-started' | 'port-taken';
export type Reopening = { readonly actor: string; readonly override: string | null };

export type IncidentKeeper = ReturnType<typeof createIncidentKeeper>;

/**
 * Closings as the manager runs them: one at a time, written down as soon as the disk takes it, followed step by step over
 * restarts, taken back or reopened by whoever may.
 */
export function createIncidentKeeper(deps: Deps) {
  const { db, instance, clock, log, changed } = deps;
  const { permit, lockNote, reserve } = instance.data;
  const opening = { db, clock, permit, generation: instance.generation };
  const after = (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  };
  const journal = createJournal({
    db,
    clock,
    log,
    changed,
    after,
    effects: createEffects({ ...deps, writeReport: (incident) => writeReport(deps, instance.data, incident) }),
  });
  let lastLock: Promise<unknown> = Promise.resolve();
  /** Counts, so that what opens sees whether it was closed again while it waited. */
  let locks = 0;
  /** The last stage is being opened: the server that starts now is for everybody. */
  let isGoingHome = false;
  let lastReopening: Promise<void> = Promise.resolve();
  /** A lock the disk did not take yet. */
  let unwritten: { readonly lock: LockOutcome; readonly cancel: () => void } | null = null;
  /** Locks that go on: nothing is served from their first moment, whatever the disk says. */
  let locking = 0;
  /** A permit the disk does not let go of: it opens nothing, and is tried again. */
  let staying: { readonly code: string; readonly cancel: () => void } | null = null;
  const practices = createPractices({ ...deps, mayPractise: () => mayServe() && openIncident(db) === null });
  const cancelReserve = after(RESERVE_AFTER_MS, keepRoom);

  function keepRoom(): void {
    if (!db.open || readHouse(db).setUpAt === null || openIncident(db) !== null) return;
    keepReserve(reserve).then(
      (isKept) => isKept || log.warn('incident.no-reserve', {}),
      (error: unknown) => log.error('incident.no-reserve', { error }),
    );
  }

  /** @returns when the house was closed first; null: not yet. */
  function write(lock: LockOutcome): number | null {
    // The disk may have let go of the permit before it takes the entry.
    const permitProblem = lock.permitProblem === null ? null : (staying?.code ?? null);
    const since = recordLock({ db, clock, log, lockNote }, { ...lock, permitProblem });
    if (since !== null) {
      unwritten?.cancel();
      unwritten = null;
      journal.resume();
      changed();
    }
    return since;
  }
  function writeLater(lock: LockOutcome): void {
    const first = unwritten?.lock ?? lock;
    unwritten?.cancel();
    const timer = setInterval(() => db.open && write(first), ASK_DISK_AGAIN_MS);
    timer.unref();
    unwritten = { lock: first, cancel: () => clearInterval(timer) };
  }

  function holdClosed(code: string): void {
    staying?.cancel();
    const timer = setInterval(takeAgain, ASK_DISK_AGAIN_MS);
    timer.unref();
    staying = { code, cancel: () => clearInterval(timer) };
  }
  function takeAgain(): void {
    if (!db.open || takePermit(permit) !== null) return;
    try {
      const incident = openIncident(db);
      if (incident !== null) stepDone(db, incident.id, 'permit', clock.now(), {});
    } catch (error) {
      if (databaseProblem(error) === null) throw error;
      return; // the disk refuses the entry: both are tried again
    }
    holdNoMore();
    changed();
  }
  /** Gone, or to be used again: whoever opens the house wants it. */
  function holdNoMore(): void {
    staying?.cancel();
    staying = null;
  }
  /** Closed, also where the permit says otherwise. */
  const isHeldClosed = (): boolean => locking > 0 || staying !== null || openIncident(db)?.stage === 'closed';
  const mayServe = (): boolean => db.open && isOpen(permit, instance.generation) && !isHeldClosed();

  async function lock(reason: string, actor: string): Promise<LockOutcome> {
    locking += 1;
    try {
      return await lockNow(reason, actor);
    } finally {
      locking -= 1;
    }
  }
  async function lockNow(reason: string, actor: string): Promise<LockOutcome> {
    locks += 1;
    isGoingHome = false; // a mistake taken back leads to where the house was: this computer
    practices.end(); // while the house is closed nothing listens, not even a copy
    const closing = lockDown(
      { db, clock, log, permit, lockNote, cut: deps.cut, connected: deps.connected },
      reason,
      actor,
    );
    lastLock = closing.catch(() => {}); // whoever locked hears of it
    let outcome = await closing;
    if (outcome.permitProblem !== null) holdClosed(outcome.permitProblem);
    if (!outcome.recorded) {
      freeReserve(reserve);
      const since = write(outcome);
      if (since === null) writeLater(outcome);
      else outcome = { ...outcome, lockedAt: since, recorded: true };
    }
    journal.resume();
    changed();
    return outcome;
  }

  /** Wait for a lock that goes on, and for its entry: an opening that overtook it would leave an open incident in an open house. */
  async function settled(): Promise<Result<null, 'not-started'>> {
    await lastLock;
    if (unwritten !== null && write(unwritten.lock) === null)
      return fail('not-started', 'The disk is full: the incident cannot be written. Free some space, then try again.');
    return ok(null);
  }

  const closedAgain = () =>
    fail(
      'not-started' as const,
      'The house was closed again meanwhile, and stays closed. Open it again if you want to.',
    );

  async function mistake(
    actor: string,
  ): Promise<Result<Output<'incident.mistake'>, 'not-locked' | 'too-late' | 'not-started' | 'port-taken'>> {
    const isWritten = await settled();
    if (!isWritten.ok) return isWritten;
    const before = locks;
    const incident = openIncident(db);
    if (incident === null) return fail('not-locked', 'The house is not closed.');
    if (journal.mistakeUntil(incident) === null)
      return fail('too-late', "It is too late to take it back: keys are being changed. Open the house with the owner's password: npx holdfast unlock"); // prettier-ignore
    await journal.pause();
    if (locks !== before) return closedAgain();
    const areSessionsAlive = takeBack(opening, actor);
    holdNoMore();
    log.warn('incident.mistake', { actor, areSessionsAlive });
    journal.resume();
    const opened = await deps.open();
    changed();
    if (!opened.ok)
      return fail(opened.failure.code === 'port-taken' ? 'port-taken' : 'not-started', opened.failure.message);
    return ok({ addresses: opened.value.addresses, stage: openIncident(db) === null ? 'home' : 'computer' });
  }

  /** The steps that failed and are still tried, for whoever opens without them. */
  const stillTried = (): string[] =>
    unfinishedIncidents(db, LATER_STEPS).flatMap((incident) =>
      describe(incident)
        .steps.filter(({ state }) => state === 'failed')
        .map(({ text }) => text),
    );

  /** Change the keys now, and look whether the house may open. */
  async function prepare({ override }: Reopening): Promise<Result<number, 'check-failed' | 'not-started'>> {
    const isWritten = await settled();
    if (!isWritten.ok) return isWritten;
    const before = locks;
    await journal.hurry();
    const red = await redChecks(override);
    if (red !== null) return red;
    return locks === before ? ok(before) : closedAgain();
  }
  async function redChecks(override: string | null) {
    const blocking = (await deps.recheck()).flatMap(({ problems }) => problems);
    if (blocking.length === 0 || override !== null) return null;
    return fail(
      'check-failed' as const,
      `The house stays closed: ${blocking.join(' ')} Mend it, or open all the same and give a reason.`,
    );
  }

  async function serveAndLook({ override }: Reopening, lockedBefore: number): Promise<Result<Opened, OpenProblem>> {
    const opened = await deps.open();
    const red = opened.ok ? await redChecks(override) : null;
    if (locks !== lockedBefore) return closedAgain();
    changed();
    if (!opened.ok)
      return fail(opened.failure.code === 'port-taken' ? 'port-taken' : 'not-started', opened.failure.message);
    if (red !== null) return red;
    return ok({ addresses: opened.value.addresses, waiting: stillTried() });
  }

  /** Reopening stops and starts the server, and looks at it meanwhile: one that overtook another would find it gone. */
  function inTurn<T>(reopen: () => Promise<T>): Promise<T> {
    const reopened = lastReopening.then(reopen);
    lastReopening = reopened.then(
      () => {},
      () => {}, // whoever asked for it hears of it
    );
    return reopened;
  }

  /** All stages in one go. */
  async function openAll(
    asked: Reopening,
    event: 'incident.released' | 'incident.reopened',
  ): Promise<Result<Opened, OpenProblem>> {
    // One that may be open and yet serves nothing, for want of its port, has no incident to close.
    if (mayServe() && openIncident(db) === null) return serveAndLook(asked, locks);
    const isReady = await prepare(asked);
    if (!isReady.ok) return isReady;
    const wasServing = mayServe();
    isGoingHome = true;
    try {
      openTowardsHome(opening);
      holdNoMore();
      if (wasServing) await deps.stopServing(); // it listens on loopback alone
      const served = await serveAndLook(asked, isReady.value);
      if (locks !== isReady.value) return closedAgain();
      // What did not come up, for want of its port, could not be looked at, and so is not open either.
      if (!served.ok && (served.failure.code === 'check-failed' || asked.override === null)) {
        await backToClosed();
        return served;
      }
      release(opening, asked.actor, event, asked.override);
      log.warn('incident.reopened', { stage: 'home', isOverridden: asked.override !== null });
      keepRoom();
      return served;
    } finally {
      isGoingHome = false;
      journal.resume();
      changed();
    }
  }

  async function backToClosed(): Promise<void> {
    const permitProblem = closeAgain({ db, permit });
    if (permitProblem !== null) holdClosed(permitProblem);
    await deps.stopServing();
    changed();
  }

  async function openComputer(asked: Reopening): Promise<Result<Opened, OpenProblem>> {
    const isReady = await prepare(asked);
    if (!isReady.ok) return isReady;
    openForThisComputer(opening, asked.actor, asked.override);
    holdNoMore();
    log.warn('incident.reopened', { stage: 'computer', isOverridden: asked.override !== null });
    const served = await serveAndLook(asked, isReady.value);
    if (!served.ok && locks === isReady.value) await backToClosed();
    journal.resume();
    return served;
  }

  function describe(incident: Incident): IncidentState {
    return incidentState(db, incident, { running: journal.running(), mistakeUntil: journal.mistakeUntil(incident) });
  }

  function state(): IncidentState | null {
    const incident = openIncident(db) ?? unfinishedIncidents(db, LATER_STEPS)[0] ?? null;
    if (incident !== null) return describe(incident);
    if (unwritten === null) return null;
    const { reason, actor, lockedAt, server, connected } = unwritten.lock;
    const message = 'The disk is full: the incident cannot be written. Free some space.';
    const problem = { tries: 1, failedAt: lockedAt, retryAt: clock.now() + ASK_DISK_AGAIN_MS, message };
    const permitProblems = staying === null ? [] : [permitStays(staying.code, clock.now())];
    const permitDone = staying === null ? [{ step: 'permit' as const, doneAt: lockedAt, detail: {} }] : [];
    return {
      id: null,
      level: 3,
      reason,
      actor,
      lockedAt: new Date(lockedAt).toISOString(),
      stage: 'closed',
      mistakeUntil: null,
      steps: describeSteps(
        [...permitDone, { step: 'cut', doneAt: lockedAt, detail: { server, connected } }],
        [...permitProblems, { ...problem, step: 'record' }],
        null,
      ),
      keys: [],
      newPasswordDue: true,
      restored: null,
    };
  }

  return {
    /** At a start: write down a closing nobody could write, and go on where the journal stands. */
    begin(): void {
      if (readHouse(db).setUpAt !== null && !isOpen(permit, instance.generation))
        noteUnrecordedLock({ db, clock, log, lockNote });
      else if (openIncident(db)?.stage === 'closed') {
        // One the disk did not let go of; the record keeps the house closed.
        const code = takePermit(permit);
        if (code === null) takeAgain();
        else holdClosed(code);
      }
      journal.resume();
    },
    lock,
    mistake,
    openAll: (asked: Reopening): Promise<Result<Opened, OpenProblem>> =>
      inTurn(() => openAll(asked, 'incident.released')),
    openComputer: (asked: Reopening): Promise<Result<Opened, OpenProblem>> => inTurn(() => openComputer(asked)),
    /** From this computer to the home; by its turn the house may have been closed again. */
    openHome: (asked: Reopening): Promise<Result<Opened, OpenProblem>> =>
      inTurn(async () =>
        openIncident(db)?.stage === 'computer' ? openAll(asked, 'incident.reopened') : closedAgain(),
      ),
    practise: practices.run,
    practice: practices.last,
    recheck: deps.recheck,
    evidence: () => lookAtEvidence(deps),
    copyEvidence: (folder: string) => copyEvidence(deps, folder),
    state,
    /** Leave to serve: the permit is there, and no closing says otherwise. */
    mayServe,
    /** The house is open on this computer and not yet beyond it. */
    isForThisComputer: (): boolean => !isGoingHome && openIncident(db)?.stage === 'computer',
    /** How long after a lock it can be taken back, ms. */
    mistakeMs: MISTAKE_MS,
    async stop(): Promise<void> {
      cancelReserve();
      practices.end();
      unwritten?.cancel();
      await journal.pause();
    },
  };
}
