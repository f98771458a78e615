import type { ErrorData, HlsConfig } from 'hls.js';
import Hls from 'hls.js/light';
import type { ApiError } from '../../../../shared/lan/schemas.ts';
import { steadyLevel } from './steady-level.ts';

/** A size the film can be had in. */
export type Level = { readonly height: number; readonly bitrateBps: number };

export type SegmentPlayer = {
  /** Ascending, as hls.js counts them. */
  readonly levels: () => readonly Level[];
  /** Play this size as soon as it is there; null leaves it to the player (`steadyLevel`). */
  readonly setLevel: (level: number | null) => void;
  readonly destroy: () => void;
};

type Listeners = {
  readonly onLevels: () => void;
  /** The size on screen changed. */
  readonly onLevel: (level: number) => void;
  /** Nothing more comes; `message` is the server's sentence, null when it said none. */
  readonly onFatal: (message: string | null) => void;
};

/** The server holds a request for a segment for up to 45 s while it is made, then asks to be asked again. */
const SEGMENT_WAIT_MS = 60_000;
/** A place in the queue may take a long film's time to come; each try is a minute at most. */
const SEGMENT_TRIES = 60;

/** Feed a converted film to a video element. hls.js works on the page: its worker would need a blob: script (CSP). */
export function playSegments(
  video: HTMLVideoElement,
  url: string,
  startMs: number,
  listeners: Listeners,
): SegmentPlayer {
  const config: Partial<HlsConfig> = {
    enableWorker: false,
    startPosition: startMs / 1_000,
    testBandwidth: false,
    maxBufferLength: 30,
    backBufferLength: 60,
    fragLoadPolicy: {
      default: {
        maxTimeToFirstByteMs: SEGMENT_WAIT_MS,
        maxLoadTimeMs: 2 * SEGMENT_WAIT_MS,
        timeoutRetry: { maxNumRetry: SEGMENT_TRIES, retryDelayMs: 0, maxRetryDelayMs: 0 },
        errorRetry: { maxNumRetry: SEGMENT_TRIES, retryDelayMs: 1_000, maxRetryDelayMs: 4_000 },
      },
    },
  };
  const hls = new Hls(config);
  let hasRecovered = false;
  const steady = keepSteady(hls, video);
  hls.on(Hls.Events.MANIFEST_PARSED, () => {
    steady.begin();
    listeners.onLevels();
  });
  hls.on(Hls.Events.LEVEL_SWITCHED, (_, { level }) => listeners.onLevel(level));
  hls.on(Hls.Events.ERROR, (_, data) => {
    const sentence = sentenceIn(data);
    // hls.js would go on asking for the same in every other size.
    if (sentence !== null) return listeners.onFatal(sentence);
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && !hasRecovered) {
      hasRecovered = true;
      hls.recoverMediaError();
      return;
    }
    listeners.onFatal(null);
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  return {
    levels: () =>
      hls.levels.map(({ width, height, bitrate }) => ({ height: Math.min(width, height), bitrateBps: bitrate })),
    setLevel(level) {
      steady.setOn(level === null);
      if (level !== null) hls.nextLevel = level;
    },
    destroy() {
      steady.end();
      hls.destroy();
    },
  };
}

/** The slowest of these counts. */
const SEGMENTS_SEEN = 3;
/** What came within this was carried with ease; a speed worked out of so little means nothing. */
const WITH_EASE_MS = 20;

/**
 * Choose the size by `steadyLevel`. hls.js's own choice counts the time a segment takes to be made as the line's: it would
 * go down and up again, and have the computer start anew each time.
 */
function keepSteady(hls: Hls, video: HTMLVideoElement) {
  let isOn = true;
  let ceiling = 0;
  let lines: number[] = [];
  let dryTimes = 0;
  let changedAt = performance.now();

  const forget = () => {
    [lines, dryTimes, changedAt] = [[], 0, performance.now()];
  };
  const consider = () => {
    const current = hls.loadLevel;
    if (!isOn || current < 0) return;
    const lineBps = lines.length === 0 ? null : Math.min(...lines);
    const sinceChangeMs = performance.now() - changedAt;
    const bitrates = hls.levels.map(({ bitrate }) => bitrate);
    const next = steadyLevel(bitrates, current, ceiling, { lineBps, dryTimes, sinceChangeMs });
    if (next === current) return;
    if (dryTimes > 0) ceiling = Math.min(ceiling, next);
    forget();
    hls.loadLevel = next;
  };
  const onWaiting = () => {
    // A jump waits too, and so does the beginning.
    if (video.seeking || video.played.length === 0) return;
    dryTimes += 1;
    consider();
  };
  video.addEventListener('waiting', onWaiting);
  hls.on(Hls.Events.FRAG_LOADED, (_, { frag }) => {
    if (frag.sn === 'initSegment') return;
    const { loading, loaded } = frag.stats;
    const tookMs = loading.end - loading.first;
    lines = [...lines, tookMs < WITH_EASE_MS ? Infinity : (loaded * 8_000) / tookMs].slice(-SEGMENTS_SEEN);
    consider();
  });
  return {
    /** Start with the best: a home network carries it. */
    begin(): void {
      ceiling = hls.levels.length - 1;
      hls.startLevel = ceiling;
      hls.loadLevel = ceiling;
    },
    setOn(next: boolean): void {
      isOn = next;
      forget();
    },
    end: () => video.removeEventListener('waiting', onWaiting),
  };
}

/** What the server said instead of a segment (409: it will not come). */
function sentenceIn({ response, networkDetails }: ErrorData): string | null {
  if (response?.code !== 409 || !(networkDetails instanceof XMLHttpRequest)) return null;
  const body: unknown = networkDetails.response;
  if (!(body instanceof ArrayBuffer)) return null;
  const { message } = JSON.parse(new TextDecoder().decode(body)) as Partial<ApiError>;
  return message ?? null;
}
