/**
 * Before there is a manager: the app asks a person where its keys are. No methods of the contract, because there is nobody
 * yet who could answer those; the same channel, for the page of this one question.
 */
import { Type, type Static } from 'typebox';

export const KEYS_METHODS = { state: 'keys.state', answer: 'keys.answer' } as const;

/** What is asked. */
export const KeysQuestion = Type.Union([
  /** No keychain, and no keys yet: where to keep them. */
  Type.Literal('make'),
  /** A keychain that is locked or denied, and no keys yet: open it, or keep them elsewhere. */
  Type.Literal('make-or-unlock'),
  /** The keys are in a file under a passphrase. */
  Type.Literal('open'),
  /** The keys are where they cannot be reached now; nothing but reaching them helps. */
  Type.Literal('unlock'),
]);
export type KeysQuestion = Static<typeof KeysQuestion>;

export const KeysState = Type.Object({
  question: KeysQuestion,
  /** What went wrong last, in a sentence; null when nothing did. */
  problem: Type.Union([Type.String(), Type.Null()]),
  /** An answer is being tried. */
  isTrying: Type.Boolean(),
});
export type KeysState = Static<typeof KeysState>;

/** What the owner's password must have, too: it is all that stands between a stolen file and the keys in it. */
export const SHORTEST_PASSPHRASE = 16;

export const KeysAnswer = Type.Union([
  Type.Object({ kind: Type.Literal('again') }),
  Type.Object({
    kind: Type.Literal('passphrase'),
    passphrase: Type.String({ minLength: 1, maxLength: 4096 }),
  }),
  Type.Object({ kind: Type.Literal('key-file') }),
  Type.Object({ kind: Type.Literal('quit') }),
]);
export type KeysAnswer = Static<typeof KeysAnswer>;
