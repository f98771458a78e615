/** First run: the owner's account, the first folders, who may connect. Closed for good once an owner exists. */
import { Type, type Static } from 'typebox';
import { LibraryKind } from '../lan/schemas.ts';
import { method } from './method.ts';

export const AccessRule = Type.Union([
  Type.Object({ kind: Type.Literal('this-computer') }),
  Type.Object({ kind: Type.Literal('home') }),
  Type.Object({ kind: Type.Literal('custom'), cidrs: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 64 }) }),
]);
export type AccessRule = Static<typeof AccessRule>;

const FolderPath = Type.String({ minLength: 1, maxLength: 4096 });
/** More are added later, on a page made for many. */
const MOST_FOLDERS = 32;

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
  'setup.lookIntoFolder': method({
    summary: 'Whether a folder can be played from, and what seems to be in it, by the names of its files',
    input: Type.Object({
      path: FolderPath,
      besides: Type.Array(FolderPath, { maxItems: MOST_FOLDERS, description: 'folders that were chosen already' }),
    }),
    output: Type.Object({
      path: Type.String({ description: 'where it really is, links followed' }),
      videos: Type.Integer(),
      tracks: Type.Integer(),
      pictures: Type.Integer(),
      isWhole: Type.Boolean({ description: 'false: there is more than was counted' }),
      kind: Type.Union([LibraryKind, Type.Null()], { description: 'null: nothing in it plays or shows' }),
    }),
    failures: ['already-done', 'bad-folder'],
  }),
  'setup.complete': method({
    summary: 'Create the owner, open the house, and start scanning the first folders',
    input: Type.Object({
      serverName: Type.String({ minLength: 1, maxLength: 60 }),
      ownerName: Type.String({ minLength: 1, maxLength: 64 }),
      password: Type.String({ minLength: 1, maxLength: 4096 }),
      folders: Type.Optional(
        Type.Array(Type.Object({ kind: LibraryKind, path: FolderPath }), { maxItems: MOST_FOLDERS }),
      ),
      access: AccessRule,
    }),
    output: Type.Object(Served),
    failures: ['already-done', 'weak-password', 'bad-name', 'bad-folder', 'bad-cidr'],
  }),
};
