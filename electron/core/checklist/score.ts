import type { Severity, State } from './check.ts';

/** How much each check is worth. */
const WEIGHTS: Readonly<Record<Severity, number>> = { critical: 10, high: 5, medium: 2, low: 1 };
/** How much of that is lost. What did not run costs as much as a warning: silence must not look safe. */
const LOST: Readonly<Record<State, number>> = { pass: 0, warn: 0.5, unknown: 0.5, fail: 1 };
/** FEATURES 6.1: no score is good while something critical is open. */
const MOST_WITH_CRITICAL = 60;

/**
 * From 0 to 100: the share of all weights that is not lost, rounded down; at most 60 while a critical check fails. An accepted
 * risk counts like any other: accepting it makes nothing safer.
 */
export function scoreOf(results: readonly { readonly severity: Severity; readonly state: State }[]): number {
  const sum = (part: (state: State) => number) =>
    results.reduce((total, { severity, state }) => total + WEIGHTS[severity] * part(state), 0);
  const all = sum(() => 1);
  if (all === 0) return 0;
  const score = Math.floor((100 * (all - sum((state) => LOST[state]))) / all);
  const isCriticalOpen = results.some(({ severity, state }) => severity === 'critical' && state === 'fail');
  return isCriticalOpen ? Math.min(MOST_WITH_CRITICAL, score) : score;
}
