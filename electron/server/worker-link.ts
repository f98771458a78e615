import { Agent, request } from 'node:http';
import type { EncodingJob, EncodingPlan, EncodingRefusal } from '../../shared/control/encoding.ts';

/** A picture takes a second; a screenful waits its turn. */
const PICTURE_DEADLINE_MS = 30_000;
/** Finding every key frame of a large file on a sleeping drive. */
const START_DEADLINE_MS = 20_000;
/** Below what players wait for an answer; who still wants the segment then asks again. */
const SEGMENT_DEADLINE_MS = 45_000;
/** To find the subtitles of a film the whole file is read: a large one on a slow drive takes minutes. */
const SUBTITLE_DEADLINE_MS = 300_000;
const END_DEADLINE_MS = 10_000;

export type StartAnswer =
  | { readonly kind: 'planned'; readonly plan: EncodingPlan }
  | { readonly kind: 'refused'; readonly refusal: EncodingRefusal }
  /** The worker does not answer: it is starting again, or hangs. */
  | { readonly kind: 'away' };

export type SegmentAnswer =
  | { readonly kind: 'made' }
  /** The worker knows no such playback, as after a start of its own. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly refusal: EncodingRefusal }
  | { readonly kind: 'away' };

export type WorkerLink = ReturnType<typeof createWorkerLink>;

/** Asks the worker over its local socket; `shared/control/encoding.ts` says what it answers. */
export function createWorkerLink(worker: { readonly socket: string; readonly token: string }) {
  const pictures = new Agent({ keepAlive: true, maxSockets: 32 });
  // Held requests for segments must not stand in the way of pictures, nor of the word that ends them.
  const encodings = new Agent({ keepAlive: true, maxFreeSockets: 8 });

  /** null when no answer came: the worker is away, too slow, or `signal` ended the wait. */
  const ask = (
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    how: {
      readonly deadlineMs: number;
      readonly agent?: Agent;
      readonly body?: unknown;
      readonly signal?: AbortSignal;
    },
  ): Promise<{ readonly status: number; readonly text: string } | null> =>
    new Promise((resolve) => {
      const payload = how.body === undefined ? '' : JSON.stringify(how.body);
      const deadline = AbortSignal.timeout(how.deadlineMs);
      const asking = request(
        {
          agent: how.agent ?? encodings,
          socketPath: worker.socket,
          method,
          path,
          headers: {
            authorization: `Bearer ${worker.token}`,
            'content-length': Buffer.byteLength(payload),
            ...(payload !== '' && { 'content-type': 'application/json' }),
          },
          signal: how.signal ? AbortSignal.any([how.signal, deadline]) : deadline,
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
          response.on('error', () => resolve(null));
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        },
      );
      asking.on('error', () => resolve(null)); // every caller says what that means to the viewer
      asking.end(payload);
    });

  return {
    /** Resolves to whether the picture lies in its place now; false also when the worker is away. */
    async makePicture(artworkId: string, width: number): Promise<boolean> {
      const how = { agent: pictures, deadlineMs: PICTURE_DEADLINE_MS };
      return (await ask('POST', `/pictures/${artworkId}/${width}`, how))?.status === 204;
    },

    /** Start to convert, or learn the plan of what is converted already under this id. */
    async startEncoding(playbackId: string, job: EncodingJob): Promise<StartAnswer> {
      const answer = await ask('PUT', `/encodings/${playbackId}`, { body: job, deadlineMs: START_DEADLINE_MS });
      if (answer?.status === 200) return { kind: 'planned', plan: JSON.parse(answer.text) as EncodingPlan };
      if (answer?.status === 409) return { kind: 'refused', refusal: JSON.parse(answer.text) as EncodingRefusal };
      return { kind: 'away' };
    },

    /** Wait until a segment lies in its place. Also the word that somebody is watching there. */
    async waitForSegment(
      playbackId: string,
      variant: number,
      index: number | 'init',
      signal: AbortSignal,
    ): Promise<SegmentAnswer> {
      const path = `/encodings/${playbackId}/${variant}/${index}`;
      const answer = await ask('POST', path, { signal, deadlineMs: SEGMENT_DEADLINE_MS });
      if (answer?.status === 204) return { kind: 'made' };
      if (answer?.status === 404) return { kind: 'unknown' };
      if (answer?.status === 409) return { kind: 'refused', refusal: JSON.parse(answer.text) as EncodingRefusal };
      return { kind: 'away' };
    },

    /** Resolves to whether the worker ended it, or had nothing of it. */
    async endEncoding(playbackId: string): Promise<boolean> {
      const answer = await ask('DELETE', `/encodings/${playbackId}`, { deadlineMs: END_DEADLINE_MS });
      return answer?.status === 204 || answer?.status === 404;
    },

    /** Resolves to whether the WebVTT file lies in its place now. */
    async makeSubtitle(fileId: string, streamIndex: number, signal: AbortSignal): Promise<boolean> {
      const how = { signal, deadlineMs: SUBTITLE_DEADLINE_MS };
      return (await ask('POST', `/subtitles/${fileId}/${streamIndex}`, how))?.status === 204;
    },

    close(): void {
      pictures.destroy();
      encodings.destroy();
    },
  };
}
