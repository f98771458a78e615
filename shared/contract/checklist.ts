/** What is safe and what is not: looked at from outside, mended with a button, accepted for a while, exported. */
import { Type, type Static } from 'typebox';
import { Moment } from '../lan/schemas.ts';
import { method } from './method.ts';

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

export const CheckState = Type.Union([
  Type.Literal('pass'),
  Type.Literal('warn'),
  Type.Literal('fail'),
  Type.Literal('unknown', { description: 'it could not be looked at: never as good as a pass' }),
]);
export type CheckState = Static<typeof CheckState>;

export const CheckGroup = Type.Union([
  Type.Literal('accounts'),
  Type.Literal('network'),
  Type.Literal('web'),
  Type.Literal('media'),
  Type.Literal('keys'),
  Type.Literal('backups'),
  Type.Literal('records'),
  Type.Literal('computer'),
  Type.Literal('emergency'),
]);
export type CheckGroup = Static<typeof CheckGroup>;

const CheckId = Type.String({ pattern: '^[A-Z]{2,5}-[0-9]{2}$', description: 'the requirement a check stands for' });

export const CheckEntry = Type.Object({
  id: CheckId,
  group: CheckGroup,
  title: Type.String({ description: 'what is so in the state it was found in: of a red one, what is wrong' }),
  severity: Type.Union([Type.Literal('critical'), Type.Literal('high'), Type.Literal('medium'), Type.Literal('low')]),
  why: Type.String({ description: 'what could happen when it does not pass' }),
  state: CheckState,
  evidence: Type.String({ description: 'what was seen, or why nothing could be' }),
  checkedAt: Nullable(Moment),
  since: Nullable(Type.String({ format: 'date-time', description: 'in this state since' })),
  history: Type.Array(Type.Object({ state: CheckState, since: Moment, until: Moment }), {
    description: 'newest first',
  }),
  fix: Nullable(
    Type.Object({
      label: Type.String({ description: 'for the button' }),
      effect: Type.String({ description: 'what it does, before it is pressed' }),
      undoable: Type.Boolean(),
    }),
  ),
  mendedAt: Nullable(Type.String({ format: 'date-time', description: 'what was mended then can be undone' })),
  accepted: Nullable(Type.Object({ until: Moment, reason: Type.String(), acceptedAt: Moment })),
});
export type CheckEntry = Static<typeof CheckEntry>;

export const Checklist = Type.Object({
  checks: Type.Array(CheckEntry),
  score: Nullable(Type.Integer({ minimum: 0, maximum: 100, description: 'null until it was looked at once' })),
  scoreWeekAgo: Nullable(Type.Integer()),
  checkedAt: Nullable(Moment),
  tookMs: Nullable(Type.Integer()),
  running: Type.Boolean(),
  changes: Type.Array(
    Type.Object({ id: CheckId, title: Type.String(), from: CheckState, to: CheckState, at: Moment }),
    { description: 'of the last seven days, newest first' },
  ),
});
export type Checklist = Static<typeof Checklist>;

const ById = Type.Object({ id: CheckId });
const One = Type.Object({ check: CheckEntry });

export const checklist = {
  'checklist.list': method({
    summary: 'What every check last found, the score, and what changed within a week',
    input: Type.Object({}),
    output: Checklist,
    failures: [],
  }),
  'checklist.run': method({
    summary: 'Look at everything now, from outside; takes less than 20 s',
    input: Type.Object({}),
    output: Checklist,
    failures: ['not-set-up'],
  }),
  'checklist.fix': method({
    summary: 'Mend what a check found, then look again',
    input: ById,
    output: One,
    failures: ['not-set-up', 'no-such-check', 'no-fix', 'nothing-to-mend', 'not-mended'],
  }),
  'checklist.undo': method({
    summary: 'Bring back what was there before a check was mended',
    input: ById,
    output: One,
    failures: ['not-set-up', 'no-such-check', 'nothing-to-undo', 'not-undone'],
  }),
  'checklist.accept': method({
    summary: 'Accept a risk for a while, with a reason; null for the moment takes that back',
    input: Type.Object({
      id: CheckId,
      untilMs: Nullable(Type.Integer({ minimum: 0, description: 'ms since 1970, at most 90 days ahead' })),
      reason: Type.Optional(Type.String({ minLength: 3, maxLength: 300 })),
    }),
    output: One,
    failures: ['no-such-check', 'bad-moment', 'no-reason', 'nothing-to-accept'],
  }),
  'checklist.export': method({
    summary: 'The whole checklist as a text to keep or send',
    input: Type.Object({ format: Type.Union([Type.Literal('markdown'), Type.Literal('json')]) }),
    output: Type.Object({ fileName: Type.String(), text: Type.String() }),
    failures: [],
  }),
};
