import type { IncidentState } from '../../../shared/contract/incident.ts';
import type { Difference } from './differences.ts';
import type { Story } from './story.ts';

export type Report = {
  readonly format: 1;
  readonly serverName: string;
  readonly madeAt: string;
  readonly incident: IncidentState;
  readonly evidence: { readonly file: string; readonly sha256: string } | null;
  readonly differences: readonly (Pick<Difference, 'key' | 'what' | 'about' | 'text'> & {
    readonly decision: 'keep' | 'undo' | null;
    readonly decidedBy: string | null;
  })[];
  readonly story: readonly {
    readonly at: string;
    readonly text: string;
    readonly address: string | null;
    readonly isSuspicious: boolean;
  }[];
  readonly addresses: Story['addresses'];
  readonly reopened: readonly {
    readonly at: string;
    readonly stage: string;
    readonly by: string;
    readonly override: string | null;
  }[];
  /** What this version does not look at, so that nobody takes silence for a good sign. */
  readonly notLookedAt: readonly string[];
};

export const NOT_LOOKED_AT: readonly string[] = [
  'Whether program files are the ones that were shipped: their hashes are in the evidence, to compare by hand.',
  'Whether media files were changed: the worker lists changed files with the next scan.',
];

/** The report as a page for people (INC-13). */
export function reportAsMarkdown(report: Report): string {
  const { incident } = report;
  const section = (title: string, lines: readonly string[], none: string) => [
    `## ${title}`,
    '',
    ...(lines.length === 0 ? [none] : lines),
    '',
  ];
  return [
    `# Incident at ${plain(report.serverName)}, ${incident.lockedAt}`,
    '',
    `Closed by ${plain(incident.actor)}: ${plain(incident.reason)}`,
    `Now: ${NOW[incident.stage]} Report of ${report.madeAt}.`,
    '',
    ...section('What was done', incident.steps.map(({ step, state, text, doneAt }) => `- ${doneAt ?? state} · ${step}: ${plain(text)}`), ''), // prettier-ignore
    ...section('Keys', incident.keys.map(({ name, outcome, text }) => `- ${name}: ${outcome}. ${plain(text)}`), 'Not changed yet.'), // prettier-ignore
    ...section('Evidence', report.evidence === null ? [] : [`- ${report.evidence.file}`, `- SHA-256 ${report.evidence.sha256}`], 'None was kept yet.'), // prettier-ignore
    ...section('What happened', report.story.map(({ at, text, isSuspicious }) => `- ${at}${isSuspicious ? ' **!**' : ''} ${plain(text)}`), 'Nothing is on the record.'), // prettier-ignore
    ...section('Suspicious addresses', report.addresses.map(({ address, isNew, failures, signIns }) => `- ${address}${isNew ? ' (new)' : ''}: ${failures} wrong passwords, ${signIns} sign-ins`), 'None.'), // prettier-ignore
    ...section('Since the last good backup', report.differences.map(({ text, decision, decidedBy }) => `- ${plain(text)} ${decision === null ? 'Not decided.' : `${decision === 'keep' ? 'Kept' : 'Undone'} (${plain(decidedBy ?? '')}).`}`), 'Nothing differs, or there was no backup.'), // prettier-ignore
    ...section('Reopened', report.reopened.map(({ at, stage, by, override }) => `- ${at} ${stage} by ${plain(by)}${override === null ? '' : `, although a check was red: ${plain(override)}`}`), 'Not yet.'), // prettier-ignore
    ...section(
      'Not looked at',
      report.notLookedAt.map((text) => `- ${text}`),
      '',
    ),
  ].join('\n');
}

const NOW: Readonly<Record<IncidentState['stage'], string>> = {
  closed: 'the house is closed.',
  computer: 'the house is open on this computer alone.',
  home: 'the house is open again.',
};

/** What somebody typed, also a stranger, must not become markup. */
const plain = (text: string): string => text.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[\\`*_[\]<>#|]/g, '\\$&');
