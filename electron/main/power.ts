import { BaseWindow, powerMonitor, powerSaveBlocker } from 'electron';

type Preventable = { readonly preventDefault: () => void };

/** Wake and sleep: what was missed is made up for, and the computer stays awake while somebody plays, and only then. */
export function watchPower(deps: {
  /** After waking: schedules, addresses, checks. */
  readonly woke: () => void;
  /**
   * The system is being shut down, or the person signs out: end at once. Linux and macOS wait for us, for some seconds;
   * preventing the event is how they are told that we will.
   */
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
  // Without preventDefault neither Linux nor macOS gives us the time to end (electron.d.ts, powerMonitor 'shutdown'). On
  // macOS it also keeps `before-quit`, whose refusal would call the shutdown off, from being asked
  // (`electron_application.mm`, willPowerOff and terminate).
  const goesDown = (...[event]: readonly unknown[]) => {
    (event as Preventable).preventDefault();
    deps.quit();
  };
  powerMonitor.on('shutdown', goesDown);
  listenForSessionEnd(deps.quit);
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
      // Not those of the shutdown: on Linux, Electron lets the system go on when the last of them is gone
      // (`lib/browser/api/power-monitor.ts`), and server and worker are still ending then.
    },
  };
}

/**
 * Windows tells windows alone (`powerMonitor` 'shutdown' is Linux' and macOS': electron/electron#12810), and most of the time
 * we have none: one without a page, that nobody sees, listens, once nobody can call it off any more. It prevents nothing:
 * who has no visible window and refuses is ended by Windows there and then ("Application Shutdown Changes in Windows
 * Vista"). What is cut short loses nothing: whatever is written stands a kill.
 */
function listenForSessionEnd(goesDown: () => void): void {
  if (process.platform !== 'win32') return;
  const listener = new BaseWindow({ show: false, skipTaskbar: true, focusable: false });
  listener.on('session-end', goesDown);
}
