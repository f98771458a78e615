/** Films that are converted while they are watched, and what that takes on disk. */
import { Type, type Static } from 'typebox';
import { method } from './method.ts';

export const Cleaned = Type.Object({
  freedBytes: Type.Integer(),
  keptBytes: Type.Integer({ description: 'of films somebody watches now' }),
});
export type Cleaned = Static<typeof Cleaned>;

export const conversions = {
  'conversions.clean': method({
    summary: 'Remove what was made for playing and nobody watches now; it is made again when somebody asks for it',
    input: Type.Object({}),
    output: Cleaned,
    failures: ['worker-away'],
  }),
};
