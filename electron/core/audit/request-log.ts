import { readFile } from 'node:fs/promises';

/** LOG-03: the methods that change something. */
export const CHANGING_METHODS: readonly string[] = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** LOG-06: as many files as a log rotates through. */
const FILES = 10;

export type RequestLine = {
  /** ISO 8601. */
  readonly time: string;
  readonly requestId: string;
  readonly method: string;
  /** Pattern of the route, never the address asked for; null: no route of ours. */
  readonly route: string | null;
  /** null: the client left before there was an answer. */
  readonly status: number | null;
  readonly address: string;
  /** How long it took, ms. */
  readonly ms: number;
};

/** Of a request to no route, the server writes none. */
type LoggedRequest = Omit<RequestLine, 'route'> & { readonly route?: string };

export type RequestFilter = {
  readonly methods?: readonly string[] | undefined;
  readonly statuses?: readonly number[] | undefined;
  readonly address?: string | undefined;
  /** Milliseconds since 1970; `from` is included, `until` is not. */
  readonly from?: number | undefined;
  readonly until?: number | undefined;
};

/**
 * Requests of the LAN that fit, newest first, from a log and those it rotated out.
 *
 * @param path the server's log file; the older ones lie beside it as `.1` and so on. A file that is not there has no lines.
 * @param limit most lines to give.
 * @returns `isMore`: there are older ones that fit.
 * @throws Error a log is there and cannot be read.
 */
export async function listRequests(
  path: string,
  filter: RequestFilter,
  limit: number,
): Promise<{ readonly requests: RequestLine[]; readonly isMore: boolean }> {
  const requests: RequestLine[] = [];
  for (let number = 0; number < FILES; number += 1) {
    const text = await textOf(number === 0 ? path : `${path}.${number}`);
    for (const line of text.split('\n').toReversed()) {
      const request = requestOf(line);
      if (request === null || !fits(request, filter)) continue;
      if (requests.length === limit) return { requests, isMore: true };
      requests.push(request);
    }
  }
  return { requests, isMore: false };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** Null: a line of something else, or one that a full disk or a crash cut short. */
function requestOf(line: string): RequestLine | null {
  if (!line.includes('"msg":"request"')) return null;
  try {
    const { time, requestId, method, route, status, address, ms } = JSON.parse(line) as LoggedRequest;
    return { time, requestId, method, route: route ?? null, status, address, ms };
  } catch {
    return null;
  }
}

function fits({ method, status, address, time }: RequestLine, filter: RequestFilter): boolean {
  const at = Date.parse(time);
  return (
    (filter.methods === undefined || filter.methods.includes(method)) &&
    (filter.statuses === undefined || (status !== null && filter.statuses.includes(status))) &&
    (filter.address === undefined || address === filter.address) &&
    (filter.from === undefined || at >= filter.from) &&
    (filter.until === undefined || at < filter.until)
  );
}
