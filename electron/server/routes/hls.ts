import type { FileHandle } from 'node:fs/promises';
import type { EncodingRefusal } from '../../../shared/control/encoding.ts';
import { openRealPath } from '../../core/kernel/index.ts';
import { fileLocation, playableFiles, scopeOf } from '../../core/library/index.ts';
import {
  masterPlaylist,
  mediaPlaylist,
  PLAYLIST_TYPE,
  playbackConversion,
  playbackItem,
  segmentPath,
  subtitleForm,
  subtitlePath,
  touchPlayback,
  type PlaybackConversion,
} from '../../core/streaming/index.ts';
import { ApiError, notFound } from '../api-error.ts';
import type { Context } from '../context.ts';
import { watchAnswer, type MediaCall } from '../open-answer.ts';
import type { RouteHandlers } from '../router.ts';
import { MEDIA_HEADERS } from '../security-headers.ts';
import { sendFile } from '../send-file.ts';

type Routes = Pick<RouteHandlers, 'masterPlaylist' | 'mediaPlaylist' | 'initSegment' | 'segment' | 'subtitle'>;

const SEGMENT_TYPE = 'video/mp4';
const SUBTITLE_TYPE = 'text/vtt; charset=utf-8';
const NEVER = new AbortController().signal;

/** What a converted playback is sent as: playlists from the plan, segments and subtitles from the worker. */
export function hlsRoutes(context: Context): Routes {
  const { read, write, clock, worker, conversions, cacheFolder } = context;

  /** What is converted under this path; 404 for a path that stands for something else, or is out of scope by now. */
  const conversionOf = ({ capability, identity }: MediaCall): PlaybackConversion => {
    const inScope = fileLocation(read, scopeOf(identity), capability.fileId) !== null;
    const conversion = capability.purpose === 'hls' && inScope ? playbackConversion(read, capability.playbackId) : null;
    if (!conversion) throw notFound();
    conversions.watch(capability);
    touchPlayback(write, capability.playbackId, clock.now());
    return conversion;
  };
  const sendPlaylist = ({ reply }: MediaCall, text: string) =>
    reply.headers(MEDIA_HEADERS).header('cache-control', 'private, no-store').type(PLAYLIST_TYPE).send(text);

  const sendSegment = async (call: MediaCall, variant: number, index: number | 'init'): Promise<void> => {
    const conversion = conversionOf(call);
    const { variants, startsMs } = conversion.plan;
    if (variant >= variants.length || (index !== 'init' && index >= startsMs.length)) throw notFound();
    const { playbackId } = call.capability;
    const path = segmentPath(cacheFolder, playbackId, variant, index);
    await sendMade(context, call, path, SEGMENT_TYPE, {
      make: async (signal) => {
        const answer = await conversions.wait(playbackId, conversion, variant, index, signal);
        if (answer.kind === 'refused') throw refused(answer.refusal);
        if (answer.kind === 'away') throw late();
      },
      // The worker makes ahead of the viewer, so it must hear where the viewer is also when nothing has to be made.
      note: () => void worker.waitForSegment(playbackId, variant, index, NEVER),
    });
  };

  return {
    masterPlaylist: (call) => sendPlaylist(call, masterPlaylist(conversionOf(call).plan)),

    mediaPlaylist(call) {
      const { plan } = conversionOf(call);
      if (call.params.variant >= plan.variants.length) throw notFound();
      return sendPlaylist(call, mediaPlaylist(plan));
    },

    initSegment: (call) => sendSegment(call, call.params.variant, 'init'),
    segment: (call) => sendSegment(call, call.params.variant, call.params.index),

    async subtitle(call) {
      const { capability, identity, params } = call;
      const playing = playbackItem(read, identity.sessionId, capability.playbackId);
      const [file] = playing ? playableFiles(read, scopeOf(identity), playing.itemId, capability.fileId) : [];
      const track = file?.streams.find((stream) => stream.kind === 'subtitle' && stream.index === params.index);
      if (!file || !track || subtitleForm(track) !== 'text') throw notFound();
      await sendMade(context, call, subtitlePath(cacheFolder, file.contentId, track), SUBTITLE_TYPE, {
        make: async (signal) => {
          if (!(await worker.makeSubtitle(capability.fileId, params.index, signal))) throw notFound();
        },
      });
    },
  };
}

type Making = {
  /** Resolves once the file should be there; throws the answer when it will not be. */
  readonly make: (signal: AbortSignal) => Promise<void>;
  readonly note?: () => void;
};

/** Send a file of the cache: at once when it is there, else once it is made. The client leaving ends the wait. */
async function sendMade(context: Context, call: MediaCall, path: string, type: string, making: Making): Promise<void> {
  const { gone, leave } = watchAnswer(context, call);
  try {
    let handle = await openMade(context, path);
    if (handle) {
      making.note?.();
    } else {
      await making.make(gone);
      handle = await openMade(context, path);
    }
    if (!handle) throw notFound();
    await sendFile(context, call, handle, type, gone);
  } finally {
    leave();
  }
}

/** Law 4 holds for our own folder too. */
const openMade = ({ cacheFolder }: Context, path: string): Promise<FileHandle | null> =>
  openRealPath(cacheFolder, path);

/** What a refusal of the worker is to the viewer. */
export function refused({ code, message }: EncodingRefusal): ApiError {
  switch (code) {
    case 'no-ffmpeg':
      return new ApiError('conversion-needed', message);
    case 'busy':
      return new ApiError('stream-limit', message);
    case 'file-away':
      return new ApiError('file-away', message);
    case 'no-key-frames':
    case 'unreadable':
      return new ApiError('conversion-failed', message);
  }
}

const LATE_RETRY_MS = 1_000;
export const late = (): ApiError =>
  new ApiError('converter-away', 'The conversion is not ready yet. Try again in a moment.', LATE_RETRY_MS);
