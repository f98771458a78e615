import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { openRealPath } from '../../core/kernel/index.ts';
import { artworkInScope, fileLocation, picturePath, scopeOf } from '../../core/library/index.ts';
import { touchPlayback } from '../../core/streaming/index.ts';
import { ApiError, notFound } from '../api-error.ts';
import type { Context } from '../context.ts';
import { watchAnswer } from '../open-answer.ts';
import type { RouteHandlers } from '../router.ts';
import { MEDIA_HEADERS } from '../security-headers.ts';
import { sendFile } from '../send-file.ts';

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
      const { capability, identity } = call;
      const location = capability.purpose === 'file' ? fileLocation(read, scopeOf(identity), capability.fileId) : null;
      if (!location) throw notFound();
      const handle = await openRealPath(location.root, location.path);
      if (!handle)
        throw new ApiError('file-away', 'The drive this is on is not connected. It plays again once the drive is.');
      touchPlayback(write, capability.playbackId, clock.now());
      const { gone, leave } = watchAnswer(context, call);
      try {
        await sendFile(context, call, handle, TYPES[location.container] ?? 'application/octet-stream', gone);
      } finally {
        leave();
      }
    },
  };
}

async function sizeOf(path: string): Promise<number | null> {
  const info = await stat(path).catch(() => null);
  return info?.size ?? null;
}
