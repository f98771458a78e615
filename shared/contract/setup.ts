/** First run: the owner's account, the first folder, who may connect. Closed for good once an owner exists. */
import { Type, type Static } from 'typebox';
import { method } from './method.ts';

export const AccessRule = Type.Union([
  Type.Object({ kind: Type.Literal('this-computer') }),
  Type.Object({ kind: Type.Literal('home') }),
  Type.Object({ kind: Type.Literal('custom'), cidrs: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 64 }) }),
]);
export type AccessRule = Static<typeof AccessRule>;

/** What a house that is set up serves. */
const Served = {
  addresses: Type.Array(Type.String(), { description: 'URLs to open, best first; none while nothing is served' }),
  problem: Type.Union([Type.String(), Type.Null()], {
    description: 'why nothing is served, in a sentence; a port that is taken is used by itself once it is free',
  }),
};

export const setup = {
  'setup.state': method({
    summary: 'Whether set-up is still to be done, and what the choices mean on this computer',
    input: Type.Object({}),
    output: Type.Object({
      needed: Type.Boolean(),
      homeNetworks: Type.Array(Type.String(), { description: 'CIDRs that "my home" stands for right now' }),
      suggestedServerName: Type.String(),
      ...Served,
    }),
    failures: [],
  }),
  'setup.complete': method({
    summary: 'Create the owner, open the house, and start scanning the first folder',
    input: Type.Object({
      serverName: Type.String({ minLength: 1, maxLength: 60 }),
      ownerName: Type.String({ minLength: 1, maxLength: 64 }),
      password: Type.String({ minLength: 1, maxLength: 4096 }),
      folder: Type.Union([Type.String({ minLength: 1, maxLength: 4096 }), Type.Null()]),
      access: AccessRule,
    }),
    output: Type.Object(Served),
    failures: ['already-done', 'weak-password', 'bad-name', 'bad-folder', 'bad-cidr'],
  }),
};
