import type { Scope } from '../core/library/index.ts';

/** Some two hundred pages of sixty cards. */
const KEPT_BYTES = 8 * 1024 * 1024;
/** What a letter of a key takes at most (bytes). */
const LETTER_BYTES = 2;

export type AnswerCache = ReturnType<typeof createAnswerCache>;

/**
 * Answers made of what the databases hold and nothing else, ready to be sent again to the account they were made for. One
 * commit to any of the databases, by whatever process, and none of them is sent any more: grants, progress, a scan (P9).
 *
 * Kept here alone: private answers are `no-store` (HTTP-19), so no browser has them.
 *
 * @param commitsSoFar of all databases; see `Commits`.
 * @param keptBytes beyond this, those not asked for the longest are dropped.
 */
export function createAnswerCache(commitsSoFar: () => string, keptBytes = KEPT_BYTES) {
  const answers = new Map<string, Buffer>();
  let bytes = 0;
  let keptOf = '';

  const sizeOf = (key: string, answer: Buffer): number => key.length * LETTER_BYTES + answer.length;
  const drop = (key: string, answer: Buffer): void => {
    answers.delete(key);
    bytes -= sizeOf(key, answer);
  };
  const keep = (key: string, answer: Buffer): void => {
    if (sizeOf(key, answer) > keptBytes) return;
    answers.set(key, answer);
    bytes += sizeOf(key, answer);
    for (const [oldest, its] of answers) {
      if (bytes <= keptBytes) return;
      drop(oldest, its);
    }
  };

  return {
    /**
     * @param address what is asked for, with its query.
     * @param make reads the answer; what it throws is not kept.
     * @returns the answer as JSON.
     */
    answer(scope: Scope, address: string, make: () => unknown): Buffer {
      const current = commitsSoFar();
      if (current !== keptOf) {
        answers.clear();
        bytes = 0;
        keptOf = current;
      }
      const key = `${scope.accountId} ${scope.seesAll} ${address}`;
      const kept = answers.get(key);
      if (kept) {
        // Last in the order of the map: asked for most lately.
        answers.delete(key);
        answers.set(key, kept);
        return kept;
      }
      const made = Buffer.from(JSON.stringify(make()));
      keep(key, made);
      return made;
    },
  };
}
