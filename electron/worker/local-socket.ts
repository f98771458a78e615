import { timingSafeEqual } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { EncodingRefusal } from '../../shared/control/encoding.ts';
import type { Log } from '../core/kernel/index.ts';
import type { PictureMaker } from './artwork/picture-maker.ts';
import { parseJob } from './transcode/job-schema.ts';
import { NO_FFMPEG } from './transcode/refusals.ts';
import type { Transcoding } from './transcode/transcoding.ts';

/** A job with sixteen sizes is 2 KB. */
const MAX_BODY_BYTES = 64 * 1024;
const ID = '([0-9a-f]{32})';

type Answer = { readonly status: number; readonly body?: object };
type Handler = (match: RegExpExecArray, request: IncomingMessage, signal: AbortSignal) => Promise<Answer>;

export type SocketDeps = {
  readonly socket: string;
  readonly token: string;
  readonly pictures: PictureMaker | null;
  /** Resolves once ffmpeg was looked at. */
  readonly transcoding: Promise<Transcoding>;
  readonly log: Log;
};

/**
 * Answers the server over a Unix socket or a named pipe, never over the network. Every request carries the token that
 * came over the control channel. Routes of conversions: `shared/control/encoding.ts`.
 *
 * `POST /pictures/<artwork id>/<width>`: 204 when the picture is in its place, 404 when it cannot be made.
 */
export function listenForServer(deps: SocketDeps): { readonly ready: Promise<void>; readonly close: () => void } {
  const expected = Buffer.from(`Bearer ${deps.token}`);
  const routes = routesOf(deps);
  const answer = async (request: IncomingMessage, signal: AbortSignal): Promise<Answer> => {
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { status: 401 };
    for (const [method, path, handle] of routes) {
      const match = request.method === method ? path.exec(request.url ?? '') : null;
      if (match) return handle(match, request, signal);
    }
    return { status: 404 };
  };
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const left = new AbortController();
    response.on('close', () => left.abort());
    answer(request, left.signal)
      .catch((error: unknown): Answer => {
        deps.log.error('local-socket.failed', { error });
        return { status: 500 };
      })
      .then(({ status, body }) => {
        request.resume();
        const text = body === undefined ? '' : JSON.stringify(body);
        response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
        response.end(text);
      })
      .catch(() => response.destroy());
  });
  // A segment is waited for as long as its client does; the server has its own deadline.
  server.requestTimeout = 0;
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

function routesOf(deps: SocketDeps): readonly (readonly [string, RegExp, Handler])[] {
  return [
    [
      'POST',
      /^\/pictures\/([0-9a-f]{32})\/(\d{3,4})$/,
      async ([, id, width]) => made(await deps.pictures?.want(id!, Number(width))),
    ],
    ['PUT', new RegExp(`^/encodings/${ID}$`), ([, id], request) => openEncoding(deps, id!, request)],
    [
      'POST',
      new RegExp(`^/encodings/${ID}/(\\d{1,2})/(\\d{1,7}|init)$`),
      ([, id, variant, index], _, signal) => waitForSegment(deps, id!, Number(variant), index!, signal),
    ],
    ['DELETE', new RegExp(`^/encodings/${ID}$`), ([, id]) => closeEncoding(deps, id!)],
    [
      'POST',
      new RegExp(`^/subtitles/${ID}/(\\d{1,3})$`),
      async ([, id, index]) => made(await (await deps.transcoding).subtitles?.want(id!, Number(index))),
    ],
  ];
}

const made = (isMade: boolean | undefined): Answer => ({ status: isMade ? 204 : 404 });
const refused = (refusal: EncodingRefusal): Answer => ({ status: 409, body: refusal });

async function openEncoding({ transcoding }: SocketDeps, id: string, request: IncomingMessage): Promise<Answer> {
  const job = parseJob(await readJson(request));
  if (job === null) return { status: 400 };
  const { encodings } = await transcoding;
  if (encodings === null) return refused(NO_FFMPEG);
  const plan = await encodings.open(id, job);
  return plan.ok ? { status: 200, body: plan.value } : refused(plan.failure);
}

async function waitForSegment(
  { transcoding }: SocketDeps,
  id: string,
  variant: number,
  index: string,
  signal: AbortSignal,
): Promise<Answer> {
  const wanted = index === 'init' ? index : Number(index);
  const outcome = (await (await transcoding).encodings?.want(id, variant, wanted, signal)) ?? { kind: 'none' };
  switch (outcome.kind) {
    case 'made':
      return { status: 204 };
    case 'refused':
      return refused(outcome.refusal);
    case 'none':
    case 'ended': // nobody reads it
      return { status: 404 };
  }
}

async function closeEncoding({ transcoding }: SocketDeps, id: string): Promise<Answer> {
  await (await transcoding).encodings?.close(id);
  return { status: 204 };
}

/** The body, or null when it is too long or no JSON. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_BODY_BYTES) return null;
    chunks.push(chunk as Buffer);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    return null;
  }
}
