import type { ErrorData, HlsConfig } from 'hls.js';
import Hls from 'hls.js/light';
import type { ApiError } from '../../../../shared/lan/schemas.ts';

/** A size the film can be had in. */
export type Level = { readonly height: number; readonly bitrateBps: number };

export type SegmentPlayer = {
  /** Ascending, as hls.js counts them. */
  readonly levels: () => readonly Level[];
  /** Play this size from the next segment on; null lets the player choose by what the line carries. */
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
    // A home network carries the best size; a first guess below it would encode a small picture for nothing.
    abrEwmaDefaultEstimate: 30_000_000,
    abrEwmaDefaultEstimateMax: 30_000_000,
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
  hls.on(Hls.Events.MANIFEST_PARSED, listeners.onLevels);
  hls.on(Hls.Events.LEVEL_SWITCHED, (_, { level }) => listeners.onLevel(level));
  hls.on(Hls.Events.ERROR, (_, data) => {
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && !hasRecovered) {
      hasRecovered = true;
      hls.recoverMediaError();
      return;
    }
    listeners.onFatal(sentenceIn(data));
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  return {
    levels: () =>
      hls.levels.map(({ width, height, bitrate }) => ({ height: Math.min(width, height), bitrateBps: bitrate })),
    setLevel(level) {
      hls.nextLevel = level ?? -1;
    },
    destroy: () => hls.destroy(),
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
