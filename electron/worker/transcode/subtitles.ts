import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { FileId, Log, ReadDb } from '../../core/kernel/index.ts';
import { encodingSource, type EncodingSource } from '../../core/library/index.ts';
import { subtitlePath } from '../../core/streaming/index.ts';
import { inputArguments, QUIET } from './argv.ts';
import { boundCommand } from './bound-command.ts';
import { writeWhole } from './cache.ts';
import { ENCODER_LIMITS } from './encoder.ts';
import type { MediaEngine } from './media-engine.ts';
import { openSource } from './source-file.ts';
import { cleanWebVtt, MAX_SUBTITLE_BYTES } from './web-vtt.ts';

/** ffmpeg's names of subtitles that are text. Pictures are drawn into the film instead. */
const TEXT_CODECS = new Set(['subrip', 'srt', 'ass', 'ssa', 'mov_text', 'webvtt', 'text']);
/** All of a film has to be read for an embedded one: 100 GB at 300 MB/s take longer than anybody waits. */
const DEADLINE_MS = 5 * 60_000;
const AT_ONCE = 2;

export type SubtitleMaker = ReturnType<typeof createSubtitleMaker>;

/**
 * Makes WebVTT of text subtitles when they are first asked for. One asked for twice is made once.
 *
 * @param deps.read library.db with manager.db attached, read-only.
 */
export function createSubtitleMaker(deps: {
  readonly read: ReadDb;
  readonly cacheFolder: string;
  readonly engine: MediaEngine;
  readonly signal: AbortSignal;
  readonly log: Log;
}) {
  const wanted = new Map<string, Promise<boolean>>();
  let running = 0;
  const waiting: (() => void)[] = [];

  const make = async (source: EncodingSource, streamIndex: number, target: string): Promise<boolean> => {
    if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      const raw = await extract(deps, source, streamIndex);
      const words = raw && cleanWebVtt(raw);
      if (!words) return false;
      await writeWhole(target, Buffer.from(words));
      return true;
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
  return {
    /** Resolves to whether `subtitlePath` now holds it. */
    async want(fileId: string, streamIndex: number): Promise<boolean> {
      const source = encodingSource(deps.read, fileId);
      const stream = source?.streams.find(({ index }) => index === streamIndex);
      if (!source || stream?.kind !== 'subtitle' || !TEXT_CODECS.has(stream.codec)) return false;
      const target = subtitlePath(deps.cacheFolder, fileId as FileId, streamIndex);
      if (existsSync(target)) return true;
      const existing = wanted.get(target);
      if (existing) return existing;
      const promise = make(source, streamIndex, target).finally(() => wanted.delete(target));
      wanted.set(target, promise);
      return promise;
    },
  };
}

/** What ffmpeg makes of a text stream; null when it fails, says too much or takes too long. */
async function extract(
  deps: { readonly engine: MediaEngine; readonly signal: AbortSignal; readonly log: Log },
  source: EncodingSource,
  stream: number,
): Promise<string | null> {
  const handle = await openSource(source);
  if (handle === null) return null;
  try {
    const isLinux = process.platform === 'linux';
    const input = isLinux ? ({ kind: 'descriptor' } as const) : ({ kind: 'path', path: source.path } as const);
    const args = [
      ...QUIET,
      ...inputArguments(source.demuxer, input),
      ...['-map', `0:${stream}`, '-map_metadata', '-1', '-c:s', 'webvtt', '-f', 'webvtt', 'pipe:1'],
    ];
    return await output(deps, args, isLinux ? handle.fd : null);
  } finally {
    await handle.close();
  }
}

function output(
  { engine, signal, log }: { readonly engine: MediaEngine; readonly signal: AbortSignal; readonly log: Log },
  args: readonly string[],
  descriptor: number | null,
): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(...boundCommand(engine, ENCODER_LIMITS.memoryBytes, args), {
      stdio: ['ignore', 'pipe', 'ignore', ...(descriptor === null ? [] : [descriptor])],
      env: {},
      signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
      killSignal: 'SIGKILL',
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    child.stdout!.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_SUBTITLE_BYTES) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    child.on('error', () => {}); // the deadline or the end of the worker: `close` follows
    child.on('close', (code) => {
      if (code !== 0) log.warn('subtitles.failed', { code, bytes });
      resolve(code === 0 ? Buffer.concat(chunks).toString('utf8') : null);
    });
  });
}
