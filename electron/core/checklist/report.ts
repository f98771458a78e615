import { GROUPS, type Group, type State } from './check.ts';

/** Headings for people, one for each group. */
export const GROUP_TITLES: Readonly<Record<Group, string>> = {
  accounts: 'Accounts and sign-in',
  network: 'Network',
  web: 'What the server answers',
  media: 'Media and files',
  keys: 'Keys',
  backups: 'Backups and recovery',
  records: 'Records',
  computer: 'This computer',
  emergency: 'When something happens',
};

const WORDS: Readonly<Record<State, string>> = {
  pass: 'passed',
  warn: 'look at this',
  fail: 'failed',
  unknown: 'did not run',
};

export type ReportEntry = {
  readonly id: string;
  readonly group: Group;
  readonly title: string;
  readonly severity: string;
  readonly why: string;
  readonly state: State;
  readonly evidence: string;
  readonly checkedAt: string | null;
  readonly accepted: { readonly until: string; readonly reason: string } | null;
};

/** The checklist as Markdown: for a helper to read, or to keep and compare. */
export function markdownReport(report: {
  readonly serverName: string;
  readonly version: string;
  readonly madeAt: string;
  readonly checkedAt: string | null;
  readonly score: number | null;
  readonly checks: readonly ReportEntry[];
}): string {
  const { checks } = report;
  const number = (state: State) => checks.filter((check) => check.state === state).length;
  const lines = [
    `# Security of ${plain(report.serverName)}`,
    '',
    `Holdfast ${report.version}, written ${report.madeAt}. Checked ${report.checkedAt ?? 'never'}. Score ${report.score ?? 'none'} of 100.`,
    '',
    `${number('pass')} of ${checks.length} passed, ${number('fail')} failed, ${number('warn')} to look at, ${number('unknown')} did not run.`,
  ];
  for (const group of GROUPS) {
    lines.push('', `## ${GROUP_TITLES[group]}`, '');
    for (const check of checks.filter((one) => one.group === group)) {
      lines.push(
        `- **${check.title}** (${check.id}, ${check.severity}): ${WORDS[check.state]}. ${plain(check.evidence)}`,
      );
      if (check.state !== 'pass') lines.push(`  ${check.why}`);
      if (check.accepted !== null)
        lines.push(`  Accepted until ${check.accepted.until}: ${plain(check.accepted.reason)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Names and paths are text, also where they look like Markdown. */
const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll(/([\\`*_[\]<>#|])/g, '\\$1');
