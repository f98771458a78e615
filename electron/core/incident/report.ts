import type { CutConnection, IncidentState } from '../../../shared/contract/incident.ts';
import { connectionInWords } from './connected.ts';
import type { Difference } from './differences.ts';
import type { Exposure } from './exposure.ts';
import type { FileChanges } from './file-changes.ts';
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
  /** null: nothing was listening, or nobody can tell. */
  readonly connected: readonly CutConnection[] | null;
  /** null: not looked at yet. */
  readonly files: FileChanges | null;
  /** null: the databases cannot be read. */
  readonly exposure: Exposure | null;
  /** What this version does not look at, so that nobody takes silence for a good sign. */
  readonly notLookedAt: readonly string[];
};

export const NOT_LOOKED_AT: readonly string[] = [
  'Whether program files are the ones that were shipped: their hashes are in the evidence, to compare by hand.',
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
    ...section('Who was connected', (report.connected ?? []).map((one) => `- ${plain(connectionInWords(one))}`), report.connected === null ? 'Nobody can tell, or nothing was listening.' : 'Nobody.'), // prettier-ignore
    ...section('Evidence', report.evidence === null ? [] : [`- ${report.evidence.file}`, `- SHA-256 ${report.evidence.sha256}`], 'None was kept yet.'), // prettier-ignore
    ...section('What happened', report.story.map(({ at, text, isSuspicious }) => `- ${at}${isSuspicious ? ' **!**' : ''} ${plain(text)}`), 'Nothing is on the record.'), // prettier-ignore
    ...section('Suspicious addresses', report.addresses.map(({ address, isNew, failures, signIns }) => `- ${address}${isNew ? ' (new)' : ''}: ${failures} wrong passwords, ${signIns} sign-ins`), 'None.'), // prettier-ignore
    ...section('Since the last good backup', report.differences.map(({ text, decision, decidedBy }) => `- ${plain(text)} ${decision === null ? 'Not decided.' : `${decision === 'keep' ? 'Kept' : 'Undone'} (${plain(decidedBy ?? '')}).`}`), 'Nothing differs, or there was no backup.'), // prettier-ignore
    ...section('Files that are not as they were', filesInWords(report.files), report.files === null ? 'Not looked at yet.' : 'None.'), // prettier-ignore
    ...section('What was within reach', exposureInWords(report.exposure), 'The databases cannot be read.'),
    ...section('Reopened', report.reopened.map(({ at, stage, by, override }) => `- ${at} ${stage} by ${plain(by)}${override === null ? '' : `, although something spoke against it: ${plain(override)}`}`), 'Not yet.'), // prettier-ignore
    ...section(
      'Not looked at',
      [...report.notLookedAt, ...(report.files?.notLookedAt ?? [])].map((text) => `- ${plain(text)}`),
      '',
    ),
    ...(report.exposure?.accounts ?? []).flatMap(({ name, letter }) => [
      `## To tell ${plain(name)}`,
      '',
      ...letter.split('\n').map((line) => `    ${line}`), // as it is, to copy
      '',
    ]),
  ].join('\n');
}

const filesInWords = (files: FileChanges | null): string[] => [
  ...(files?.changes ?? []).map(({ at, text }) => `- ${at ?? ''} ${plain(text)}`),
  ...(files !== null && files.more > 0 ? [`- and ${files.more} more`] : []),
];

function exposureInWords(exposure: Exposure | null): string[] {
  if (exposure === null) return [];
  const { accounts, libraries, addresses, kept } = exposure;
  return [
    ...accounts.map(({ name, role, passwordHashes, devices, addresses: at, watched, sees }) => `- ${plain(name)} (${role}): ${passwordHashes} password hashes; devices ${plain(devices.join(', ') || 'none')}; addresses ${at.join(', ') || 'none'}; ${watched} titles watched or marked; may see ${plain(sees.join(', ') || 'nothing')}`), // prettier-ignore
    ...libraries.map(({ name, path, titles }) => `- Library ${plain(name)}: ${titles} titles in ${plain(path)}`),
    `- Addresses of devices: ${addresses.join(', ') || 'none'}`,
    ...kept.map((text) => `- Not within reach: ${plain(text)}`),
  ];
}

const NOW: Readonly<Record<IncidentState['stage'], string>> = {
  closed: 'the house is closed.',
  computer: 'the house is open on this computer alone.',
  home: 'the house is open again.',
};

/** What somebody typed, also a stranger, must not become markup. */
const plain = (text: string): string => text.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[\\`*_[\]<>#|]/g, '\\$&');
