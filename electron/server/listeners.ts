import { createServer, type RequestListener, type Server } from 'node:http';
import type { Gate } from './gate.ts';
import { PAGE_HEADERS } from './security-headers.ts';

/** HTTP-12. */
const MAX_HEADER_BYTES = 16 * 1024;

/** How long a client may take; all in ms. */
export type Patience = {
  readonly headersMs: number;
  readonly requestMs: number;
  readonly keepAliveMs: number;
  /** How often slow clients are looked for; Node's 30 s would let them stay three times as long as promised. */
  readonly lookEveryMs: number;
};
/** HTTP-17: headers within 10 s, the body within 30 s, idle keep-alive 5 s. */
export const PATIENCE: Patience = { headersMs: 10_000, requestMs: 30_000, keepAliveMs: 5_000, lookEveryMs: 2_000 };

/** Status by the error code of Node's parser. */
const CLIENT_ERRORS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

export type ListenOutcome =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'port-taken' | 'refused'; readonly message: string };

const CLOSED: ListenOutcome = { kind: 'refused', message: 'The house is closed.' };

export type Listeners = ReturnType<typeof createListeners>;

/** What a client gets that sends no HTTP, or too slowly; the same headers as any answer of ours. */
function answerTo(code: string | undefined): string {
  const status = CLIENT_ERRORS[code ?? ''] ?? '400 Bad Request';
  const headers = { ...PAGE_HEADERS, 'cache-control': 'no-store', connection: 'close', 'content-length': '0' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`;
}

/** One listening socket per address, so that a network that comes or goes touches no other. */
export function createListeners(deps: {
  readonly gate: Gate;
  readonly handler: RequestListener;
  readonly patience?: Patience | undefined;
}) {
  const { headersMs, requestMs, keepAliveMs, lookEveryMs } = deps.patience ?? PATIENCE;
  const servers = new Map<string, Server>();
  let isClosed = false;

  const listen = (address: string, port: number): Promise<ListenOutcome> => {
    const server = createServer(
      {
        maxHeaderSize: MAX_HEADER_BYTES,
        headersTimeout: headersMs,
        requestTimeout: requestMs,
        keepAliveTimeout: keepAliveMs,
        connectionsCheckingInterval: lookEveryMs,
        insecureHTTPParser: false,
        requireHostHeader: true,
        noDelay: true,
      },
      deps.handler,
    );
    // Before http's own listener: a refused client gets no parser.
    server.prependListener('connection', (socket) => deps.gate.admit(socket));
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      if (!socket.writable) {
        socket.destroy();
        return;
      }
      // Not `end` alone: a client that goes on sending would keep its half of the connection, and its place (HTTP-17).
      socket.end(answerTo(error.code), () => socket.destroy());
    });
    return new Promise((resolve) => {
      if (isClosed) return resolve(CLOSED);
      server.once('error', (error: NodeJS.ErrnoException) =>
        resolve({ kind: error.code === 'EADDRINUSE' ? 'port-taken' : 'refused', message: error.message }),
      );
      server.listen({ host: address, port, ipv6Only: address.includes(':') }, () => {
        // The lock came while this socket was being bound.
        if (isClosed) {
          server.close();
          return resolve(CLOSED);
        }
        servers.set(address, server);
        const bound = server.address();
        resolve({ kind: 'listening', port: typeof bound === 'object' && bound !== null ? bound.port : port });
      });
    });
  };
  const drop = (address: string) => {
    servers.get(address)?.close();
    servers.delete(address);
  };

  return {
    listen,
    drop,
    addresses: (): string[] => [...servers.keys()],
    /** For good: what is being bound right now is closed too, and `listen` refuses from here on. */
    closeAll(): void {
      isClosed = true;
      for (const address of servers.keys()) drop(address);
    },
  };
}
