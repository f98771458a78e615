/**
 * Two audio elements outside every page: one sounds, the other holds the track after it, already loaded, so that the change
 * costs as little as a browser allows. Made on the first press of Play and kept for the life of the page.
 */

export type DeckEvents = {
  readonly onTime: (positionMs: number, durationMs: number) => void;
  readonly onPlaying: (isPlaying: boolean) => void;
  readonly onWaiting: () => void;
  readonly onEnded: () => void;
  /** The browser gave up on what was sounding. */
  readonly onError: () => void;
};

export type Deck = ReturnType<typeof createDeck>;

export function createDeck(events: DeckEvents) {
  let active = makeElement();
  let standby = makeElement();
  let startMs = 0;

  function makeElement(): HTMLAudioElement {
    const element = document.createElement('audio');
    element.preload = 'auto';
    const ifActive = (act: () => void) => () => {
      if (element === active) act();
    };
    const tellTime = () => events.onTime(element.currentTime * 1_000, durationOf(element));
    element.addEventListener('timeupdate', ifActive(tellTime));
    element.addEventListener('durationchange', ifActive(tellTime));
    element.addEventListener('seeked', ifActive(tellTime));
    element.addEventListener(
      'loadedmetadata',
      ifActive(() => {
        if (startMs > 0) element.currentTime = startMs / 1_000;
        startMs = 0;
      }),
    );
    element.addEventListener('playing', ifActive(() => events.onPlaying(true))); // prettier-ignore
    // The end of a track pauses it too, and is not somebody's pause.
    element.addEventListener('pause', ifActive(() => !element.ended && events.onPlaying(false))); // prettier-ignore
    element.addEventListener('waiting', ifActive(events.onWaiting));
    element.addEventListener('ended', ifActive(events.onEnded));
    // Taking the source away is told as an error too.
    element.addEventListener('error', ifActive(() => element.hasAttribute('src') && events.onError())); // prettier-ignore
    document.body.append(element);
    return element;
  }

  return {
    /** Sound this from now on, at a place. */
    load(url: string, atMs: number) {
      startMs = atMs;
      active.src = url;
    },
    /** Load what will most likely come next, silently. */
    prepare(url: string) {
      standby.src = url;
      standby.load();
    },
    /** Sound what was prepared. */
    swap() {
      const before = active;
      active = standby;
      standby = before;
      startMs = 0;
      standby.pause();
      unload(standby);
      active.volume = standby.volume;
      active.muted = standby.muted;
      events.onTime(0, durationOf(active));
    },
    unprepare: () => unload(standby),
    clear() {
      active.pause();
      unload(active);
      unload(standby);
    },
    /** @returns false when the browser wants a press first. */
    async play(): Promise<boolean> {
      try {
        await active.play();
        return true;
      } catch (error) {
        // A new source interrupts the wish to play the old one; whoever set it plays it.
        return error instanceof DOMException && error.name === 'AbortError';
      }
    },
    pause: () => active.pause(),
    seekTo(positionMs: number) {
      active.currentTime = Math.max(0, positionMs / 1_000);
    },
    positionMs: () => active.currentTime * 1_000,
    setVolume(volume: number, isMuted: boolean) {
      for (const element of [active, standby]) {
        element.volume = volume;
        element.muted = isMuted;
      }
    },
  };
}

const durationOf = ({ duration }: HTMLAudioElement): number => (Number.isFinite(duration) ? duration * 1_000 : 0);

function unload(element: HTMLAudioElement): void {
  element.removeAttribute('src');
  element.load();
}
