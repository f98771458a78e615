import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { EncodingJob } from '../../../shared/control/encoding.ts';

const Stream = Type.Integer({ minimum: 0, maximum: 255 });
const Variant = Type.Object(
  {
    width: Type.Integer({ minimum: 2, maximum: 8_192, multipleOf: 2 }),
    height: Type.Integer({ minimum: 2, maximum: 8_192, multipleOf: 2 }),
    // A film of a few still pictures has next to none.
    bitrateBps: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
  },
  { additionalProperties: false },
);
const Copy = Type.Object({ kind: Type.Literal('copy'), stream: Stream }, { additionalProperties: false });
const Job = Type.Object(
  {
    fileId: Type.String({ pattern: '^[0-9a-f]{32}$' }),
    video: Type.Union([
      Type.Null(),
      Copy,
      Type.Object(
        {
          kind: Type.Literal('h264'),
          stream: Stream,
          variants: Type.Array(Variant, { minItems: 1, maxItems: 16 }),
          burnSubtitle: Type.Union([Type.Null(), Stream]),
        },
        { additionalProperties: false },
      ),
    ]),
    audio: Type.Union([
      Type.Null(),
      Copy,
      Type.Object({ kind: Type.Literal('aac'), stream: Stream }, { additionalProperties: false }),
    ]),
    startMs: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }),
  },
  { additionalProperties: false },
);
const validator = Compile(Job);

/** What came over the local socket as a job, or null: an argument list is built from it, so nothing else passes (law 3). */
export function parseJob(body: unknown): EncodingJob | null {
  return validator.Check(body) ? body : null;
}
