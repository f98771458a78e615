import { useCallback, useEffect, useSyncExternalStore } from 'react';
import type { Topic } from '../../shared/contract/bridge.ts';
import type { Input, MethodName, Output } from '../../shared/contract/index.ts';
import { bridge, isTransportFailure } from './bridge.ts';
import { useConnection } from './connection.ts';

/** What is known of the answer to a question. */
export type Asked<T> =
  | { readonly kind: 'loading' }
  /** The newest answer; it stays while a newer one is on its way or the manager is away. */
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'failure'; readonly code: string; readonly message: string; readonly again: () => void };

type Question = {
  readonly state: () => Asked<unknown>;
  readonly ask: () => void;
  readonly watch: (listener: () => void) => () => void;
};

/** By method and input: however many parts of the window ask the same, it is asked once. */
const questions = new Map<string, Question>();

/**
 * Ask the manager something, and again whenever one of the topics changes or it is back after an absence.
 *
 * @param input compared by its content, so it may be written in place.
 */
export function useAsked<N extends MethodName>(method: N, input: Input<N>, topics: readonly Topic[]): Asked<Output<N>> {
  const json = JSON.stringify(input);
  const listened = topics.join();
  const recoveries = useConnection((state) => state.recoveries);
  const watch = useCallback(
    (listener: () => void) => {
      const question = questionOf(method, json);
      const unwatch = question.watch(listener);
      const unsubscribe = bridge.onChange((topic) => {
        if (listened.split(',').includes(topic)) question.ask();
      });
      return () => {
        unwatch();
        unsubscribe();
      };
    },
    [method, json, listened],
  );
  useEffect(() => questionOf(method, json).ask(), [method, json, recoveries]);
  return useSyncExternalStore(watch, () => questionOf(method, json).state()) as Asked<Output<N>>;
}

/** Ask again what this window has asked of a method, after a change of its own that no topic tells of. */
export function askAgain(method: MethodName): void {
  for (const [key, question] of questions) if (key.startsWith(`${method} `)) question.ask();
}

function questionOf(method: MethodName, json: string): Question {
  const key = `${method} ${json}`;
  const known = questions.get(key);
  if (known !== undefined) return known;
  const made = createQuestion(method, json);
  questions.set(key, made);
  return made;
}

function createQuestion(method: MethodName, json: string): Question {
  const listeners = new Set<() => void>();
  let state: Asked<unknown> = { kind: 'loading' };
  let isOut = false;
  let mustRepeat = false;

  const set = (next: Asked<unknown>) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const ask = async (): Promise<void> => {
    // What changes while the answer is on its way may be missing in it.
    if (isOut) mustRepeat = true;
    if (isOut) return;
    isOut = true;
    const result = await bridge.call(method, JSON.parse(json) as never);
    isOut = false;
    if (result.ok) set({ kind: 'value', value: result.value });
    // The frame says that the manager is away, and asks again when it is back; what is shown stays.
    else if (!isTransportFailure(result)) set({ kind: 'failure', ...result.failure, again: () => again() });
    if (!mustRepeat) return;
    mustRepeat = false;
    if (listeners.size > 0) await ask();
  };
  const again = () => {
    set({ kind: 'loading' });
    void ask();
  };
  return {
    state: () => state,
    ask: () => void ask(),
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
