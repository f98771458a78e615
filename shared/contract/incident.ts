/** Closing the house and opening it again. */
import { Type, type Static } from 'typebox';
import { Moment } from '../lan/schemas.ts';
import { method } from './method.ts';

/** What became of the process that faces the LAN when the house was closed. */
export const ServerOutcome = Type.Union([
  Type.Literal('closed', { description: 'it answered that nothing listens any more' }),
  Type.Literal('killed', { description: 'it did not answer in time and was ended' }),
  Type.Literal('was-not-running'),
]);
export type ServerOutcome = Static<typeof ServerOutcome>;

export const incident = {
  'incident.lockDown': method({
    summary: 'Cut every LAN client off and keep it so until release; safe to repeat',
    input: Type.Object({ reason: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) }),
    output: Type.Object({
      lockedAt: Moment,
      server: ServerOutcome,
      recorded: Type.Boolean({ description: 'false while the incident could not be written yet; it is retried' }),
    }),
    failures: ['server-unstoppable'],
  }),
  'incident.release': method({
    summary: "Open again, or try again to serve a house that is open; needs an owner's password",
    input: Type.Object({
      ownerName: Type.Optional(Type.String({ maxLength: 64 })),
      password: Type.String({ minLength: 1, maxLength: 4096 }),
    }),
    output: Type.Object({ addresses: Type.Array(Type.String()) }),
    failures: ['not-locked', 'wrong-password', 'not-set-up', 'not-started', 'port-taken'],
  }),
};
