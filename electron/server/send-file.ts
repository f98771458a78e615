import type { FileHandle } from 'node:fs/promises';
import { ifRangeMatches, parseRange } from '../core/streaming/index.ts';
import type { Context } from './context.ts';
import { sendBytes } from './direct-play.ts';
import type { MediaCall } from './open-answer.ts';
import { MEDIA_HEADERS } from './security-headers.ts';

/**
 * Take the reply over and send an open file, whole or the range that was asked for (RFC 9110, 14). Closes the file.
 *
 * @param gone aborted when nobody reads any more.
 */
export async function sendFile(
  context: Context,
  call: MediaCall,
  handle: FileHandle,
  type: string,
  gone: AbortSignal,
): Promise<void> {
  call.reply.hijack();
  try {
    await send(context, call, handle, type, gone);
  } catch (error) {
    context.log.error('stream.failed', { playbackId: call.capability.playbackId, error });
    call.reply.raw.destroy();
  } finally {
    await handle.close();
  }
}

async function send(
  { pool }: Context,
  { request, reply }: MediaCall,
  handle: FileHandle,
  type: string,
  gone: AbortSignal,
): Promise<void> {
  const response = reply.raw;
  const { size, mtimeMs } = await handle.stat();
  // From what the file is now, not what the scan saw: a replaced film must not be stitched to the old one.
  const etag = `"${size.toString(16)}-${Math.trunc(mtimeMs).toString(16)}"`;
  const headers = {
    ...MEDIA_HEADERS,
    'content-type': type,
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
  if (request.method === 'HEAD') response.end();
  else await sendBytes(pool, handle, response, start, end, gone);
}

const headerText = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;
