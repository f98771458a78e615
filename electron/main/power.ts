import { powerMonitor, powerSaveBlocker } from 'electron';

/** Wake and sleep: what was missed is made up for, and the computer stays awake while somebody plays, and only then. */
export function watchPower(deps: {
  /** After waking: schedules, addresses, checks. */
  readonly woke: () => void;
  /** The system is being shut down. */
  readonly quit: () => void;
  readonly isPlaying: () => Promise<boolean>;
}): {
  /** Who plays may have changed. */
  readonly playingChanged: () => void;
  readonly end: () => void;
} {
  let blocker: number | null = null;
  let isEnded = false;
  let looking: Promise<void> = Promise.resolve();
  const keepAwake = (isPlaying: boolean) => {
    if (isPlaying === (blocker !== null)) return;
    if (blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    } else {
      // The screen may go dark: what plays, plays elsewhere.
      blocker = powerSaveBlocker.start('prevent-app-suspension');
    }
  };
  powerMonitor.on('resume', deps.woke);
  powerMonitor.on('shutdown', deps.quit);
  return {
    playingChanged() {
      // One after the other, so that the last answer has the last word.
      looking = looking.then(async () => {
        const isPlaying = await deps.isPlaying();
        if (!isEnded) keepAwake(isPlaying);
      });
    },
    end() {
      isEnded = true;
      keepAwake(false);
      powerMonitor.off('resume', deps.woke);
      powerMonitor.off('shutdown', deps.quit);
    },
  };
}
