import { SecretsUnavailable, type SecretStore } from '../core/kernel/index.ts';
import type { KeysAnswer, KeysQuestion } from '../../shared/contract/keys-page.ts';

/** Opens the keys once, or says why not; `manager/host.ts`. */
export type OpenKeys = (
  passphrase: string | null,
  ask: (what: 'open' | 'make') => Promise<string | null>,
) => Promise<SecretStore>;

/** They went away without an answer, or want it tried anew. */
class Interrupted extends Error {
  readonly answer: KeysAnswer;
  constructor(answer: KeysAnswer) {
    super('The question was not answered.');
    this.answer = answer;
  }
}

/**
 * Open the keys, with a person's help where that is needed.
 *
 * @param home where the keys of this installation are; null when it has none yet.
 * @returns null when the person gave up.
 */
export async function openKeysAsking(deps: {
  readonly open: OpenKeys;
  readonly home: () => SecretStore['backend'] | null;
  readonly ask: (question: KeysQuestion, problem: string | null) => Promise<KeysAnswer>;
}): Promise<SecretStore | null> {
  let passphrase: string | null = null;
  for (;;) {
    let answer: KeysAnswer;
    try {
      return await deps.open(passphrase, async (what) => {
        const given = await deps.ask(what, null);
        if (given.kind === 'passphrase') return given.passphrase;
        if (given.kind === 'key-file') return null;
        throw new Interrupted(given);
      });
    } catch (error) {
      if (error instanceof Interrupted) answer = error.answer;
      else if (error instanceof SecretsUnavailable)
        answer = await deps.ask(questionAfter(deps.home(), error), problemOf(deps.home(), error));
      else throw error;
    }
    if (answer.kind === 'quit') return null;
    passphrase = answer.kind === 'passphrase' ? answer.passphrase : null;
  }
}

/** What can be asked after a refusal: never for a passphrase to make keys with, where there are keys already. */
function questionAfter(home: SecretStore['backend'] | null, error: SecretsUnavailable): KeysQuestion {
  if (home === 'passphrase-file') return error.state === 'locked' ? 'open' : 'unlock';
  return home === null && error.state !== 'damaged' ? 'make-or-unlock' : 'unlock';
}

/** In a window's words; the error's own are for whoever starts Holdfast at a terminal. */
function problemOf(home: SecretStore['backend'] | null, error: SecretsUnavailable): string {
  if (home === 'passphrase-file' && error.state === 'locked') return 'That is not the passphrase. Nothing was changed.';
  switch (error.state) {
    case 'locked':
      return 'The keychain is locked.';
    case 'denied':
      return 'The keychain did not let Holdfast in.';
    case 'absent':
      return 'There is no keychain that can be reached.';
    case 'damaged':
      return error.message;
  }
}
