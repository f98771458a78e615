import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { Unobservable } from './unobservable.ts';

/** So that whoever reads a log knows whose requests these are; it exempts them from nothing. */
export const PROBE_AGENT = 'Holdfast-checklist';

/** Enough to see what an answer is; a film would not end. */
const MAX_BODY_BYTES = 64 * 1024;

/**
 * Each sort of probe asks from a loopback address of its own, because the server counts by address: the burst that shows
 * the limit must not use up what the owner's browser has. All of them are limited like any other client.
 */
export const SOURCES = { asker: 1, walker: 2, burst: 3, guesser: 4, guest: 5 } as const;
export type Source = keyof typeof SOURCES;

/** Whoever looks again within the minute asks from the next addresses: a look takes two thirds of what one has in a minute. */
const TURNS = 25;
const SOURCES_PER_TURN = 10;

/** The last number of the address a look asks from. Wrong sign-ins are counted over many looks, so these come from one. */
export const sourceNumber = (from: Source, turn: number): number =>
  SOURCES[from] + (from === 'guesser' ? 0 : SOURCES_PER_TURN * (turn % TURNS));

export type Ask = {
  readonly from: Source;
  readonly method?: string;
  /** As it goes on the wire. */
  readonly path: string;
  /** Another address of the house, `http://192.168.1.5:8470`; without one it is asked on this computer's own. */
  readonly at?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** 429 is what we want to see; otherwise it means that nothing was seen. */
  readonly mayBeLimited?: boolean;
  /** For whom no answer is one: how long to wait for it, ms. Less than a probe has. */
  readonly withinMs?: number;
};

export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The address it was asked from. */
  readonly from: string;
};

const askedToWait = (): Unobservable =>
  new Unobservable('The server asked us to wait: too many checks within a minute. Check again then.');

export type Http = {
  readonly ask: (ask: Ask) => Promise<Answer>;
  /** The same question again and again on one connection, until an answer fits or `most` were asked. */
  readonly repeat: (ask: Ask, most: number, until: (answer: Answer) => boolean) => Promise<Answer[]>;
  /**
   * Bytes as they are, for what no HTTP client would send; resolves to all that came back. An answer of 429 says nothing
   * about what was asked for, here as in `ask`.
   */
  readonly raw: (from: Source, bytes: string) => Promise<string>;
};

/**
 * A client of the running server.
 *
 * @param url where it serves on this computer; null while it does not.
 * @param sourceNet the first three numbers of the loopback addresses to ask from; null where a system has 127.0.0.1 alone.
 * @param turn counts the looks at this house.
 */
export function createHttp(url: string | null, sourceNet: string | null, signal: AbortSignal, turn = 0): Http {
  const target = (at: string | null = url): { host: string; port: number } => {
    if (at === null) throw new Unobservable('The house is closed: nothing listens that could be asked.');
    const { hostname, port } = new URL(at);
    return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) };
  };
  const addressOf = (from: Source, host: string): string | undefined =>
    sourceNet !== null && host.startsWith('127.') ? `${sourceNet}.${sourceNumber(from, turn)}` : undefined;

  const ask = (wish: Ask, agent: Agent | false = false): Promise<Answer> => {
    const { host, port } = target(wish.at);
    return new Promise((resolve, reject) => {
      const localAddress = addressOf(wish.from, host);
      const sent = request(
        {
          host,
          port,
          agent,
          signal: wish.withinMs === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(wish.withinMs)]),
          method: wish.method ?? 'GET',
          path: wish.path,
          ...(localAddress === undefined ? {} : { localAddress }),
          headers: {
            host: `${host}:${port}`,
            'user-agent': PROBE_AGENT,
            ...(wish.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(wish.body)) }),
            ...wish.headers,
          },
        },
        (response) => {
          // Now: at the end the socket may be gone.
          const from = sent.socket?.localAddress ?? localAddress ?? '127.0.0.1';
          const chunks: Buffer[] = [];
          let size = 0;
          response.on('data', (chunk: Buffer) => {
            if (size < MAX_BODY_BYTES) chunks.push(chunk);
            size += chunk.length;
          });
          response.on('error', reject);
          response.on('end', () => {
            const answer = {
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks).toString('utf8'),
              from,
            };
            if (answer.status === 429 && wish.mayBeLimited !== true) reject(askedToWait());
            else resolve(answer);
          });
        },
      );
      sent.on('error', reject);
      sent.end(wish.body);
    });
  };

  return {
    ask: (wish) => ask(wish),
    async repeat(wish, most, until) {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const answers: Answer[] = [];
      try {
        while (answers.length < most) {
          const answer = await ask(wish, agent);
          answers.push(answer);
          if (until(answer)) break;
        }
        return answers;
      } finally {
        agent.destroy();
      }
    },
    raw(from, bytes) {
      const { host, port } = target();
      const localAddress = addressOf(from, host);
      return new Promise((resolve, reject) => {
        const socket = connect({ host, port, ...(localAddress === undefined ? {} : { localAddress }) });
        let received = '';
        const done = () => (/^HTTP\/1\.\d 429\b/.test(received) ? reject(askedToWait()) : resolve(received));
        const end = () => socket.destroy(new Error('no answer in time'));
        signal.addEventListener('abort', end, { once: true });
        socket.setEncoding('latin1');
        socket.on('connect', () => socket.write(bytes.replaceAll('{host}', `${host}:${port}`)));
        socket.on('data', (text: string) => (received += text));
        socket.on('error', (error: NodeJS.ErrnoException) =>
          // Cut off after or instead of an answer: that is an answer too.
          error.code === 'ECONNRESET' || error.code === 'EPIPE' ? done() : reject(error),
        );
        socket.on('close', () => {
          signal.removeEventListener('abort', end);
          done();
        });
      });
    },
  };
}
