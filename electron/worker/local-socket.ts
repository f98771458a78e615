import { timingSafeEqual } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Log } from '../core/kernel/index.ts';
import type { PictureMaker } from './artwork/picture-maker.ts';

/**
 * Answers the server over a Unix socket or a named pipe, never over the network. Every request carries the token that
 * came over the control channel.
 *
 * `POST /pictures/<artwork id>/<width>`: 204 when the picture is in its place, 404 when it cannot be made.
 */
export function listenForServer(deps: {
  readonly socket: string;
  readonly token: string;
  readonly pictures: PictureMaker | null;
  readonly log: Log;
}): { readonly ready: Promise<void>; readonly close: () => void } {
  const expected = Buffer.from(`Bearer ${deps.token}`);
  const answer = async (request: IncomingMessage): Promise<number> => {
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 401;
    const picture = /^\/pictures\/([0-9a-f]{32})\/(\d{3,4})$/.exec(request.url ?? '');
    if (request.method !== 'POST' || !picture) return 404;
    return (await deps.pictures?.want(picture[1]!, Number(picture[2]))) ? 204 : 404;
  };
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    request.resume();
    answer(request)
      .catch((error: unknown) => {
        deps.log.error('local-socket.failed', { error });
        return 500;
      })
      .then((status) => response.writeHead(status).end())
      .catch(() => response.destroy());
  });
  // A socket file left by a killed worker would refuse the new one; names are random, so it can only be ours.
  if (process.platform !== 'win32') rmSync(deps.socket, { force: true });
  return {
    ready: new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(deps.socket, resolve);
    }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
