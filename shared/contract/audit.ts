/** Who did what: the append-only record and its check. */
import { Type } from 'typebox';
import { Moment } from '../lan/schemas.ts';
import { method } from './method.ts';

const Seq = Type.Integer({ minimum: 1, description: 'number of an entry' });

export const audit = {
  'audit.list': method({
    summary: 'Entries of the audit, newest first, by who, what, when or any text',
    input: Type.Object({
      actor: Type.Optional(Type.String({ maxLength: 200 })),
      event: Type.Optional(
        Type.String({ maxLength: 100, description: 'one event, or its first word: sign-in means all of sign-in.…' }),
      ),
      text: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
      from: Type.Optional(Moment),
      until: Type.Optional(Moment),
      before: Type.Optional(Seq),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    }),
    output: Type.Object({
      entries: Type.Array(
        Type.Object({
          seq: Seq,
          at: Moment,
          actor: Type.String(),
          event: Type.String(),
          detail: Type.Record(Type.String(), Type.Unknown()),
        }),
      ),
      next: Type.Union([Seq, Type.Null()], {
        description: 'give it as before for what is further back; a page may be empty while there is more',
      }),
    }),
    failures: ['bad-moment'],
  }),
  'audit.requests': method({
    summary: 'Requests from the network, newest first, by method, status, address or time',
    input: Type.Object({
      changing: Type.Optional(
        Type.Boolean({ description: 'those alone that change something: POST, PUT, PATCH, DELETE' }),
      ),
      statuses: Type.Optional(Type.Array(Type.Integer({ minimum: 100, maximum: 599 }), { maxItems: 20 })),
      address: Type.Optional(Type.String({ maxLength: 100 })),
      from: Type.Optional(Moment),
      until: Type.Optional(Moment),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    }),
    output: Type.Object({
      requests: Type.Array(
        Type.Object({
          time: Moment,
          requestId: Type.String({ description: 'the one its answer carried' }),
          method: Type.String(),
          route: Type.Union([Type.String(), Type.Null()], { description: 'null: no route of ours' }),
          status: Type.Union([Type.Integer(), Type.Null()], { description: 'null: the client left before the answer' }),
          address: Type.String(),
          ms: Type.Integer(),
        }),
      ),
      isMore: Type.Boolean({ description: 'older ones fit as well: narrow the time' }),
    }),
    failures: ['bad-moment'],
  }),
  'audit.verify': method({
    summary: 'Check every entry of the audit; names the first one that was tampered with',
    input: Type.Object({}),
    output: Type.Object({
      entries: Type.Integer({ description: 'found whole' }),
      first: Type.Union([Seq, Type.Null()]),
      head: Type.Union([Type.Object({ seq: Seq, hash: Type.String() }), Type.Null()]),
      seals: Type.Union([
        Type.Literal('checked'),
        Type.Literal('no-key', {
          description: 'hashes alone were checked: a forger who computes all anew is not found',
        }),
      ]),
      oldKeyThrough: Type.Union([Seq, Type.Null()], {
        description: 'sealed with a key that is gone, up to this entry',
      }),
      broken: Type.Union([
        Type.Object({
          seq: Type.Integer(),
          problem: Type.Union([
            Type.Literal('changed'),
            Type.Literal('not-ours'),
            Type.Literal('missing'),
            Type.Literal('added'),
            Type.Literal('end-not-ours'),
            Type.Literal('checkpoint-not-ours'),
          ]),
        }),
        Type.Null(),
      ]),
    }),
    failures: [],
  }),
};
