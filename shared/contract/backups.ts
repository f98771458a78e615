/** Copies of everything Holdfast keeps: making, proving, keeping, restoring them, and the kit that opens them elsewhere. */
import { Type, type Static } from 'typebox';
import { Id, Moment } from '../lan/schemas.ts';
import { method } from './method.ts';

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description });
const Path = Type.String({ minLength: 1, maxLength: 4096 });
const Identity = Type.String({
  pattern: '^AGE-SECRET-KEY-1[A-Z0-9]{58}$',
  description: "the recovery kit's key; without it this computer's own",
});

/** Why a backup could not be made, read or restored; the message says what to do. */
const READ_FAILURES = [
  'no-such-file',
  'not-a-backup',
  'wrong-key',
  'truncated',
  'damaged',
  'hostile',
  'newer',
  'disk-full',
  'place-gone',
  'not-writable',
  'source-damaged',
  'stopped',
  'no-keys',
] as const;

export const BackupEntry = Type.Object({
  id: Id,
  fileName: Type.String(),
  madeAt: Moment,
  sizeBytes: Type.Integer(),
  accounts: Type.Integer(),
  items: Type.Integer(),
  progress: Type.Integer(),
  copies: Type.Array(
    Type.Object({
      path: Type.String(),
      place: Type.Union([Type.Literal('own'), Type.Literal('second')]),
      provenAt: Nullable(Moment, 'when it was last found sound; null when its last proof failed'),
      checkedAt: Nullable(Moment, 'when it was last read through, whatever came of it; each month by itself'),
      problem: Nullable(Type.String()),
    }),
  ),
});
export type BackupEntry = Static<typeof BackupEntry>;

export const BackupContents = Type.Object({
  serverName: Type.String(),
  accounts: Type.Array(Type.String()),
  libraries: Type.Array(Type.Object({ name: Type.String(), path: Type.String() })),
  items: Type.Integer(),
  progress: Type.Integer({ description: 'films with a place, a mark or a heart' }),
  settings: Type.String({ description: 'who may connect and under which names, to compare' }),
});
export type BackupContents = Static<typeof BackupContents>;

const Chosen = Type.Object({ file: Path, identity: Type.Optional(Identity) });

export const backups = {
  'backups.list': method({
    summary: 'Every backup, where it lies, what runs, and how ready a restore is',
    input: Type.Object({}),
    output: Type.Object({
      backups: Type.Array(BackupEntry, { description: 'newest first' }),
      ownFolder: Type.String(),
      ownFreeBytes: Type.Integer({ description: 'on the disk of our own folder' }),
      secondFolder: Nullable(
        Type.Object({
          path: Type.String(),
          state: Type.Union([Type.Literal('ready'), Type.Literal('same-disk'), Type.Literal('away')]),
          problem: Nullable(Type.String()),
          freeBytes: Nullable(Type.Integer({ description: 'null while it is away, or not known yet' })),
        }),
      ),
      dailyAt: Type.String(),
      nextAt: Moment,
      running: Nullable(Type.Object({ what: Type.String(), fraction: Type.Number({ minimum: 0, maximum: 1 }) })),
      problem: Nullable(Type.String({ description: 'why the last one was not made' })),
      kit: Nullable(
        Type.Object({
          issuedAt: Moment,
          confirmedAt: Nullable(Moment),
          group: Type.Integer({ description: 'the group to type to show that the kit was kept' }),
        }),
      ),
      drill: Nullable(Type.Object({ at: Moment, problem: Nullable(Type.String()) })),
    }),
    failures: [],
  }),
  'backups.create': method({
    summary: 'Make a backup now and prove it',
    input: Type.Object({}),
    output: Type.Object({ id: Id, path: Type.String(), sizeBytes: Type.Integer() }),
    failures: READ_FAILURES,
  }),
  'backups.cancel': method({
    summary: 'Stop what runs: a backup, a proof, a copy, a drill, a restore that has not begun to replace anything',
    input: Type.Object({}),
    output: Type.Object({}),
    failures: ['nothing-runs'],
  }),
  'backups.verify': method({
    summary: 'Open a backup and check every part of it; changes nothing',
    input: Chosen,
    output: Type.Object({ madeAt: Moment, holdfast: Type.String(), accounts: Type.Integer(), items: Type.Integer() }),
    failures: READ_FAILURES,
  }),
  'backups.preview': method({
    summary: 'What a restore would bring back, beside what is there now',
    input: Chosen,
    output: Type.Object({ madeAt: Moment, holdfast: Type.String(), backup: BackupContents, present: BackupContents }),
    failures: READ_FAILURES,
  }),
  'backups.restore': method({
    summary: 'Replace everything by what a backup holds; what does not start is taken back',
    input: Type.Object({
      file: Path,
      identity: Type.Optional(Identity),
      folders: Type.Optional(
        Type.Array(Type.Object({ from: Path, to: Path }), { maxItems: 256, description: 'folders that moved' }),
      ),
    }),
    output: Type.Object({ madeAt: Moment, isOpen: Type.Boolean() }),
    failures: [...READ_FAILURES, 'not-started', 'bad-folder'],
  }),
  'backups.drill': method({
    summary: 'Restore the newest backup beside the house, sign in there, wipe it',
    input: Type.Object({}),
    output: Type.Object({ madeAt: Moment, accounts: Type.Integer(), items: Type.Integer() }),
    failures: [...READ_FAILURES, 'no-backup', 'drill-failed'],
  }),
  'backups.setSecondFolder': method({
    summary: 'Where copies go besides the data folder; null for nowhere',
    input: Type.Object({ path: Nullable(Path) }),
    output: Type.Object({ isSameDisk: Type.Boolean() }),
    failures: ['bad-folder'],
  }),
  'backups.setSchedule': method({
    summary: "When the daily backup is made, on this computer's clock",
    input: Type.Object({ dailyAt: Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }) }),
    output: Type.Object({}),
    failures: [],
  }),
  'backups.issueKit': method({
    summary: 'A new recovery kit: shown this once; backups from now on open with it',
    input: Type.Object({}),
    output: Type.Object({ identity: Type.String(), text: Type.String(), group: Type.Integer() }),
    failures: [],
  }),
  'backups.confirmKit': method({
    summary: 'Show that the kit was kept, by typing the group it asks for',
    input: Type.Object({ letters: Type.String({ minLength: 1, maxLength: 64 }) }),
    output: Type.Object({}),
    failures: ['no-kit', 'wrong-group'],
  }),
};
