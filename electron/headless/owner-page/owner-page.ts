import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Topic } from '../../../shared/contract/bridge.ts';
import type { Clock } from '../../core/kernel/index.ts';
import { programFolder, readPageFiles, type Dispatcher } from '../../manager/index.ts';
import { createEventStreams } from './event-streams.ts';
import { createWayIn } from './way-in.ts';

const PORT = 8471;
const MAX_BODY_BYTES = 64 * 1024;
const SWEEP_MS = 60_000;
const HEADERS = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};
const ACTOR = 'owner:loopback';

/** `port` is where the page listens, for a tunnel to it. */
export type OwnerLink = { readonly url: string; readonly port: number };

export type OwnerPage = {
  /**
   * A link that opens the page once; the browser that used it keeps its way in (see `way-in.ts`). The page listens from
   * now on, until nobody is inside and nobody can come.
   */
  readonly link: (lifetimeMs: number) => Promise<OwnerLink>;
  readonly close: () => Promise<void>;
};

/**
 * The owner's window for a computer without one: on this computer's loopback alone and behind one-time links, so that
 * another user of the machine who finds the port finds a closed door. Every method of the contract can be called there;
 * making a link cannot, so that whoever steals a session cannot prolong it.
 */
export function createOwnerPage(deps: {
  readonly dispatcher: Dispatcher;
  readonly onChange: (listener: (topic: Topic) => void) => () => void;
  readonly clock: Clock;
  /** Default 8471, and any free one when that is taken. */
  readonly port?: number;
}): OwnerPage {
  const { dispatcher, clock } = deps;
  const wayIn = createWayIn(clock);
  const fileAt = readPageFiles(programFolder());
  const streams = createEventStreams(deps.onChange);
  let listening: Promise<{ readonly server: Server; readonly port: number; readonly sweeper: NodeJS.Timeout }> | null =
    null;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const { host } = request.headers;
    // A page elsewhere whose name was pointed here would say its own name (DNS rebinding).
    if (!/^(127\.0\.0\.1|localhost):\d+$/.test(host ?? ''))
      return respond(response, 421, 'text/plain', 'Open this page by the link Holdfast printed.');
    const port = host!.split(':')[1]!;
    const key = url.searchParams.get('key');
    if (request.method === 'GET' && key !== null) {
      const pass = wayIn.enter(key);
      if (pass !== null)
        return response
          .writeHead(303, {
            ...HEADERS,
            // A fragment is sent to nobody; the page takes it out of the address bar.
            location: `/#${pass.page}`,
            // Cookies know no ports: one name for all would end the session of another house on this computer.
            'set-cookie': `${cookieName(port)}=${pass.cookie}; Path=/; HttpOnly; SameSite=Strict`,
          })
          .end();
    }
    const cookie = cookieOf(request, port);
    if (request.method === 'POST' && url.pathname === '/call') {
      // A page left open asks by itself whenever something changes; that keeps nobody signed in.
      const isUse = request.headers['holdfast-unattended'] === undefined;
      const pass = { cookie, page: String(request.headers['holdfast-page'] ?? '') };
      if (!wayIn.admits(pass, isUse)) return respond(response, 401, 'application/json', '{}');
      if (request.headers.origin !== `http://${host}`) return respond(response, 403, 'application/json', '{}');
      const { method, input } = await readJson(request);
      const result = await dispatcher.call(String(method), input, ACTOR);
      return respond(response, 200, 'application/json', JSON.stringify(result));
    }
    if (request.method !== 'GET') return respond(response, 404, 'text/plain', 'There is nothing here.');
    if (url.pathname === '/events') {
      // The browser's own client of streams sends no header of ours.
      const pass = { cookie, page: url.searchParams.get('page') ?? '' };
      if (!wayIn.admits(pass, false)) return respond(response, 401, 'text/plain', '');
      response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' });
      return streams.begin(response, () => wayIn.admits(pass, false));
    }
    const file = fileAt(url.pathname);
    if (!wayIn.knows(cookie))
      return respond(
        response,
        401,
        'text/plain; charset=utf-8',
        'This link was used or is old. On the computer Holdfast runs on, this gives a new one: npx holdfast open',
      );
    if (file === null) return respond(response, 404, 'text/plain', 'There is nothing here.');
    return respond(response, 200, file.type, file.body);
  };

  const open = async () => {
    const server = createServer((request, response) => {
      handle(request, response).catch(() => response.destroy()); // a request that broke off, or was no JSON
    });
    const port = (await listen(server, deps.port ?? PORT)) ?? (await listen(server, 0));
    if (port === null) throw new Error('No port on the loopback address could be opened.');
    // Whoever stops the program waits for no browser.
    server.unref();
    return { server, port, sweeper: setInterval(sweep, SWEEP_MS).unref() };
  };
  const close = async () => {
    const closing = listening;
    listening = null;
    if (closing === null) return;
    const { server, sweeper } = await closing;
    clearInterval(sweeper);
    streams.end();
    server.close();
    server.closeAllConnections();
  };
  const sweep = () => {
    streams.sweep();
    if (wayIn.isDeserted()) void close();
  };

  return {
    async link(lifetimeMs) {
      const key = wayIn.newLink(lifetimeMs);
      const { port } = await (listening ??= open());
      return { url: `http://127.0.0.1:${port}/?key=${key}`, port };
    },
    close,
  };
}

const respond = (response: ServerResponse, status: number, type: string, body: string | Buffer) =>
  response.writeHead(status, { ...HEADERS, 'content-type': type }).end(body);

function listen(server: Server, port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const refused = () => resolve(null);
    server.once('error', refused);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', refused);
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : null);
    });
  });
}

async function readJson(request: IncomingMessage): Promise<{ method?: unknown; input?: unknown }> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk as string;
    if (body.length > MAX_BODY_BYTES) throw new Error('too large');
  }
  return JSON.parse(body) as { method?: unknown; input?: unknown };
}

/** @param port as the browser sees it; behind a tunnel it is not ours. */
const cookieName = (port: string): string => `hf_owner_${port}`;

function cookieOf(request: IncomingMessage, port: string): string {
  const pattern = new RegExp(`(?:^|; )${cookieName(port)}=([A-Za-z0-9_-]{43})(?:;|$)`);
  return pattern.exec(request.headers.cookie ?? '')?.[1] ?? '';
}
