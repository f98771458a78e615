/** What every measurement of the benchmark is made of: its settings, its figures, its line in the table. */

export type Settings = {
  /** A folder that is gone when the benchmark ends. */
  readonly temp: string;
  /** Films in the tree that is scanned. */
  readonly files: number;
  /** Rounds of ours and theirs in turn; the median of them counts. */
  readonly rounds: number;
  /** How long one round of reading lasts (ms). */
  readonly readingMs: number;
  /** The file that is read (bytes). */
  readonly playedBytes: number;
  /** The database that is backed up (bytes). */
  readonly databaseBytes: number;
  /** Says what is going on. */
  readonly say: (line: string) => void;
};

/** One line of the table. Figures are text with their unit; `met` is null without a goal, or without anything to
 * compare with. */
export type Row = {
  readonly id: string;
  readonly what: string;
  readonly ours: string;
  readonly baseline: string;
  readonly ratio: string;
  readonly goal: string;
  readonly met: boolean | null;
};

export type Measurement = {
  /** The goals of PERFORMANCE it measures; one run gives them all. */
  readonly ids: readonly string[];
  readonly run: (settings: Settings) => Promise<Row[]>;
};

export type Goal = { readonly is: 'at least' | 'at most'; readonly ratio: number };

/** Figures of both, of alternating rounds. `theirs` is null when the other program is not installed. */
export type Compared = { readonly ours: readonly number[]; readonly theirs: readonly number[] | null };

/** The middle value, or the mean of the two in the middle; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The smallest value that `share` of the values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1]!;
}

/**
 * A line for a ratio of ours to theirs.
 *
 * @param line `goal` null is for a figure that is only shown.
 * @param show a figure with its unit.
 */
export function compare(
  line: { readonly id: string; readonly what: string; readonly goal: Goal | null },
  figures: Compared,
  show: (value: number) => string,
): Row {
  const { id, what, goal } = line;
  const goalText = goal === null ? '' : `${goal.is === 'at least' ? '≥' : '≤'} ${goal.ratio}×`;
  const ours = median(figures.ours);
  if (figures.theirs === null)
    return { id, what, ours: show(ours), baseline: 'baseline missing', ratio: '', goal: goalText, met: null };
  const theirs = median(figures.theirs);
  const ratio = ours / theirs;
  const met = goal && (goal.is === 'at least' ? ratio >= goal.ratio : ratio <= goal.ratio);
  return {
    id,
    what,
    ours: show(ours),
    baseline: show(theirs),
    ratio: `${ratio.toFixed(ratio < 0.1 ? 3 : 2)}×`,
    goal: goalText,
    met,
  };
}

/** The table as text, one line a row. */
export function table(rows: readonly Row[]): string {
  const lines = [
    ['id', 'what', 'ours', 'baseline', 'ratio', 'goal', ''],
    ...rows.map(({ id, what, ours, baseline, ratio, goal, met }) => [
      id,
      what,
      ours,
      baseline,
      ratio,
      goal,
      met === null ? '' : met ? 'met' : 'not yet',
    ]),
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    ) // prettier-ignore
    .join('\n');
}
