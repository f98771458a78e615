export type ReportFormat = 'markdown' | 'json';

export const REPORT_FORMATS: readonly {
  readonly value: ReportFormat;
  readonly label: string;
  readonly detail: string;
}[] = [
  { value: 'markdown', label: 'To read or send', detail: 'Markdown' },
  { value: 'json', label: 'For a program', detail: 'JSON' },
];

export const REPORT_TYPES: Readonly<Record<ReportFormat, string>> = {
  markdown: 'text/markdown',
  json: 'application/json',
};
