/** The maintenance calendar: what is to be done when, what was done, and what Holdfast does of it by itself. */
import { Type, type Static } from 'typebox';
import { Moment } from '../lan/schemas.ts';
import { method } from './method.ts';

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

export const MaintenanceId = Type.Union([
  Type.Literal('MNT-01'),
  Type.Literal('MNT-02'),
  Type.Literal('MNT-03'),
  Type.Literal('MNT-04'),
  Type.Literal('MNT-05'),
  Type.Literal('MNT-06'),
  Type.Literal('MNT-07'),
  Type.Literal('MNT-08'),
  Type.Literal('MNT-09'),
  Type.Literal('MNT-10'),
  Type.Literal('MNT-11'),
  Type.Literal('MNT-12'),
  Type.Literal('MNT-13'),
  Type.Literal('MNT-14'),
  Type.Literal('MNT-15'),
  Type.Literal('MNT-16'),
  Type.Literal('MNT-17'),
  Type.Literal('MNT-18'),
  Type.Literal('MNT-19'),
  Type.Literal('MNT-20'),
  Type.Literal('MNT-21'),
  Type.Literal('MNT-22'),
]);
export type MaintenanceId = Static<typeof MaintenanceId>;

export const Every = Type.Union([
  Type.Literal('day'),
  Type.Literal('week'),
  Type.Literal('month'),
  Type.Literal('quarter'),
  Type.Literal('half-year'),
]);
export type Every = Static<typeof Every>;

export const MaintenanceState = Type.Union([
  Type.Literal('done', { description: 'nothing to do yet; also before it was done for the first time' }),
  Type.Literal('soon'),
  Type.Literal('due'),
  Type.Literal('overdue', { description: 'due for a whole period' }),
  Type.Literal('snoozed'),
  Type.Literal('not-in-use', { description: 'what it is about does not exist in this version' }),
]);
export type MaintenanceState = Static<typeof MaintenanceState>;

export const MaintenanceTask = Type.Object({
  id: MaintenanceId,
  every: Every,
  title: Type.String(),
  what: Type.String({ description: 'what to do, in one sentence' }),
  page: Type.String({ description: 'where in the window it is done, e.g. /people' }),
  automatic: Type.String({ description: 'what Holdfast does of it by itself' }),
  state: MaintenanceState,
  dueAt: Nullable(Moment),
  snoozedUntil: Nullable(Moment),
  snoozableUntil: Type.Union([Moment, Type.Null()], {
    description: 'how long it may be put off; null: not (any longer)',
  }),
  notInUse: Type.Union([Type.String(), Type.Null()], { description: 'why there is nothing to do' }),
  lastDone: Nullable(
    Type.Object({
      at: Moment,
      actor: Type.String({ description: 'holdfast: by itself' }),
      evidence: Type.String(),
      note: Nullable(Type.String()),
    }),
  ),
  reportAt: Type.Union([Moment, Type.Null()], {
    description: 'of the newest report that is kept: `maintenance.report`',
  }),
});
export type MaintenanceTask = Static<typeof MaintenanceTask>;

export const MaintenanceSummary = Type.Object({
  at: Moment,
  text: Type.String({ description: 'what was found, in a sentence or two' }),
  points: Type.Array(Type.String(), { description: 'what stands out, most important first' }),
  needsAttention: Type.Boolean(),
});
export type MaintenanceSummary = Static<typeof MaintenanceSummary>;

export const maintenance = {
  'maintenance.list': method({
    summary: 'The maintenance calendar: every task with its due date and when it was last done',
    input: Type.Object({}),
    output: Type.Object({ tasks: Type.Array(MaintenanceTask) }),
    failures: [],
  }),
  'maintenance.summary': method({
    summary: 'What Holdfast can say about a task now; changes nothing',
    input: Type.Object({ id: MaintenanceId }),
    output: MaintenanceSummary,
    failures: ['not-in-use'],
  }),
  'maintenance.done': method({
    summary:
      'Write down that a task was done, with what Holdfast can say about it now; a review of security runs all checks first and keeps the report',
    input: Type.Object({
      id: MaintenanceId,
      note: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    }),
    output: Type.Object({ dueAt: Moment, evidence: Type.String() }),
    failures: ['not-in-use', 'not-set-up'],
  }),
  'maintenance.report': method({
    summary: 'The newest report that was kept when a review of security was done',
    input: Type.Object({
      id: MaintenanceId,
      format: Type.Union([Type.Literal('markdown'), Type.Literal('json')]),
    }),
    output: Type.Object({ at: Moment, fileName: Type.String(), text: Type.String() }),
    failures: ['no-report'],
  }),
  'maintenance.snooze': method({
    summary: 'Put a task off, by seven days at most',
    input: Type.Object({ id: MaintenanceId, untilMs: Type.Integer({ minimum: 0, description: 'ms since 1970' }) }),
    output: Type.Object({ until: Moment }),
    failures: ['not-in-use', 'not-due', 'too-long'],
  }),
};
