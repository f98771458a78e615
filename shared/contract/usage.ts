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

export const usage = {
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
