/** What Holdfast takes of this computer. */
import { Type, type Static } from 'typebox';
import { Moment } from '../lan/schemas.ts';
import { method } from './method.ts';

const Figure = (description: string) => Type.Union([Type.Number({ minimum: 0 }), Type.Null()], { description });

export const UsageSample = Type.Object({
  at: Moment,
  processor: Figure('share of all cores, 0 to 1; null where it could not be measured'),
  memoryBytes: Figure('of all processes of Holdfast; what they share is counted in each'),
  sentBps: Figure('bits a second to devices in the home; null while nothing is served'),
});
export type UsageSample = Static<typeof UsageSample>;

const HourFigure = (description: string) =>
  Type.Union(
    [
      Type.Object({
        average: Type.Number({ minimum: 0 }),
        peak: Type.Number({ minimum: 0 }),
        peakAt: Moment,
      }),
      Type.Null({ description: 'nothing was measured in this hour' }),
    ],
    { description },
  );

export const UsageHour = Type.Object({
  at: Moment,
  processor: HourFigure('in percent of the cores Holdfast is to take at most'),
  memory: HourFigure('in bytes, of all processes of Holdfast; what they share is counted in each'),
});
export type UsageHour = Static<typeof UsageHour>;

export const UsageWeek = Type.Object({
  hours: Type.Array(UsageHour, { description: '168, oldest first; the last one is the hour that runs' }),
  allowed: Type.Object({ cores: Type.Integer(), memoryBytes: Type.Integer() }),
});
export type UsageWeek = Static<typeof UsageWeek>;

export const usage = {
  'usage.week': method({
    summary: 'Processor and memory of the last seven days, hour by hour, beside what Holdfast is to take at most',
    input: Type.Object({}),
    output: UsageWeek,
    failures: [],
  }),
  'system.usage': method({
    summary: 'Processor, memory and network of the last hour, all processes of Holdfast together',
    input: Type.Object({}),
    output: Type.Object({
      everyMs: Type.Integer(),
      samples: Type.Array(UsageSample, { description: 'oldest first, as far back as Holdfast runs' }),
    }),
    failures: [],
  }),
};
