import type { Log } from '../core/kernel/index.ts';

/** `at-once`: the system goes down, and does not wait for an update. */
export type HowToEnd = 'quit' | 'at-once' | 'restart';

/** Nothing of ours serves longer than 5 s after quitting. */
const STOP_DEADLINE_MS = 4_500;
/** Copying the data and the program takes as long as the disk needs; what hangs must not be there for ever, unseen. */
const INSTALL_DEADLINE_MS = 5 * 60_000;

/**
 * The app's end. Whatever fails on the way, the process ends: the tray is gone by then, nobody could end it, and while it
 * lives no other Holdfast starts on this data.
 *
 * @param exit ends the process at once.
 * @returns ends it once; what ends it twice waits with the first.
 */
export function createEnding(deps: {
  /** Take away what a person sees, and the ways in. */
  readonly endShell: () => void;
  readonly stop: () => Promise<void>;
  /** Only after `stop`. */
  readonly installReady: () => Promise<void>;
  /** Give back what is held, and exit. @param startsAgain whichever program is in place begins after us. */
  readonly leave: (code: number, startsAgain: boolean) => void;
  readonly exit: (code: number) => void;
  readonly log: Log;
}): (how: HowToEnd) => Promise<void> {
  const { log } = deps;
  let ending: Promise<void> | null = null;
  /** @returns whether it was done. */
  const attempt = async (step: string, act: () => void | Promise<void>): Promise<boolean> => {
    try {
      await act();
      return true;
    } catch (error) {
      log.error('app.end-failed', { step, error });
      return false;
    }
  };
  const within = async (deadlineMs: number, step: string, act: () => Promise<void>): Promise<boolean> => {
    const deadline = setTimeout(() => deps.exit(1), deadlineMs);
    const isDone = await attempt(step, act);
    clearTimeout(deadline);
    return isDone;
  };
  const end = async (how: HowToEnd): Promise<void> => {
    await attempt('shell', deps.endShell);
    const isStopped = await within(STOP_DEADLINE_MS, 'stop', deps.stop);
    // The restore point of an update is the data at rest.
    if (isStopped && how !== 'at-once') await within(INSTALL_DEADLINE_MS, 'install', deps.installReady);
    const hasLeft = await attempt('leave', () => deps.leave(isStopped ? 0 : 1, how === 'restart'));
    if (!hasLeft) deps.exit(1);
  };
  return (how) => (ending ??= end(how));
}
