/** Who waits for what, by key, until it is answered or its wait is ended. */
export class WaitingRoom<Answer> {
  readonly #waiting = new Map<string, Set<(answer: Answer) => void>>();

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** @param ended what a wait resolves to that `signal` ends. */
  async wait(key: string, ended: Answer, signal: AbortSignal): Promise<Answer> {
    if (signal.aborted) return ended;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const onAbort = () => resolve(ended);
    const waiters = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, waiters.add(resolve));
    signal.addEventListener('abort', onAbort);
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
      waiters.delete(resolve);
      if (waiters.size === 0 && this.#waiting.get(key) === waiters) this.#waiting.delete(key);
    }
  }

  answer(key: string, answer: Answer): void {
    const waiters = this.#waiting.get(key);
    this.#waiting.delete(key);
    for (const resolve of waiters ?? []) resolve(answer);
  }

  answerAll(answer: Answer, isMeant: (key: string) => boolean = () => true): void {
    for (const key of [...this.#waiting.keys()]) if (isMeant(key)) this.answer(key, answer);
  }
}
