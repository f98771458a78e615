import { setTimeout as pause } from 'node:timers/promises';
import type { CheckEntry, Checklist as Answer } from '../../shared/contract/checklist.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { record } from '../core/audit/index.ts';
import {
  acceptedRisks,
  CHECKS,
  createLook,
  DAY_MS,
  forgetMended,
  lastRun,
  listMended,
  listStates,
  markdownReport,
  noteResults,
  noteRun,
  runChecks,
  scoreOf,
  some,
  storeAccepted,
  storeMended,
  thisSystem,
  titleOf,
  type Check,
  type CheckResult,
  type HouseToLookAt,
  type MendedRow,
  type State,
  type StateRow,
} from '../core/checklist/index.ts';
import { isBelievable, readHouse } from '../core/kernel/index.ts';
import { createGuests } from './checklist-guest.ts';
import type { Kept, Undoing } from './checklist-mending.ts';
import { createMendings, type MendingDeps } from './checklist-mendings.ts';
import type { Scheduler } from './scheduler.ts';

/** How often we look whether a day has passed: what was missed asleep runs within this after waking. */
const LOOK = '*/10 * * * *';
const EVERY_MS = DAY_MS;
/** A house that was set up just now has better to do, and its owner is looking at it. */
const FIRST_AFTER_MS = 60 * 60_000;
/** After a change: once nothing more came for this long… */
const QUIET_MS = 20_000;
/** …and not more often than this, because a run asks the server some hundred times. */
const AT_MOST_EVERY_MS = 5 * 60_000;
/** The worst accepted risk is one that everybody forgot. */
const LONGEST_ACCEPTED_MS = 90 * DAY_MS;
/** As long as an undo is offered; what was there before is of little use later. */
const UNDO_MS = 7 * DAY_MS;
const WEEK_MS = 7 * DAY_MS;
/** After a mending the server hears of it within a moment, and the probe is asked again until then. */
const SETTLE_TRIES = 5;
const SETTLE_MS = 300;
/** By then the limit of requests from one address is whole again. */
const REFILL_MS = 60_000;

type Deps = MendingDeps & {
  readonly scheduler: Scheduler;
  readonly version: string;
  readonly house: () => Omit<HouseToLookAt, 'asGuest' | 'version'>;
  /** Tell whoever shows the checklist to ask again. */
  readonly changed: () => void;
  /** Something was put right or back: whoever shows it is to ask again. */
  readonly mended: () => void;
};

type Mended = Result<
  { check: CheckEntry },
  'not-set-up' | 'no-such-check' | 'no-fix' | 'nothing-to-mend' | 'not-mended'
>;
type Undone = Result<{ check: CheckEntry }, 'not-set-up' | 'no-such-check' | 'nothing-to-undo' | 'not-undone'>;
type Accepted = Result<{ check: CheckEntry }, 'no-such-check' | 'bad-moment' | 'no-reason' | 'nothing-to-accept'>;

export type Checklist = ReturnType<typeof createChecklist>;

const isRed = (state: State | null): boolean => state === 'warn' || state === 'fail';
/** Whether an undo is offered still. */
const isKept = (mended: MendedRow, now: number): mended is MendedRow & { readonly undo: string } =>
  mended.undo !== null && isBelievable(mended.at, now) && now - mended.at < UNDO_MS;

/** What was not undone, in sentences; null when all was. */
function notUndone({ undone, changedSince, refused }: Undoing): string | null {
  if (changedSince.length === 0 && refused.length === 0) return null;
  const since = changedSince.length === 0 ? [] : [`Changed since, so it stays as it is: ${some(changedSince)}.`];
  return [...since, ...refused, undone === 0 ? 'Nothing was undone.' : 'The rest was undone.'].join(' ');
}

const moment = (ms: number): string => new Date(ms).toISOString();

/** The checklist as the manager runs it: daily, after changes, on waking and when asked; mended, accepted, exported. */
export function createChecklist(deps: Deps) {
  const { db, clock, log, changed } = deps;
  const mendings = createMendings(deps);
  const guests = createGuests(deps);
  guests.removeLeft();
  const house = (): HouseToLookAt => ({ ...deps.house(), version: deps.version, asGuest: guests.lend });
  let running: Promise<void> | null = null;
  let afterChange: NodeJS.Timeout | null = null;
  let turns = 0;
  const stopping = new AbortController();

  const isSetUp = (): boolean => db.open && readHouse(db).setUpAt !== null;

  /** Look, and note what was found; what turned red goes on the record. */
  async function look(checks: readonly Check[]): Promise<CheckResult[]> {
    const results = await runChecks(checks, house(), { now: clock.now(), turn: turns++, signal: stopping.signal });
    if (!db.open || stopping.signal.aborted) return results;
    db.transaction(() => {
      const before = noteResults(db, results, clock.now());
      for (const { id, state } of results) {
        const was = before.get(id) ?? null;
        if (was === null || isRed(was) || !isRed(state)) continue;
        const title = titleOf(
          CHECKS.find((check) => check.id === id)!,
          state,
        );
        record(db, { at: clock.now(), actor: 'holdfast', event: 'checklist.turned-red', detail: { id, title, from: was, to: state } }); // prettier-ignore
        log.warn('checklist.turned-red', { id, state });
      }
    }).immediate();
    return results;
  }

  async function runAll(): Promise<void> {
    const from = performance.now();
    const at = clock.now();
    await look(CHECKS);
    if (!db.open || stopping.signal.aborted) return;
    const tookMs = Math.round(performance.now() - from);
    noteRun(db, { at, tookMs, score: scoreNow() ?? 0 });
    log.info('checklist.run', { tookMs, score: scoreNow() });
  }

  /** Two who ask at once get one run. */
  function run(): Promise<void> {
    running ??= runAll().finally(() => {
      running = null;
      if (db.open) changed();
    });
    changed();
    return running;
  }

  const runQuietly = (): void => void run().catch((error: unknown) => log.error('checklist.run-failed', { error }));

  const scoreNow = (): number | null => {
    const states = listStates(db);
    const found = CHECKS.flatMap(({ id, severity }) => {
      const state = states.get(id)?.[0]?.state;
      return state === undefined ? [] : [{ severity, state }];
    });
    return found.length === 0 ? null : scoreOf(found);
  };

  function entryOf(check: Check, states: readonly StateRow[], now: number): CheckEntry {
    const { id, group, severity, why } = check;
    const [last] = states;
    const state = last?.state ?? 'unknown';
    const mending = mendings[id];
    const mended = listMended(db).get(id);
    const accepted = acceptedRisks(db, now).get(id);
    return {
      id,
      group,
      title: titleOf(check, state),
      severity,
      why,
      state,
      evidence: last?.evidence ?? 'Not looked at yet.',
      checkedAt: last === undefined ? null : moment(last.at),
      since: last === undefined ? null : moment(last.since),
      history: states.map((was) => ({ state: was.state, since: moment(was.since), until: moment(was.at) })),
      fix:
        mending === undefined
          ? null
          : { label: mending.label, effect: mending.effect, undoable: mending.undo !== null },
      mendedAt: mended !== undefined && isKept(mended, now) ? moment(mended.at) : null,
      // A risk that is gone is not accepted any more; it is remembered in case it comes back before its time is over.
      accepted:
        accepted === undefined || last?.state === 'pass'
          ? null
          : { until: moment(accepted.until), reason: accepted.reason, acceptedAt: moment(accepted.at) },
    };
  }

  const entry = (id: string): CheckEntry =>
    entryOf(
      CHECKS.find((check) => check.id === id)!,
      listStates(db).get(id) ?? [],
      clock.now(),
    );

  function list(): Answer {
    const now = clock.now();
    const states = listStates(db);
    const last = lastRun(db, now);
    const changes = CHECKS.flatMap((check) =>
      (states.get(check.id) ?? []).flatMap(({ state, since }, at, all) => {
        const before = all[at + 1];
        return before === undefined || !isBelievable(since, now) || now - since > WEEK_MS
          ? []
          : [{ id: check.id, title: titleOf(check, state), from: before.state, to: state, at: moment(since) }];
      }),
    );
    return {
      checks: CHECKS.map((check) => entryOf(check, states.get(check.id) ?? [], now)),
      score: scoreNow(),
      scoreWeekAgo: lastRun(db, now - WEEK_MS)?.score ?? null,
      checkedAt: last === null ? null : moment(last.at),
      tookMs: last?.tookMs ?? null,
      running: running !== null,
      changes: changes.toSorted((a, b) => b.at.localeCompare(a.at)),
    };
  }

  const notSetUp = () => fail('not-set-up', 'There is no house to look at yet: set Holdfast up first.');
  const noSuchCheck = () => fail('no-such-check', 'There is no such check. See: holdfast call checklist.list');

  /** Ask one probe again until it says what it should, or has said otherwise often enough. */
  async function settle(check: Check, isSettled: (state: State) => boolean): Promise<CheckResult> {
    for (let tries = 1; ; tries += 1) {
      const [result] = await look([check]);
      if (isSettled(result!.state) || tries === SETTLE_TRIES) return result!;
      await pause(SETTLE_MS);
    }
  }

  /** What a mending left that can be undone still. */
  function keptFor(id: string): Kept | null {
    const mended = listMended(db).get(id);
    return mended === undefined || !isKept(mended, clock.now()) ? null : { text: mended.undo, at: mended.at };
  }

  async function fix(id: string, actor: string): Promise<Mended> {
    if (!isSetUp()) return notSetUp();
    const check = CHECKS.find((one) => one.id === id);
    if (check === undefined) return noSuchCheck();
    const mending = mendings[id];
    if (mending === undefined)
      return fail('no-fix', 'Nothing here can mend that by itself. What to do stands beside it.');
    const given = { house: house(), system: thisSystem, now: clock.now(), turn: turns++ };
    const plan = await mending.plan(createLook(given, new Map(), stopping.signal), actor);
    if (plan === null) return fail('nothing-to-mend', 'There is nothing to mend: it is as it should be.');
    // Before it is done, so that a crash in the middle can be undone too; with what an earlier press left, which may have
    // ended in the middle.
    if (plan.toUndo !== null) storeMended(db, { id, at: clock.now(), undo: plan.toUndo(keptFor(id)) });
    const problem = await plan.apply();
    if (!db.open) return fail('not-mended', 'Holdfast was stopped meanwhile.');
    const result = await settle(check, (state) => state === 'pass');
    const isMended = problem === null && result.state === 'pass';
    record(db, {
      at: clock.now(),
      actor,
      event: isMended ? 'checklist.mended' : 'checklist.not-mended',
      detail: { id },
    });
    deps.mended();
    changed();
    return isMended ? ok({ check: entry(id) }) : fail('not-mended', problem ?? `It is still not as it should be. ${result.evidence}`); // prettier-ignore
  }

  async function undo(id: string, actor: string): Promise<Undone> {
    if (!isSetUp()) return notSetUp();
    const check = CHECKS.find((one) => one.id === id);
    if (check === undefined) return noSuchCheck();
    const kept = keptFor(id);
    const mending = mendings[id];
    if (!mending?.undo || kept === null)
      return fail('nothing-to-undo', 'Nothing was mended here within the last seven days that could be undone.');
    const undoing = await mending.undo(kept, actor);
    // What was refused may be tried again; what somebody changed since is theirs at the next press too.
    if (undoing.refused.length === 0) forgetMended(db, id);
    const problem = notUndone(undoing);
    record(db, { at: clock.now(), actor, event: problem === null ? 'checklist.undone' : 'checklist.not-undone', detail: { id } }); // prettier-ignore
    await settle(check, (state) => problem !== null || state !== 'pass');
    deps.mended();
    changed();
    return problem === null ? ok({ check: entry(id) }) : fail('not-undone', problem);
  }

  function accept(id: string, untilMs: number | null, reason: string | undefined, actor: string): Accepted {
    if (!CHECKS.some((check) => check.id === id)) return noSuchCheck();
    const now = clock.now();
    if (untilMs !== null) {
      if (untilMs <= now || untilMs > now + LONGEST_ACCEPTED_MS)
        return fail('bad-moment', 'A risk is accepted until a day within the next 90.');
      if (reason === undefined || reason.trim() === '')
        return fail('no-reason', 'Say why, in a few words: whoever looks later wants to know.');
      if (!isRed(listStates(db).get(id)?.[0]?.state ?? null))
        return fail('nothing-to-accept', 'There is no risk here to accept.');
    }
    db.transaction(() => {
      storeAccepted(db, id, untilMs === null ? null : { at: now, until: untilMs, reason: reason!.trim() });
      const detail = untilMs === null ? { id } : { id, until: moment(untilMs), reason: reason!.trim() };
      record(db, { at: now, actor, event: untilMs === null ? 'checklist.risk-withdrawn' : 'checklist.risk-accepted', detail }); // prettier-ignore
    }).immediate();
    changed();
    return ok({ check: entry(id) });
  }

  function exported(format: 'markdown' | 'json'): { fileName: string; text: string } {
    const madeAt = moment(clock.now());
    const about = { serverName: readHouse(db).serverName, version: deps.version, madeAt, ...list() };
    const name = `holdfast-security-${madeAt.slice(0, 10)}`;
    return format === 'json'
      ? { fileName: `${name}.json`, text: `${JSON.stringify(about, null, 2)}\n` }
      : { fileName: `${name}.md`, text: markdownReport(about) };
  }

  /** Whatever was missed: a day has passed since the last look. */
  function lookIfDue(): void {
    if (!isSetUp()) return;
    const last = lastRun(db, clock.now())?.at ?? readHouse(db).setUpAt! + FIRST_AFTER_MS - EVERY_MS;
    // A clock that was set back must not silence it.
    if (Math.abs(clock.now() - last) >= EVERY_MS) runQuietly();
  }
  const endLooks = deps.scheduler.every(LOOK, lookIfDue);

  return {
    list,
    async run(): Promise<Result<Answer, 'not-set-up'>> {
      if (!isSetUp()) return notSetUp();
      await run();
      return ok(list());
    },
    /**
     * What must be mended before a house that was closed is opened further: the critical checks alone, looked at now. A
     * backup that is missing is not among them: it keeps nobody out, and a house just restored on a new machine has none.
     *
     * @returns a sentence for each that is not green, also for one that could not be looked at; none means that it may.
     */
    async criticalProblems(): Promise<string[]> {
      const critical = CHECKS.filter(({ severity, group }) => severity === 'critical' && group !== 'backups');
      let results = await look(critical);
      // What is looked at in parts, such as many accounts, is looked at until nothing new comes of it.
      for (let more = true; more && !stopping.signal.aborted;) {
        const unknown = critical.filter((_, at) => results[at]!.state === 'unknown');
        if (unknown.length === 0) break;
        // Where every look comes from one address, the limit of a minute holds for all of them.
        if (thisSystem.sourceNet === null) await pause(REFILL_MS);
        const again = await look(unknown);
        more = again.some(({ id, evidence }) => evidence !== results.find((one) => one.id === id)!.evidence);
        results = results.map((one) => again.find(({ id }) => id === one.id) ?? one);
      }
      changed();
      return critical.flatMap((check, at) =>
        results[at]!.state === 'pass' ? [] : [`${titleOf(check, results[at]!.state)}. ${results[at]!.evidence}`],
      );
    },
    fix,
    undo,
    accept,
    export: exported,
    /** Something of the house was changed: look again, once it has become quiet. */
    noteChange(): void {
      // Nobody looked yet, so there is nothing a change could have made out of date.
      if (!db.open || stopping.signal.aborted || lastRun(db, clock.now()) === null) return;
      if (afterChange) clearTimeout(afterChange);
      const sinceLast = clock.now() - lastRun(db, clock.now())!.at;
      afterChange = setTimeout(
        () => {
          afterChange = null;
          if (isSetUp()) runQuietly();
        },
        Math.max(QUIET_MS, AT_MOST_EVERY_MS - sinceLast),
      ).unref();
    },
    /** The computer was asleep: what it looks like now nobody knows. */
    woke(): void {
      if (isSetUp() && lastRun(db, clock.now()) !== null) runQuietly();
    },
    stop(): void {
      endLooks();
      if (afterChange) clearTimeout(afterChange);
      stopping.abort();
    },
  };
}
