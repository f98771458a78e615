import type { Look } from './look.ts';

/** The areas of REQUIREMENTS as the owner knows them, in the order they are shown. */
export const GROUPS = [
  'accounts',
  'network',
  'web',
  'media',
  'keys',
  'backups',
  'records',
  'computer',
  'emergency',
] as const;
export type Group = (typeof GROUPS)[number];

/** How much is lost when a check is red; the weights stand in `score.ts`. */
export type Severity = 'critical' | 'high' | 'medium' | 'low';

/** `unknown`: it did not run to its end, which is never green. */
export type State = 'pass' | 'warn' | 'fail' | 'unknown';

/** What a judge says about what was seen. A judge never says `unknown`: that is for what could not be seen. */
export type Verdict = {
  readonly state: Exclude<State, 'unknown'>;
  /** What was seen, for the owner, without a secret. */
  readonly evidence: string;
};

export type Check = {
  /** The requirement it stands for. */
  readonly id: string;
  readonly group: Group;
  /** What is so when it is green, in the owner's words. */
  readonly title: string;
  /** What is so when it is not: nobody may read a red line as if all were well. */
  readonly wrong: string | { readonly warn: string; readonly fail: string };
  readonly severity: Severity;
  /** One sentence: what could happen when it is red. */
  readonly why: string;
  /**
   * Somebody made up is let in for it. These run first, so that no other check counts somebody who is about to go.
   */
  readonly isVisit?: true;
  /** @throws Unobservable, or whatever went wrong: both are `unknown`. */
  readonly probe: (look: Look) => Promise<Verdict>;
};

/** What is so, in the state a check was found in: the name of a red one says what is wrong. */
export function titleOf({ title, wrong }: Pick<Check, 'title' | 'wrong'>, state: State): string {
  switch (state) {
    case 'pass':
      return title;
    case 'warn':
    case 'fail':
      return typeof wrong === 'string' ? wrong : wrong[state];
    case 'unknown':
      return `Not known: ${title}`;
  }
}

/** A check from what looks and what judges; the judge takes values, gives a value and needs nothing else. */
export function check<Seen>(
  about: Omit<Check, 'probe'> & {
    readonly observe: (look: Look) => Promise<Seen>;
    readonly judge: (seen: Seen, now: number) => Verdict;
  },
): Check {
  const { observe, judge, ...rest } = about;
  return { ...rest, probe: async (look) => judge(await observe(look), look.now) };
}

export const pass = (evidence: string): Verdict => ({ state: 'pass', evidence });
export const warn = (evidence: string): Verdict => ({ state: 'warn', evidence });
export const fail = (evidence: string): Verdict => ({ state: 'fail', evidence });

/** At most a few of many, so that evidence stays a sentence. */
export function some(all: readonly string[], most = 5): string {
  return all.length <= most ? all.join(', ') : `${all.slice(0, most).join(', ')} and ${all.length - most} more`;
}

/** "1 account", "3 accounts". */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** How long ago, in the largest unit that fits. */
export function ago(ms: number): string {
  if (ms < HOUR_MS) return `${count(Math.max(0, Math.round(ms / MINUTE_MS)), 'minute')} ago`;
  if (ms < 2 * DAY_MS) return `${count(Math.round(ms / HOUR_MS), 'hour')} ago`;
  return `${count(Math.floor(ms / DAY_MS), 'day')} ago`;
}
