import { Segment } from '../../../ui/segment.tsx';

const DAY_MS = 86_400_000;
/** How long before the closing; a week unless more is asked for (INC-05). */
const SPANS = {
  day: { label: 'Day', ms: DAY_MS },
  week: { label: 'Week', ms: 7 * DAY_MS },
  month: { label: 'Month', ms: 30 * DAY_MS },
  everything: { label: 'All', ms: Number.POSITIVE_INFINITY },
} as const;
export type Span = keyof typeof SPANS;

/** The moment a span begins at, ISO 8601. @param lockedAt ISO 8601. */
export const sinceOf = (span: Span, lockedAt: string): string =>
  new Date(Math.max(0, Date.parse(lockedAt) - SPANS[span].ms)).toISOString();

export const spanWords = (span: Span): string =>
  span === 'everything' ? 'since the record begins' : `in the ${span} before the house was closed`;

export type SpanChoice = {
  readonly span: Span;
  /** What the answer on the page is about; while another is read, not yet the chosen one. */
  readonly told: Span;
  readonly onSpan: (span: Span) => void;
};

/** How far back the record is told. */
export const SpanPicker = ({ span, onSpan }: Omit<SpanChoice, 'told'>) => (
  <Segment
    label="How far back"
    choices={Object.entries(SPANS).map(([value, { label }]) => ({ value: value as Span, label }))}
    value={span}
    onChoose={onSpan}
  />
);
