import type { CheckEntry, CheckGroup, CheckState, Checklist } from '../../../../shared/contract/checklist.ts';

/** In the order they are shown, with their headings. */
export const GROUPS: readonly { readonly group: CheckGroup; readonly title: string }[] = [
  { group: 'accounts', title: 'Accounts and sign-in' },
  { group: 'network', title: 'Network' },
  { group: 'web', title: 'What the server answers' },
  { group: 'media', title: 'Media and files' },
  { group: 'keys', title: 'Keys' },
  { group: 'backups', title: 'Backups and recovery' },
  { group: 'records', title: 'Records' },
  { group: 'computer', title: 'This computer' },
  { group: 'emergency', title: 'When something happens' },
];

/** Where what a check is about is changed, when no button can; null where that is outside of Holdfast. */
export const PLACES: Readonly<Record<CheckGroup, { readonly href: string; readonly label: string } | null>> = {
  accounts: { href: '/people', label: 'Open People' },
  network: { href: '/network', label: 'Open Network' },
  web: null,
  media: { href: '/library', label: 'Open Library' },
  keys: null,
  backups: { href: '/backups', label: 'Open Backups' },
  records: null,
  computer: null,
  emergency: { href: '/emergency', label: 'Open the emergency page' },
};

const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
const RANKS: Readonly<Record<CheckState, number>> = { fail: 0, warn: 1, unknown: 2, pass: 3 };

export const isRed = ({ state }: Pick<CheckEntry, 'state'>): boolean => state === 'fail' || state === 'warn';

/** What asks for the owner: red and not accepted, the worst first. */
export function toDo(checks: readonly CheckEntry[]): CheckEntry[] {
  return checks
    .filter((check) => isRed(check) && check.accepted === null)
    .toSorted(
      (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || RANKS[a.state] - RANKS[b.state],
    );
}

/** For a list: what failed before what passed, and otherwise as they stand. */
export const worstFirst = (checks: readonly CheckEntry[]): CheckEntry[] =>
  checks.toSorted((a, b) => RANKS[a.state] - RANKS[b.state]);

export const countOf = (checks: readonly CheckEntry[], state: CheckState): number =>
  checks.filter((check) => check.state === state).length;

/** The state of the house in a few words. */
export function headline({ checks, checkedAt }: Pick<Checklist, 'checks' | 'checkedAt'>): string {
  if (checkedAt === null) return 'Nobody has looked yet';
  const open = toDo(checks).length;
  if (open > 0) return open === 1 ? 'One thing to do' : `${open} things to do`;
  return countOf(checks, 'unknown') > 0 ? 'Nothing to do, but not all was seen' : 'Nothing to do';
}

/** The headline's number: what is to be done; null for a tick, which stands only where all was seen. */
export function ringCenter({ checks, checkedAt }: Pick<Checklist, 'checks' | 'checkedAt'>): string | null {
  if (checkedAt === null) return '?';
  const open = toDo(checks).length;
  return open === 0 && countOf(checks, 'unknown') === 0 ? null : String(open);
}

/** All of it in one sentence, for who cannot see the ring. */
export const ringSentence = (checks: readonly CheckEntry[]): string =>
  `${countOf(checks, 'pass')} of ${checks.length} checks passed, ${countOf(checks, 'fail')} failed, ${countOf(checks, 'warn')} to look at, ${countOf(checks, 'unknown')} did not run`;

/** "Score 91, up 3 within a week"; null before the first look. */
export function scoreWords({ score, scoreWeekAgo }: Pick<Checklist, 'score' | 'scoreWeekAgo'>): string | null {
  if (score === null) return null;
  if (scoreWeekAgo === null || scoreWeekAgo === score) return `Score ${score} of 100`;
  return `Score ${score}, ${score > scoreWeekAgo ? 'up' : 'down'} ${Math.abs(score - scoreWeekAgo)} in a week`;
}

export const STATE_WORDS: Readonly<Record<CheckState, string>> = {
  pass: 'Passed',
  warn: 'Look at this',
  fail: 'Failed',
  unknown: 'Did not run',
};

/** What became of a check, after the words for what is so now, in the list of the last week. */
export function changeWords({ from, to }: { readonly from: CheckState; readonly to: CheckState }): string {
  if (to === 'pass') return 'again';
  if (to === 'unknown') return 'no longer seen';
  return from === 'pass' || from === 'unknown' ? 'new' : to === 'fail' ? 'got worse' : 'got better';
}

/** Whether it is better than before, worse, or neither. */
export const direction = ({ from, to }: { readonly from: CheckState; readonly to: CheckState }): number =>
  Math.sign(RANKS[to] - RANKS[from]);
