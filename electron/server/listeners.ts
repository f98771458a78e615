import { createServer, type RequestListener, type Server } from 'node:http';
import type { Gate } from './gate.ts';

/** HTTP-17: headers within 10 s, the body within 30 s, idle keep-alive 5 s; HTTP-12: 16 KiB of headers. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_MS = 5_000;
const MAX_HEADER_BYTES = 16 * 1024;
/** How often slow clients are looked for; the default of 30 s would let them stay three times as long as promised. */
const LOOK_EVERY_MS = 2_000;

export type ListenOutcome =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'port-taken' | 'refused'; readonly message: string };

export type Listeners = ReturnType<typeof createListeners>;

/** One listening socket per address, so that a network that comes or goes touches no other. */
export function createListeners(deps: { readonly gate: Gate; readonly handler: RequestListener }) {
  const servers = new Map<string, Server>();

  const listen = (address: string, port: number): Promise<ListenOutcome> => {
    const server = createServer(
      {
        maxHeaderSize: MAX_HEADER_BYTES,
        headersTimeout: HEADERS_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
        connectionsCheckingInterval: LOOK_EVERY_MS,
        insecureHTTPParser: false,
        requireHostHeader: true,
        noDelay: true,
      },
      deps.handler,
    );
    // Before http's own listener: a refused client gets no parser.
    server.prependListener('connection', (socket) => deps.gate.admit(socket));
    server.on('clientError', (_error, socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      else socket.destroy();
    });
    return new Promise((resolve) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        resolve({ kind: error.code === 'EADDRINUSE' ? 'port-taken' : 'refused', message: error.message }),
      );
      server.listen({ host: address, port, ipv6Only: address.includes(':') }, () => {
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
    closeAll(): void {
      for (const address of servers.keys()) drop(address);
    },
  };
}
