/** Which addresses we answer on and to whom. */
import { Type } from 'typebox';
import { method } from './method.ts';
import { AccessRule } from './setup.ts';

export const network = {
  'network.get': method({
    summary: 'The access rule, the networks it means now, names we answer to, and bans',
    input: Type.Object({}),
    output: Type.Object({
      access: AccessRule,
      networks: Type.Array(Type.String()),
      hostNames: Type.Array(Type.String()),
      bans: Type.Array(Type.Object({ address: Type.String(), until: Type.String(), reason: Type.String() })),
    }),
    failures: [],
  }),
  'network.setAccess': method({
    summary: 'Choose who may connect; connections outside are cut at once',
    input: Type.Object({ access: AccessRule }),
    output: Type.Object({ networks: Type.Array(Type.String()) }),
    failures: ['bad-cidr'],
  }),
  'network.setHostNames': method({
    summary: 'Further names this server answers to (its addresses and own name always work)',
    input: Type.Object({ names: Type.Array(Type.String({ pattern: '^[A-Za-z0-9.-]{1,253}$' }), { maxItems: 16 }) }),
    output: Type.Object({}),
    failures: [],
  }),
  'network.liftBan': method({
    summary: 'Let a banned address try again',
    input: Type.Object({ address: Type.String({ maxLength: 64 }) }),
    output: Type.Object({}),
    failures: ['no-such-ban'],
  }),
};
