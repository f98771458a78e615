/** Closing the house, what happened, and opening it again. */
import { Type, type Static } from 'typebox';
import { Id, Moment } from '../lan/schemas.ts';
import { method } from './method.ts';

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(
  schema: T,
  options: { readonly description?: string } = {},
) => Type.Union([schema, Type.Null()], options);
const Sentence = Type.String({ description: 'for the owner: what happened, what to do' });

/** What became of the process that faces the LAN when the house was closed. */
export const ServerOutcome = Type.Union([
  Type.Literal('closed', { description: 'it answered that nothing listens any more' }),
  Type.Literal('killed', { description: 'it did not answer in time and was ended' }),
  Type.Literal('was-not-running'),
]);
export type ServerOutcome = Static<typeof ServerOutcome>;

/** In this order; the first four happen within a second, the others follow and hold up nothing. */
export const LOCK_STEPS = ['permit', 'cut', 'record', 'epoch', 'evidence', 'rotate', 'compare', 'report'] as const;
export type LockStep = (typeof LOCK_STEPS)[number];

export const IncidentStep = Type.Object({
  step: Type.Union([
    Type.Literal('permit'),
    Type.Literal('cut'),
    Type.Literal('record'),
    Type.Literal('epoch'),
    Type.Literal('evidence'),
    Type.Literal('rotate'),
    Type.Literal('compare'),
    Type.Literal('report'),
  ]),
  state: Type.Union([
    Type.Literal('waiting'),
    Type.Literal('running'),
    Type.Literal('done'),
    Type.Literal('failed', { description: 'it is tried again at `retryAt`' }),
  ]),
  text: Sentence,
  doneAt: Nullable(Moment),
  tries: Type.Integer({ description: 'how often it failed' }),
  retryAt: Nullable(Moment),
});
export type IncidentStep = Static<typeof IncidentStep>;

/** What became of one key or way in when the house was closed. */
export const RotatedKey = Type.Object({
  name: Type.String(),
  outcome: Type.Union([
    Type.Literal('changed', { description: 'there is a new one; the old one is refused' }),
    Type.Literal('ended', { description: 'nothing of it is valid any more' }),
    Type.Literal('kept', { description: 'stays on purpose; the text says why' }),
    Type.Literal('not-in-use', { description: 'this house has none' }),
  ]),
  text: Sentence,
});
export type RotatedKey = Static<typeof RotatedKey>;

export const IncidentState = Type.Object({
  id: Nullable(Id),
  level: Type.Literal(3),
  reason: Type.String(),
  actor: Type.String(),
  lockedAt: Moment,
  stage: Type.Union([
    Type.Literal('closed'),
    Type.Literal('computer', { description: 'open on this computer alone' }),
    Type.Literal('home', { description: 'open again; steps that failed are still tried' }),
  ]),
  mistakeUntil: Nullable(Moment),
  steps: Type.Array(IncidentStep),
  keys: Type.Array(RotatedKey, { description: 'empty until they were changed' }),
  newPasswordDue: Type.Boolean({ description: 'no owner has chosen a new password since the house was closed' }),
  restored: Nullable(Type.Object({ at: Moment, backup: Moment }), {
    description: 'the backup that was gone back to since then; null: none was',
  }),
});
export type IncidentState = Static<typeof IncidentState>;

export const StoryEvent = Type.Object({
  at: Moment,
  text: Sentence,
  address: Nullable(Type.String()),
  isSuspicious: Type.Boolean(),
});
export const SuspiciousAddress = Type.Object({
  address: Type.String(),
  isNew: Type.Boolean({ description: 'it had never signed in before' }),
  failures: Type.Integer(),
  signIns: Type.Integer(),
});
export const SeenAddress = Type.Object({
  ...SuspiciousAddress.properties,
  isSuspicious: Type.Boolean(),
  lastAt: Moment,
});
export const Difference = Type.Object({
  key: Type.String(),
  what: Type.Union([Type.Literal('added'), Type.Literal('changed'), Type.Literal('removed')]),
  about: Type.Union([
    Type.Literal('account'),
    Type.Literal('grants'),
    Type.Literal('access'),
    Type.Literal('settings'),
    Type.Literal('host-name'),
    Type.Literal('folder'),
  ]),
  text: Sentence,
  isUndoable: Type.Boolean(),
  decision: Nullable(Type.Union([Type.Literal('keep'), Type.Literal('undo')])),
});

const IsBefore = Type.Boolean({ description: 'false: no kept backup is from before it began; this is the oldest one' });

/** Who was connected when the house was closed. */
export const CutConnection = Type.Object({
  address: Type.String(),
  sockets: Nullable(Type.Integer(), {
    description: '0: used a moment before; null: the server hung, and the record names who used it last',
  }),
  people: Type.Array(Type.Object({ name: Type.String(), device: Type.String() })),
  playing: Type.Array(Type.String(), { description: 'titles' }),
});
export type CutConnection = Static<typeof CutConnection>;

/** A file that is not as it was at the last good backup, or at the last scan where there is none. */
export const FileChange = Type.Object({
  where: Type.Union([Type.Literal('library'), Type.Literal('data')]),
  what: Type.Union([Type.Literal('added'), Type.Literal('changed'), Type.Literal('removed')]),
  path: Type.String(),
  at: Nullable(Moment, { description: 'when it was written or moved there, as the disk says; null once it is gone' }),
  text: Sentence,
});
export type FileChange = Static<typeof FileChange>;

/** What of one account was within reach, and what to tell whoever it belongs to. */
export const ExposedAccount = Type.Object({
  name: Type.String(),
  role: Type.String(),
  sees: Type.Array(Type.String(), { description: 'names of libraries' }),
  passwordHashes: Type.Integer({ description: 'Argon2id; the one in use and those of before' }),
  devices: Type.Array(Type.String()),
  addresses: Type.Array(Type.String()),
  watched: Type.Integer({ description: 'titles with progress, a mark or a heart' }),
  letter: Type.String({ description: 'plain text, to send; what the owner fills in stands in brackets' }),
});
export type ExposedAccount = Static<typeof ExposedAccount>;

/** Plain text; whoever fills it in may want to print it. */
export const EmergencyCard = Type.Object({
  helper: Type.String({ maxLength: 500, description: 'who can help, with a telephone number' }),
  provider: Type.String({ maxLength: 500, description: 'the internet provider, with customer and telephone number' }),
  router: Type.String({ maxLength: 1000, description: 'how to turn port forwarding off on the router' }),
  backups: Type.String({ maxLength: 500, description: 'where the offline backups and the recovery kit are' }),
});
export type EmergencyCard = Static<typeof EmergencyCard>;

/** One thing that is looked at before the house opens further. */
export const LookedAt = Type.Object({
  what: Type.String({ description: 'as it should be, e.g. "The databases are sound"' }),
  problems: Type.Array(Sentence, { description: 'none: it is so' }),
});
export type LookedAt = Static<typeof LookedAt>;

export const PractisedStep = Type.Object({ at: Moment, text: Sentence });
export type PractisedStep = Static<typeof PractisedStep>;

const Password = Type.String({ minLength: 1, maxLength: 4096 });
const OwnerProof = { ownerName: Type.Optional(Type.String({ maxLength: 64 })), password: Password };
const Override = Type.Optional(
  Type.Object(
    { reason: Type.String({ minLength: 3, maxLength: 200 }) },
    { description: 'open although a check is red, or something suspicious is on the record' },
  ),
);

export const incident = {
  'incident.lockDown': method({
    summary: 'Cut every LAN client off and keep it so until release; safe to repeat',
    input: Type.Object({ reason: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) }),
    output: Type.Object({
      lockedAt: Moment,
      server: ServerOutcome,
      recorded: Type.Boolean({ description: 'false while the incident could not be written yet; it is retried' }),
      mistakeUntil: Moment,
    }),
    failures: ['server-unstoppable', 'permit-stays'],
  }),
  'incident.levels': method({
    summary: 'What is gentler than closing: whether guests are paused',
    input: Type.Object({}),
    output: Type.Object({ guests: Type.Object({ count: Type.Integer(), arePaused: Type.Boolean() }) }),
    failures: [],
  }),
  'incident.pauseGuests': method({
    summary: 'Sign guests out and keep them out until they are let in again; everybody else goes on',
    input: Type.Object({ paused: Type.Boolean() }),
    output: Type.Object({ guests: Type.Integer() }),
    failures: ['house-closed', 'no-guests'],
  }),
  'incident.mistake': method({
    summary: 'Closing was a mistake: open again as far as it was, within 10 s and before any key is changed',
    input: Type.Object({}),
    output: Type.Object({
      addresses: Type.Array(Type.String()),
      stage: Type.Union([
        Type.Literal('computer', { description: 'it was being reopened: open on this computer alone, as before' }),
        Type.Literal('home'),
      ]),
    }),
    failures: ['not-locked', 'too-late', 'not-started', 'port-taken'],
  }),
  'incident.state': method({
    summary: 'The incident the house is closed for, step by step; null when there is none',
    input: Type.Object({}),
    output: Type.Object({ isOpen: Type.Boolean(), incident: Nullable(IncidentState) }),
    failures: [],
  }),
  'incident.release': method({
    summary: "Open again in one go, or try again to serve a house that is open; needs an owner's password",
    input: Type.Object({ ...OwnerProof, override: Override }),
    output: Type.Object({
      addresses: Type.Array(Type.String()),
      waiting: Type.Array(Sentence, { description: 'what could not be done yet and is still tried' }),
    }),
    failures: ['not-locked', 'wrong-password', 'not-set-up', 'suspicious', 'check-failed', 'not-started', 'port-taken'],
  }),
  'incident.reopen': method({
    summary: 'Open again in stages, each after a green check: this computer, with a new owner password, then the home',
    input: Type.Object({
      stage: Type.Union([Type.Literal('computer'), Type.Literal('home')]),
      ...OwnerProof,
      newPassword: Type.Optional(Password),
      override: Override,
    }),
    output: Type.Object({ addresses: Type.Array(Type.String()), waiting: Type.Array(Sentence) }),
    failures: [
      'not-locked',
      'wrong-password',
      'new-password-needed',
      'weak-password',
      'stage-first',
      'check-failed',
      'not-started',
      'port-taken',
    ],
  }),
  'incident.newPassword': method({
    summary: 'Give an owner a new password while the house is closed; whoever was in may know the old one',
    input: Type.Object({ ...OwnerProof, newPassword: Password }),
    output: Type.Object({}),
    failures: ['not-locked', 'wrong-password', 'weak-password'],
  }),
  'incident.recheck': method({
    summary: 'Look at everything that must be well before the house opens further; changes nothing',
    input: Type.Object({}),
    output: Type.Object({ at: Moment, looked: Type.Array(LookedAt) }),
    failures: ['not-locked'],
  }),
  'incident.story': method({
    summary: 'What happened, in words; what differs from the last good backup; which addresses are suspicious',
    input: Type.Object({
      // Unless it is given, a week before the closing.
      since: Type.Optional(Moment),
    }),
    output: Type.Object({
      since: Moment,
      began: Nullable(Moment, { description: 'the first suspicious entry of the whole record, also before `since`' }),
      beganWith: Nullable(Sentence, { description: 'what that was' }),
      events: Type.Array(StoryEvent, { description: 'oldest first' }),
      older: Type.Integer({ description: 'entries since then that are older than the oldest told one' }),
      addresses: Type.Array(SuspiciousAddress),
      seen: Type.Array(SeenAddress, { description: 'every address that signed in or tried to, the last one first' }),
      compared: Nullable(Type.Object({ backup: Moment, isBefore: IsBefore, differences: Type.Array(Difference) }), {
        description: 'null: not compared yet, or there was no backup',
      }),
      onRecord: Nullable(Type.Array(Difference), {
        description:
          'accounts made or changed since then, and those the record does not know; null: there is a backup from before it began, or it was not looked for yet',
      }),
      connected: Nullable(Type.Array(CutConnection), {
        description: 'who was cut off by the last closing; null: there was none, or nothing was listening',
      }),
      files: Nullable(
        Type.Object({
          against: Type.Union([Type.Literal('backup'), Type.Literal('scan')]),
          since: Nullable(Moment, { description: 'null: no folder was ever scanned' }),
          changes: Type.Array(FileChange, { description: 'newest first, at most 500' }),
          more: Type.Integer({ description: 'how many are not listed' }),
          notLookedAt: Type.Array(Sentence),
        }),
        { description: 'files of the library and data folders; null: not looked at yet' },
      ),
    }),
    failures: [],
  }),
  'incident.exposure': method({
    summary: 'What data was within reach of somebody who was inside, by the databases, and a letter for each account',
    input: Type.Object({}),
    output: Type.Object({
      accounts: Type.Array(ExposedAccount),
      libraries: Type.Array(Type.Object({ name: Type.String(), path: Type.String(), titles: Type.Integer() })),
      addresses: Type.Array(Type.String(), { description: 'of every device that signed in or tried to' }),
      kept: Type.Array(Sentence, { description: 'what was not within reach, and why' }),
    }),
    failures: ['not-readable'],
  }),
  'incident.decide': method({
    summary: 'Keep a difference, or put back what the backup has, or suspend the account; while the house is closed',
    input: Type.Object({
      key: Type.String({ minLength: 1, maxLength: 300 }),
      decision: Type.Union([Type.Literal('keep'), Type.Literal('undo')]),
    }),
    output: Type.Object({
      password: Nullable(Type.Object({ name: Type.String(), password: Type.String() })),
    }),
    failures: ['not-locked', 'no-such-difference', 'not-undoable', 'not-undone'],
  }),
  'incident.ban': method({
    summary: 'Ban suspicious addresses for a year and take them off the list of who may connect; open or closed',
    input: Type.Object({
      addresses: Type.Array(Type.String({ minLength: 2, maxLength: 64 }), { minItems: 1, maxItems: 256 }),
    }),
    output: Type.Object({ banned: Type.Array(Type.String()) }),
    failures: ['bad-address', 'not-written'],
  }),
  'incident.proposeBackup': method({
    summary: 'The newest proved backup from before the first suspicious event, drilled first; changes nothing',
    input: Type.Object({
      // Where the owner knows better when it began.
      before: Type.Optional(Moment),
    }),
    output: Type.Object({
      began: Nullable(Moment, {
        description: 'the moment it is from before; null: nothing suspicious is on the record',
      }),
      backup: Nullable(Type.Object({ id: Id, fileName: Type.String(), path: Type.String(), madeAt: Moment })),
      isFit: Type.Boolean({ description: 'it was restored beside the house, and somebody could sign in there' }),
      text: Sentence,
    }),
    failures: [],
  }),
  'incident.evidence': method({
    summary: 'The evidence of the last incident and whether it is whole, by its hash, the record and what is inside',
    input: Type.Object({}),
    output: Type.Object({
      path: Type.String(),
      sizeBytes: Type.Integer(),
      sha256: Type.String(),
      isWhole: Type.Boolean(),
      text: Sentence,
    }),
    failures: ['no-evidence', 'not-read'],
  }),
  'incident.copyEvidence': method({
    summary: 'Copy the evidence of the last incident, with its hash, into a folder such as a stick',
    input: Type.Object({ folder: Type.String({ minLength: 1, maxLength: 4096 }) }),
    output: Type.Object({ path: Type.String() }),
    failures: ['no-evidence', 'bad-folder', 'not-written'],
  }),
  'incident.report': method({
    summary: 'The report of the last incident, for people and for programs',
    input: Type.Object({}),
    output: Type.Object({ markdown: Type.String(), json: Type.String() }),
    failures: ['no-incident'],
  }),
  'incident.card': method({
    summary: 'The emergency card: whom to call, how to close the router, where the offline backups are',
    input: Type.Object({}),
    output: Type.Object({ card: EmergencyCard, path: Type.String({ description: 'a plain text file, to print' }) }),
    failures: [],
  }),
  'incident.saveCard': method({
    summary: 'Fill in the emergency card; kept beside the database as plain text',
    input: EmergencyCard,
    output: Type.Object({ path: Type.String() }),
    failures: ['not-written'],
  }),
  'incident.practise': method({
    summary: 'Close and reopen a copy of the house on this computer, step by step; the house itself is not touched',
    input: Type.Object({}),
    output: Type.Object({
      steps: Type.Array(PractisedStep),
      unchanged: Type.Boolean({ description: 'no row a closing touches was changed in the house itself, by hashes' }),
    }),
    failures: ['house-closed', 'practice-failed', 'stopped', 'live-changed'],
  }),
  'incident.practice': method({
    summary: 'The practice that runs, step by step, and how the last one ended',
    input: Type.Object({}),
    output: Type.Object({
      running: Nullable(Type.Array(PractisedStep), { description: 'what it has done so far; null: none runs' }),
      last: Nullable(Type.Object({ at: Moment, isPassed: Type.Boolean() }), { description: 'null: never practised' }),
    }),
    failures: [],
  }),
};
