/** Folders of media, what was found in them, and what could not be read. */
import { Type, type Static } from 'typebox';
import { Id, ItemKind, LibraryKind } from '../lan/schemas.ts';
import { method } from './method.ts';

export const ScanProgress = Type.Object({
  libraryId: Id,
  state: Type.Union([
    Type.Literal('running'),
    Type.Literal('done'),
    Type.Literal('cancelled'),
    Type.Literal('away', { description: 'the folder is not reachable; nothing was changed' }),
    Type.Literal('failed'),
  ]),
  seen: Type.Integer({ description: 'media files met so far' }),
  expected: Type.Union([Type.Integer(), Type.Null()], {
    description: 'media files the scan before knew; null when this is the first, and nobody knows',
  }),
  added: Type.Integer(),
  changed: Type.Integer(),
  removed: Type.Integer(),
  unreadable: Type.Integer(),
  skippedLinks: Type.Integer({ description: 'links leading out of the folder, pipes, devices (MED-11)' }),
  elapsedMs: Type.Integer(),
  message: Type.Union([Type.String(), Type.Null()]),
});
export type ScanProgress = Static<typeof ScanProgress>;

export const LibraryFolder = Type.Object({
  id: Id,
  kind: LibraryKind,
  name: Type.String(),
  path: Type.String(),
  available: Type.Boolean(),
  awayReason: Type.Union([Type.String(), Type.Null()]),
  items: Type.Integer(),
  kinds: Type.Partial(Type.Record(ItemKind, Type.Integer()), {
    description: 'how many of each; none of what is not there',
  }),
  files: Type.Integer(),
  unreadable: Type.Integer(),
  scannedAt: Type.Union([Type.String(), Type.Null()]),
  scan: Type.Union([ScanProgress, Type.Null()]),
});
export type LibraryFolder = Static<typeof LibraryFolder>;

export const library = {
  'library.list': method({
    summary: 'Every library with its folder, counts and running scan',
    input: Type.Object({}),
    output: Type.Object({ libraries: Type.Array(LibraryFolder) }),
    failures: [],
  }),
  'library.add': method({
    summary: 'Add a folder; the scan starts at once',
    input: Type.Object({
      kind: LibraryKind,
      path: Type.String({ minLength: 1, maxLength: 4096 }),
      name: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    }),
    output: Type.Object({ id: Id }),
    failures: ['bad-folder'],
  }),
  'library.rename': method({
    summary: 'Give a library another name; its folder keeps its own',
    input: Type.Object({ id: Id, name: Type.String({ minLength: 1, maxLength: 60 }) }),
    output: Type.Object({}),
    failures: ['no-such-library', 'bad-name'],
  }),
  'library.remove': method({
    summary: 'Take a folder out of Holdfast; files and watch history stay',
    input: Type.Object({ id: Id }),
    output: Type.Object({}),
    failures: ['no-such-library'],
  }),
  'library.scan': method({
    summary: 'Look for new, changed and removed files',
    input: Type.Object({ id: Id }),
    output: Type.Object({}),
    failures: ['no-such-library', 'worker-away'],
  }),
  'library.cancelScan': method({
    summary: 'Stop a running scan; what it found stays',
    input: Type.Object({ id: Id }),
    output: Type.Object({}),
    failures: ['no-such-library', 'worker-away'],
  }),
  'library.unreadable': method({
    summary: 'Files that could not be read, and why, in the order of their paths',
    input: Type.Object({
      id: Id,
      after: Type.Optional(Type.String({ maxLength: 4096, description: 'go on behind this path' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    }),
    output: Type.Object({
      files: Type.Array(Type.Object({ path: Type.String(), code: Type.String(), message: Type.String() })),
      total: Type.Integer(),
      next: Type.Union([Type.String(), Type.Null()], { description: 'give it as after for more' }),
    }),
    failures: ['no-such-library'],
  }),
  'library.find': method({
    summary: 'Films, shows and albums whose titles hold every word of a text, best first',
    input: Type.Object({ text: Type.String({ maxLength: 200 }) }),
    output: Type.Object({
      titles: Type.Array(
        Type.Object({
          id: Id,
          kind: ItemKind,
          title: Type.String(),
          year: Type.Union([Type.Integer(), Type.Null()]),
        }),
      ),
    }),
    failures: [],
  }),
  'library.newest': method({
    summary: 'What was found last, newest first: titles, not their episodes or tracks',
    input: Type.Object({ id: Id, limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })) }),
    output: Type.Object({
      items: Type.Array(
        Type.Object({
          id: Id,
          kind: ItemKind,
          title: Type.String(),
          year: Type.Union([Type.Integer(), Type.Null()]),
        }),
      ),
    }),
    failures: ['no-such-library'],
  }),
};
