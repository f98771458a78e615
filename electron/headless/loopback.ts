import { timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { fail } from '../../shared/result.ts';
import { newToken } from '../core/kernel/index.ts';
import type { Dispatcher } from '../manager/index.ts';

const PORT = 8471;
const MAX_BODY_BYTES = 64 * 1024;
/** After set-up the page shows the recovery kit and asks for a part of it; to print it takes a while. */
const KIT_MS = 30 * 60_000;
/** The last page must still be able to load its picture when all is done. */
const LINGER_MS = 5 * 60_000;
const COOKIE = 'hf_setup';
/** What the page may call; everything else of the contract is not for a browser. */
const METHODS = new Set(['setup.state', 'setup.complete', 'backups.issueKit', 'backups.confirmKit']);
const PAGE_FOLDER = join(import.meta.dirname, '..', '..', 'resources', 'web', 'manager');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const HEADERS = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

export type SetupPage = {
  readonly port: number;
  /** Opens the page once; the browser that used it keeps its way in. */
  readonly link: string;
  /** Resolves when set-up was completed there. */
  readonly finished: Promise<void>;
  readonly closeSoon: () => void;
};

/**
 * The set-up page, on this computer's loopback alone and behind a one-time link: another user of the machine who finds
 * the port finds a closed door.
 */
export async function openSetupPage(dispatcher: Dispatcher): Promise<SetupPage> {
  const key = newToken();
  const session = newToken();
  let keyIsSpent = false;
  let wasSetUpHere = false;
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
  const files = readPage();

  const respond = (response: ServerResponse, status: number, type: string, body: string | Buffer) =>
    response.writeHead(status, { ...HEADERS, 'content-type': type }).end(body);
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    // A page elsewhere whose name was pointed here would say its own name (DNS rebinding).
    if (!/^(127\.0\.0\.1|localhost):\d+$/.test(request.headers.host ?? ''))
      return respond(response, 421, 'text/plain', 'Open this page by the link Holdfast printed.');
    const given = url.searchParams.get('key');
    if (request.method === 'GET' && given !== null && !keyIsSpent && isSame(given, key)) {
      keyIsSpent = true;
      return response
        .writeHead(303, {
          ...HEADERS,
          location: '/',
          'set-cookie': `${COOKIE}=${session}; Path=/; HttpOnly; SameSite=Strict`,
        })
        .end();
    }
    const isLetIn = isSame(cookieOf(request), session);
    if (request.method === 'POST' && url.pathname === '/call') {
      if (!isLetIn) return respond(response, 401, 'application/json', '{}');
      if (request.headers.origin !== `http://${request.headers.host}`)
        return respond(response, 403, 'application/json', '{}');
      const { method, input } = await readJson(request);
      const result = METHODS.has(String(method))
        ? await dispatcher.call(String(method), input, 'owner:loopback')
        : fail('bad-input', 'This page cannot do that.');
      // Before it is said: whoever hears that the kit is confirmed finds the page closed for new visitors.
      if (method === 'backups.confirmKit' && result.ok) close();
      respond(response, 200, 'application/json', JSON.stringify(result));
      if (method === 'setup.complete' && result.ok) {
        wasSetUpHere = true;
        finish();
      }
      return;
    }
    if (!isLetIn && url.pathname === '/')
      return respond(
        response,
        401,
        'text/plain; charset=utf-8',
        'This link was used or is old. Start Holdfast again for a new one.',
      );
    const file =
      request.method === 'GET' && isLetIn ? files.get(url.pathname === '/' ? '/index.html' : url.pathname) : undefined;
    if (!file) return respond(response, 404, 'text/plain', 'There is nothing here.');
    return respond(response, 200, TYPES[extname(url.pathname)] ?? TYPES['.html']!, file);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy()); // a request that broke off, or was no JSON
  });
  /** For new visitors at once, for the one who is there a little later. */
  const close = () => {
    server.close();
    setTimeout(() => server.closeAllConnections(), LINGER_MS).unref();
  };
  const port = (await listen(server, PORT)) ?? (await listen(server, 0));
  if (port === null) throw new Error('No port on the loopback address could be opened.');
  return {
    port,
    link: `http://127.0.0.1:${port}/?key=${key}`,
    finished,
    closeSoon() {
      server.unref();
      if (wasSetUpHere) setTimeout(close, KIT_MS).unref();
      else close();
    },
  };
}

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

function readPage(): Map<string, Buffer> {
  if (!existsSync(PAGE_FOLDER)) return new Map();
  const entries = readdirSync(PAGE_FOLDER, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [`/${relative(PAGE_FOLDER, path).split(sep).join('/')}`, readFileSync(path)];
    }),
  );
}

async function readJson(request: IncomingMessage): Promise<{ method?: unknown; input?: unknown }> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk as string;
    if (body.length > MAX_BODY_BYTES) throw new Error('too large');
  }
  return JSON.parse(body) as { method?: unknown; input?: unknown };
}

function cookieOf(request: IncomingMessage): string {
  return new RegExp(`(?:^|; )${COOKIE}=([A-Za-z0-9_-]{43})(?:;|$)`).exec(request.headers.cookie ?? '')?.[1] ?? '';
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
