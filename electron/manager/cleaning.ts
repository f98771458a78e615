import type { Cleaned } from '../../shared/contract/conversions.ts';
import { newId } from '../core/kernel/index.ts';

/** Asks the worker to clean up, and matches its answers. @param ask sends the request. */
export function createCleaning(ask: (id: string) => void) {
  const waiting = new Map<string, (cleaned: Cleaned | null) => void>();
  const answered = (id: string, cleaned: Cleaned | null): void => {
    waiting.get(id)?.(cleaned);
    waiting.delete(id);
  };
  return {
    /** Resolves to null when the worker ends before, or could not. */
    run(): Promise<Cleaned | null> {
      const id = newId();
      const { promise, resolve } = Promise.withResolvers<Cleaned | null>();
      waiting.set(id, resolve);
      ask(id);
      return promise;
    },
    answered,
    workerGone(): void {
      for (const id of [...waiting.keys()]) answered(id, null);
    },
  };
}
