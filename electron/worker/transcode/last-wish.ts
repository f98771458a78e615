/**
 * Runs one step at a time. However often it is asked for while a step runs, one more follows; and one that is asked for at
 * the very end of a step is not lost.
 *
 * @param step must not throw.
 */
export function createLastWish(step: () => Promise<void>) {
  let running: Promise<void> | null = null;
  let isWished = false;
  const runAll = async () => {
    while (isWished) {
      isWished = false;
      await step();
    }
    running = null; // in the same breath as the last look at `isWished`
  };
  return {
    ask(): void {
      isWished = true;
      running ??= runAll();
    },
    /** Until nothing is left to do. */
    settled: async (): Promise<void> => {
      await running;
    },
  };
}
