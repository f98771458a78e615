import type { Check, State } from './check.ts';
import { createLook, thisSystem, type HouseToLookAt, type System } from './look.ts';
import { Unobservable } from './unobservable.ts';

/** All probes together end within 20 s: sixty of them, eight at once, and none may take longer than this. */
export const PROBE_LIMIT_MS = 5_000;
/** The whole run; what has not ended by then is `unknown`. */
export const RUN_LIMIT_MS = 18_000;
const AT_ONCE = 8;

export type CheckResult = {
  readonly id: string;
  readonly state: State;
  /** What was seen, or why nothing could be. */
  readonly evidence: string;
  /** ms since 1970. */
  readonly at: number;
  readonly tookMs: number;
};

/**
 * Look at a house from outside: every check once, some at the same time, each within its limit. Never throws for a check: one
 * that could not run to its end is `unknown` with the reason.
 */
export async function runChecks(
  checks: readonly Check[],
  house: HouseToLookAt,
  options: {
    readonly now: number;
    /** Counts the looks, so that one does not use up what the next may ask. */
    readonly turn?: number | undefined;
    readonly system?: System | undefined;
    readonly signal?: AbortSignal | undefined;
    /** A signal after so many ms; replaced in tests alone, which own the time. */
    readonly after?: ((ms: number) => AbortSignal) | undefined;
  },
): Promise<CheckResult[]> {
  const { now, turn, system = thisSystem, after = (ms: number) => AbortSignal.timeout(ms) } = options;
  const shared = new Map<string, Promise<unknown>>();
  const run = AbortSignal.any([after(RUN_LIMIT_MS), ...(options.signal ? [options.signal] : [])]);
  const results: CheckResult[] = [];
  const all = [...checks.entries()];
  const takeTurns = async (waiting: typeof all): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [place, check] = next;
      const limit = AbortSignal.any([run, after(PROBE_LIMIT_MS)]);
      results[place] = await probe(check, createLook({ house, system, now, turn }, shared, limit), limit);
    }
  };
  const runEach = (some: typeof all) => Promise.all(Array.from({ length: AT_ONCE }, () => takeTurns(some)));
  await runEach(all.filter(([, { isVisit }]) => isVisit === true));
  // The critical ones first: where all ask from one address, the limit may end what comes last.
  const others = all.filter(([, { isVisit }]) => isVisit !== true);
  const isCritical = ([, { severity }]: (typeof all)[number]) => severity === 'critical';
  await runEach([...others.filter(isCritical), ...others.filter((one) => !isCritical(one))]);
  return results;
}

async function probe(check: Check, look: ReturnType<typeof createLook>, limit: AbortSignal): Promise<CheckResult> {
  const from = performance.now();
  const { promise: tooLong, reject } = Promise.withResolvers<never>();
  const end = () => reject(new Unobservable('It took too long and was ended.'));
  if (limit.aborted) end();
  limit.addEventListener('abort', end, { once: true });
  const done = (state: State, evidence: string): CheckResult => ({
    id: check.id,
    state,
    evidence,
    at: look.now,
    tookMs: Math.round(performance.now() - from),
  });
  try {
    const verdict = await Promise.race([check.probe(look), tooLong]);
    return done(verdict.state, verdict.evidence);
  } catch (error) {
    return done(
      'unknown',
      error instanceof Unobservable ? error.message : `It could not be looked at (${nameOf(error)}).`,
    );
  } finally {
    limit.removeEventListener('abort', end);
  }
}

/** A code or a name and never the message, which may hold a path or a value. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
