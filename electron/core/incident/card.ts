import { existsSync, readFileSync } from 'node:fs';
import type { EmergencyCard } from '../../../shared/contract/incident.ts';
import { writeFileAtomically } from '../kernel/index.ts';

/** Each field under its heading, so that the file reads well when nothing of ours runs. */
const HEADINGS = {
  helper: 'Who can help',
  provider: 'Internet provider',
  router: 'How to turn off port forwarding on the router',
  backups: 'Where the offline backups and the recovery kit are',
} as const satisfies Record<keyof EmergencyCard, string>;
const FIELDS = Object.keys(HEADINGS) as (keyof EmergencyCard)[];
const MARK = '== ';

const FIRST_AID = [
  'Holdfast emergency card',
  '',
  'If somebody is in: pull the network cable of this computer, or click Lock down. Without a window: npx holdfast lock',
];

/** Keep the card as plain text outside every database (INC-16). */
export function saveCard(path: string, card: EmergencyCard): void {
  const sections = FIELDS.flatMap((field) => ['', `${MARK}${HEADINGS[field]}`, ...inside(card[field])]);
  writeFileAtomically(path, `${[...FIRST_AID, ...sections].join('\n')}\n`);
}

/** What was filled in, also by hand in the file itself; empty where nothing is. */
export function readCard(path: string): EmergencyCard {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split(/\r?\n/) : [];
  const section = (field: keyof EmergencyCard): string => {
    const start = lines.indexOf(`${MARK}${HEADINGS[field]}`);
    if (start < 0) return '';
    const end = lines.findIndex((line, at) => at > start && line.startsWith(MARK));
    return lines
      .slice(start + 1, end < 0 ? undefined : end)
      .join('\n')
      .trim();
  };
  return { helper: section('helper'), provider: section('provider'), router: section('router'), backups: section('backups') }; // prettier-ignore
}

/** A line that looks like a heading is moved in, so that it stays within its field. */
const inside = (text: string): string[] =>
  text.split(/\r?\n/).map((line) => (line.startsWith(MARK) ? ` ${line}` : line));
