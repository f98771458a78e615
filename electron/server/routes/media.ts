import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { touchSession } from '../../core/accounts/index.ts';
import { openRealPath } from '../../core/kernel/index.ts';
import { artworkInScope, fileLocation, picturePath, scopeOf, type FileLocation } from '../../core/library/index.ts';
import { ifRangeMatches, parseRange, playbackItem, touchPlayback } from '../../core/streaming/index.ts';
import { ApiError, notFound } from '../api-error.ts';
import type { Context } from '../context.ts';
import { sendBytes } from '../direct-play.ts';
import type { Call, RouteHandlers } from '../router.ts';
import { MEDIA_HEADERS } from '../security-headers.ts';

type Routes = Pick<RouteHandlers, 'image' | 'stream'>;

/** IANA media types of the containers we index. */
const TYPES: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  matroska: 'video/x-matroska',
  webm: 'video/webm',
  avi: 'video/x-msvideo',
  mpegts: 'video/mp2t',
  mpegps: 'video/mpeg',
  asf: 'video/x-ms-asf',
  flv: 'video/x-flv',
  ogg: 'video/ogg',
  mp3: 'audio/mpeg',
  flac: 'audio/flac',
  wav: 'audio/wav',
  aac: 'audio/aac',
};

/** How often an open stream is noted as watched; well below what counts as idle. */
const TOUCH_EVERY_MS = 60_000;

/** Pictures and the bytes of films. */
export function mediaRoutes(context: Context): Routes {
  const { read, write, clock, worker, artFolder } = context;
  return {
    async image({ identity, params, reply }) {
      if (!artworkInScope(read, scopeOf(identity), params.id)) throw notFound();
      const width = Number(params.width);
      const path = picturePath(artFolder, params.id, width);
      const made = (await sizeOf(path)) !== null || (await worker.makePicture(params.id, width));
      const size = made ? await sizeOf(path) : null;
      if (size === null) throw notFound();
      return reply
        .headers(MEDIA_HEADERS)
        .header('cache-control', 'private, max-age=86400, immutable')
        .header('content-length', size)
        .type('image/jpeg')
        .send(createReadStream(path));
    },

    async stream(call) {
      const { capability, identity, reply } = call;
      const location = fileLocation(read, scopeOf(identity), capability.fileId);
      if (!location) throw notFound();
      const handle = await openRealPath(location.root, location.path);
      if (!handle)
        throw new ApiError('file-away', 'The drive this film is on is not connected. It plays again once it is.');
      touchPlayback(write, capability.playbackId, clock.now());
      reply.hijack();
      try {
        await sendFile(context, call, location, handle);
      } catch (error) {
        context.log.error('stream.failed', { playbackId: capability.playbackId, error });
        reply.raw.destroy();
      } finally {
        await handle.close();
      }
    },
  };
}

async function sendFile(
  { read, write, clock, streams, sessions, pool }: Context,
  { request, reply, capability, identity }: Call<'stream'>,
  location: FileLocation,
  handle: FileHandle,
): Promise<void> {
  const response: ServerResponse = reply.raw;
  const { size, mtimeMs } = await handle.stat();
  // From what the file is now, not what the scan saw: a replaced film must not be stitched to the old one.
  const etag = `"${size.toString(16)}-${Math.trunc(mtimeMs).toString(16)}"`;
  const headers = {
    ...MEDIA_HEADERS,
    'content-type': TYPES[location.container] ?? 'application/octet-stream',
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-store',
    'last-modified': new Date(mtimeMs).toUTCString(),
    etag,
  };
  const mayUseRange = ifRangeMatches(headerText(request.headers['if-range']), { etag, lastModifiedMs: mtimeMs });
  const range = parseRange(mayUseRange ? request.headers.range : undefined, size);
  if (range.kind === 'unsatisfiable') {
    response.writeHead(416, { ...headers, 'content-range': `bytes */${size}`, 'content-length': 0 }).end();
    return;
  }
  const { start, end } = range.kind === 'single' ? range : { start: 0, end: size - 1 };
  response.writeHead(range.kind === 'single' ? 206 : 200, {
    ...headers,
    'content-length': end - start + 1,
    ...(range.kind === 'single' && { 'content-range': `bytes ${start}-${end}/${size}` }),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  let touchedAt = clock.now();
  const leave = streams.add({
    sessionId: identity.sessionId,
    mayGoOn: () => {
      const now = clock.now();
      const living = sessions.identify(identity.sessionId, now);
      // A whole film in one request is one playback all the while (MED-10), and its session is in use.
      if (living !== null && now - touchedAt >= TOUCH_EVERY_MS) {
        touchPlayback(write, capability.playbackId, now);
        touchSession(write, living, null, now);
        touchedAt = now;
      }
      return (
        !request.raw.socket.destroyed &&
        living !== null &&
        playbackItem(read, identity.sessionId, capability.playbackId) !== null &&
        fileLocation(read, scopeOf(living), capability.fileId) !== null
      );
    },
    cut: () => {
      gone.abort();
      response.destroy();
    },
  });
  try {
    await sendBytes(pool, handle, response, start, end, gone.signal);
  } finally {
    leave();
  }
}

async function sizeOf(path: string): Promise<number | null> {
  const info = await stat(path).catch(() => null);
  return info?.size ?? null;
}

const headerText = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;
