import { setTimeout as pause } from 'node:timers/promises';

/** Wait for something that gives no event; fails with `what` after twenty seconds: a guard against waiting for ever, for a busy machine too. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`Not in time: ${what}`);
    await pause(5);
  }
}
