import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import type { EncodingJob, EncodingPlan, EncodingRefusal, Variant } from '../../../shared/control/encoding.ts';
import { newToken } from '../../core/kernel/index.ts';
import { playbackFolder, segmentPath, segmentStarts } from '../../core/streaming/index.ts';

const DURATION_MS = 6_000_000;
const COPIED: Variant = { width: 1920, height: 1080, bitrateBps: 4_000_000 };

export type FakeWorker = Awaited<ReturnType<typeof startFakeWorker>>;

/** What lies in a segment the fake made. */
export const segmentText = (playbackId: string, variant: number, index: string): string =>
  `${playbackId}/${variant}/${index};`.repeat(50);

/**
 * A worker that answers on a real socket as `shared/control/encoding.ts` says, typed against it, and writes text where
 * the worker writes pictures. It can refuse, hold, forget everything, and go away.
 */
export async function startFakeWorker(
  socket: string,
  cacheFolder: string,
  /** Where a subtitle belongs, as the worker finds it in the library; null when there is none. */
  placeOfSubtitle: (fileId: string, streamIndex: number) => string | null,
) {
  const token = newToken();
  const jobs = new Map<string, { job: EncodingJob; plan: EncodingPlan }>();
  const asked: string[] = [];
  const held = new Map<() => void, { readonly id: string; readonly response: ServerResponse }>();
  const behaviour: {
    /** Refuse to start what this says. */
    refuse: (job: EncodingJob) => EncodingRefusal | null;
    /** Refuse a segment. */
    refuseSegment: EncodingRefusal | null;
    /** Keep requests for segments waiting until `release`. */
    holds: boolean;
    waitingBehind: number;
    /** Waits the clients of which left. */
    abandoned: number;
  } = { refuse: () => null, refuseSegment: null, holds: false, waitingBehind: 0, abandoned: 0 };

  const plan = (job: EncodingJob): EncodingPlan => ({
    durationMs: DURATION_MS,
    startsMs: segmentStarts(DURATION_MS),
    variants: job.video?.kind === 'h264' ? job.video.variants : [COPIED],
    codecs: job.video?.kind === 'h264' ? 'avc1.640028,mp4a.40.2' : null,
    waitingBehind: behaviour.waitingBehind,
  });
  const write = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  const json = (response: ServerResponse, status: number, body: EncodingPlan | EncodingRefusal) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

  const answer = (method: string, path: string, body: string, response: ServerResponse): void => {
    const status = (code: number) => void response.writeHead(code).end();
    const [, kind, id = '', variant, index] = path.split('/');
    if (kind === 'subtitles' && method === 'POST') {
      const place = placeOfSubtitle(id, Number(variant));
      if (place === null) return status(404);
      write(place, 'WEBVTT\n\n00:00.200 --> 00:01.500\nHello there\n');
      return status(204);
    }
    if (kind !== 'encodings') return status(404);
    if (method === 'PUT') {
      const job = JSON.parse(body) as EncodingJob;
      const refusal = behaviour.refuse(job);
      if (refusal) return json(response, 409, refusal);
      const known = jobs.get(id) ?? { job, plan: plan(job) };
      jobs.set(id, known);
      return json(response, 200, { ...known.plan, waitingBehind: behaviour.waitingBehind });
    }
    if (method === 'DELETE') {
      jobs.delete(id);
      for (const [make, wait] of held) {
        if (wait.id !== id) continue;
        held.delete(make);
        wait.response.writeHead(404).end();
      }
      rmSync(playbackFolder(cacheFolder, id), { recursive: true, force: true });
      return status(204);
    }
    if (!jobs.has(id)) return status(404);
    if (behaviour.refuseSegment) return json(response, 409, behaviour.refuseSegment);
    const make = () => {
      const at = index === 'init' ? 'init' : Number(index);
      write(segmentPath(cacheFolder, id, Number(variant), at), segmentText(id, Number(variant), index!));
      status(204);
    };
    if (!behaviour.holds) return make();
    held.set(make, { id, response });
    response.once('close', () => {
      if (held.delete(make)) behaviour.abandoned += 1;
    });
  };

  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      if (request.headers.authorization !== `Bearer ${token}`) return void response.writeHead(401).end();
      asked.push(`${request.method} ${request.url}`);
      answer(request.method!, request.url!, body, response);
    });
  });
  const listen = () => new Promise<void>((resolve) => server.listen(socket, resolve));
  await listen();

  return {
    socket,
    token,
    /** What is being converted now. */
    jobs,
    /** Every request, "METHOD /path". */
    asked,
    behaviour,
    get waits() {
      return held.size;
    },
    release(): void {
      behaviour.holds = false;
      for (const make of held.keys()) make();
      held.clear();
    },
    /** Start anew: nothing is known and nothing made is left. */
    forget(): void {
      jobs.clear();
      rmSync(cacheFolder, { recursive: true, force: true });
      mkdirSync(cacheFolder);
    },
    async leave(): Promise<void> {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
    comeBack: listen,
    close(): void {
      server.close();
      server.closeAllConnections();
    },
  };
}
