import { Value } from 'typebox/value';
import type { Topic } from '../../shared/contract/bridge.ts';
import { KEYS_METHODS, KeysAnswer, SHORTEST_PASSPHRASE, type KeysState } from '../../shared/contract/keys-page.ts';
import { fail, ok, type Result } from '../../shared/result.ts';

/**
 * What stands in for the manager while there is none: it answers the page that asks where the keys are, and nothing else.
 */
export function createKeysQuestion() {
  let state: KeysState = { question: 'unlock', problem: null, isTrying: true };
  let answered: PromiseWithResolvers<KeysAnswer> | null = null;
  const listeners = new Set<(topic: Topic) => void>();
  const become = (next: KeysState) => {
    state = next;
    for (const listener of listeners) listener('status');
  };
  const refused = () => fail('bad-input', 'That is no answer to what was asked.');

  return {
    dispatcher: {
      async call(method: string, input: unknown): Promise<Result<unknown>> {
        if (method === KEYS_METHODS.state) return ok(state);
        if (method !== KEYS_METHODS.answer) return fail('bad-input', `There is no method ${method}.`);
        if (!Value.Check(KeysAnswer, input) || answered === null || !isAnswerTo(state.question, input))
          return refused();
        become({ ...state, problem: null, isTrying: true });
        answered.resolve(input);
        answered = null;
        return ok({});
      },
    },
    onChange(listener: (topic: Topic) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Put a question to the person, and wait for their answer. */
    ask: (question: KeysState['question'], problem: string | null): Promise<KeysAnswer> => {
      answered = Promise.withResolvers();
      become({ question, problem, isTrying: false });
      return answered.promise;
    },
  };
}

/** What each question may be answered by; whatever else a page sends is no answer. */
function isAnswerTo(question: KeysState['question'], answer: KeysAnswer): boolean {
  switch (answer.kind) {
    case 'quit':
      return true;
    case 'again':
      return question === 'unlock' || question === 'make-or-unlock';
    case 'key-file':
      return question === 'make';
    case 'passphrase':
      // New keys are never made over those that cannot be reached.
      if (question === 'unlock') return false;
      return question === 'open' || answer.passphrase.length >= SHORTEST_PASSPHRASE;
  }
}
