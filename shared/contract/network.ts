/** Which addresses we answer on and to whom. */
import { Type, type Static } from 'typebox';
import { Id, Moment } from '../lan/schemas.ts';
import { method } from './method.ts';
import { AccessRule } from './setup.ts';

export const RangeFacts = Type.Object({
  cidr: Type.String(),
  devices: Type.Number({ description: 'addresses a device can have in it' }),
  kind: Type.Union([
    Type.Literal('this-computer', { description: 'always let in' }),
    Type.Literal('home', { description: 'private addresses, of the size of a home' }),
    Type.Literal('wide', { description: 'private addresses, more than any home has' }),
    Type.Literal('public', { description: 'addresses of the internet' }),
  ]),
  narrower: Type.Union([Type.String(), Type.Null()], {
    description: "this computer's own network inside a range that is too wide",
  }),
});
export type RangeFacts = Static<typeof RangeFacts>;

/** An address and who was seen there, for people to know whose device it is. */
const SeenAt = {
  address: Type.String(),
  seen: Type.Array(Type.Object({ name: Type.String(), device: Type.String() }), {
    description: 'accounts that were signed in from there, newest first; none when nobody ever was',
  }),
};

export const CutOff = Type.Object({ ...SeenAt, isOwner: Type.Boolean({ description: 'an owner is signed in there' }) });
export type CutOff = Static<typeof CutOff>;

export const PortEntry = Type.Object({
  address: Type.String({ description: '0.0.0.0 and :: are every address of this computer' }),
  port: Type.Integer(),
  reach: Type.Union([
    Type.Literal('network', { description: 'other devices can knock there' }),
    Type.Literal('this-computer'),
  ]),
  isOurs: Type.Boolean(),
  program: Type.Union([Type.String(), Type.Null()], { description: 'null: the system does not tell' }),
  pid: Type.Union([Type.Integer(), Type.Null()]),
  purpose: Type.Union([Type.String(), Type.Null()], { description: 'one sentence; null: not known' }),
});
export type PortEntry = Static<typeof PortEntry>;

export const network = {
  'network.get': method({
    summary: 'The access rule, the networks it means now, where we answer, names we answer to, and bans',
    input: Type.Object({}),
    output: Type.Object({
      access: AccessRule,
      networks: Type.Array(Type.String()),
      ranges: Type.Array(RangeFacts, { description: 'the same networks, with what they mean' }),
      served: Type.Array(
        Type.Object({
          url: Type.String(),
          address: Type.String(),
          interface: Type.Union([Type.String(), Type.Null()], { description: 'as the system names it' }),
        }),
        { description: 'best first; none while nothing is served' },
      ),
      hostNames: Type.Array(Type.String()),
      ownNames: Type.Array(Type.String(), { description: 'of this computer; always answered to' }),
      bans: Type.Array(Type.Object({ ...SeenAt, bannedAt: Moment, until: Moment, reason: Type.String() })),
    }),
    failures: [],
  }),
  'network.preview': method({
    summary: 'What a rule would mean: how many devices it lets in, and who is signed in now and would be cut off',
    input: Type.Object({ access: AccessRule }),
    output: Type.Object({ ranges: Type.Array(RangeFacts), cutOff: Type.Array(CutOff) }),
    failures: ['bad-cidr'],
  }),
  'network.setAccess': method({
    summary: 'Choose who may connect; connections outside are cut at once',
    input: Type.Object({
      access: AccessRule,
      cutOff: Type.Optional(
        Type.Boolean({ description: 'also when somebody who is signed in now could not come back' }),
      ),
    }),
    output: Type.Object({ networks: Type.Array(Type.String()) }),
    failures: ['bad-cidr', 'cuts-off'],
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
  'network.connected': method({
    summary: 'Devices that are signed in and were heard of within the last quarter of an hour',
    input: Type.Object({}),
    output: Type.Object({
      devices: Type.Array(
        Type.Object({ id: Id, name: Type.String(), device: Type.String(), address: Type.String(), lastSeenAt: Moment }),
        { description: 'heard of last comes first; a device two people share is there for each' },
      ),
    }),
    failures: [],
  }),
  'network.ports': method({
    summary: 'What listens on this computer: where, which program, what for',
    input: Type.Object({}),
    output: Type.Object({
      isObserved: Type.Boolean({
        description: 'read from the system; else it is only what Holdfast itself has opened',
      }),
      ports: Type.Array(PortEntry, { description: 'what other devices can reach first' }),
    }),
    failures: [],
  }),
};
