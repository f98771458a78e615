import { createWriteStream } from 'node:fs';
import type { RequestOptions } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** The answer about versions is small; whoever sends more is not our feed. */
const LONGEST_ANSWER_BYTES = 256 * 1024;
/** Larger than any package of ours by half. */
const LARGEST_FILE_BYTES = 600_000_000;
const ANSWER_DEADLINE_MS = 20_000;
/** 300 MB over 1 Mbit/s. */
const FILE_DEADLINE_MS = 45 * 60_000;

/** What electron-updater asks of its `httpExecutor`, as far as its base class does. */
export type FeedHttp = {
  readonly request: (options: RequestOptions) => Promise<string>;
  readonly download: (url: URL, file: string) => Promise<string>;
};

/**
 * The requests for updates: to the feed's own host and nowhere else, without a cookie, and without anything that tells one
 * installation from another (UPD-02, UPD-10). electron-updater's own sends a random number that stays.
 *
 * @param feed whose origin alone is asked; a redirect elsewhere is an error.
 */
export function createFeedHttp(feed: URL): FeedHttp {
  const get = async (url: URL, deadlineMs: number): Promise<Response> => {
    if (url.origin !== feed.origin) throw new Error(`Updates come from ${feed.host}, and not from ${url.host}.`);
    const response = await fetch(url, {
      redirect: 'error',
      credentials: 'omit',
      headers: { 'user-agent': 'Holdfast', 'accept-language': '*' },
      signal: AbortSignal.timeout(deadlineMs),
    });
    if (response.ok && response.body !== null) return response;
    await response.body?.cancel();
    throw new Error(`${url.host} answered ${response.status}.`);
  };
  return {
    async request({ protocol, hostname, port, path }) {
      const url = new URL(`${protocol}//${hostname}${port ? `:${port}` : ''}${path ?? '/'}`);
      const response = await get(url, ANSWER_DEADLINE_MS);
      let text = '';
      for await (const part of limited(response, LONGEST_ANSWER_BYTES)) text += part.toString('utf8');
      return text;
    },
    async download(url, file) {
      const response = await get(url, FILE_DEADLINE_MS);
      await pipeline(limited(response, LARGEST_FILE_BYTES), createWriteStream(file, { mode: 0o600 }));
      return file;
    },
  };
}

async function* limited(response: Response, limitBytes: number): AsyncGenerator<Buffer> {
  let received = 0;
  for await (const part of Readable.fromWeb(response.body as never) as AsyncIterable<Uint8Array>) {
    received += part.length;
    if (received > limitBytes) throw new Error('The answer is larger than anything of ours.');
    yield Buffer.from(part);
  }
}
