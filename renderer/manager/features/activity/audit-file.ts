import type { AuditEntry } from './event-words.ts';

/** A spreadsheet would run a cell that begins so as a formula, and what people on the LAN sent is in these. */
const FORMULA = /^[=+\-@\t\r]/;

const cell = (text: string): string => `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

/** Entries as CSV (RFC 4180), one a line under a head. */
export function auditCsv(entries: readonly AuditEntry[]): string {
  const lines = entries.map(({ seq, at, actor, event, detail }) =>
    [String(seq), at, actor, event, JSON.stringify(detail)].map(cell).join(','),
  );
  return [['seq', 'at', 'actor', 'event', 'detail'].map(cell).join(','), ...lines, ''].join('\r\n');
}

export const auditJson = (entries: readonly AuditEntry[]): string => `${JSON.stringify(entries, null, 2)}\n`;
