import type { Log } from '../core/kernel/index.ts';

/** `at-once`: the system goes down, and does not wait for an update. */
export type HowToEnd = 'quit' | 'at-once' | 'restart';

/** Nothing of ours serves longer than 5 s after quitting. */
const STOP_DEADLINE_MS = 4_500;

/**
 * The app's end. Whatever fails on the way, the process ends: the tray is gone by then, nobody could end it, and while it
 * lives no other Holdfast starts on this data. Who asked for a restart gets one, also when there was nothing to install:
 * a house must not stay down for it.
 *
 * @param exit ends the process at once.
 * @returns ends it once; who ends it again can only make it more urgent.
 */
export function createEnding(deps: {
  /** Take away what a person sees, and the ways in. */
  readonly endShell: () => void;
  readonly stop: () => Promise<void>;
  /** Only after `stop`. It takes as long as the disk needs. */
  readonly installReady: () => Promise<void>;
  /** Give back what is held, and exit. @param startsAgain whichever program is in place begins after us. */
  readonly leave: (code: number, startsAgain: boolean) => void;
  readonly exit: (code: number) => void;
  readonly log: Log;
}): (how: HowToEnd) => Promise<void> {
  const { log } = deps;
  let ending: Promise<void> | null = null;
  let isUrgent = false;
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
  const stopInTime = async (): Promise<boolean> => {
    const late = Promise.withResolvers<false>();
    const deadline = setTimeout(() => {
      log.error('app.end-failed', { step: 'stop', error: new Error('It did not stop in time.') });
      late.resolve(false);
    }, STOP_DEADLINE_MS);
    const isStopped = await Promise.race([attempt('stop', deps.stop), late.promise]);
    clearTimeout(deadline);
    return isStopped;
  };
  const end = async (startsAgain: boolean): Promise<void> => {
    await attempt('shell', deps.endShell);
    const isStopped = await stopInTime();
    // The restore point of an update is the data at rest.
    if (isStopped && !isUrgent) await attempt('install', deps.installReady);
    const hasLeft = await attempt('leave', () => deps.leave(isStopped ? 0 : 1, startsAgain && !isUrgent));
    if (!hasLeft) deps.exit(1);
  };
  return (how) => {
    isUrgent ||= how === 'at-once';
    return (ending ??= end(how === 'restart'));
  };
}
