import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Log, ReadDb } from '../../core/kernel/index.ts';
import { encodingSource, type EncodingSource, type SubtitleStream } from '../../core/library/index.ts';
import { subtitlePath } from '../../core/streaming/index.ts';
import { inputArguments, QUIET, textInputArguments } from './argv.ts';
import { readSubtitle } from '../subtitles/read-subtitle.ts';
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

  const make = async (source: EncodingSource, stream: SubtitleStream, target: string): Promise<boolean> => {
    if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      const { beside } = stream;
      const raw = await (beside ? rewrite(deps, source.root, beside) : extract(deps, source, stream.index));
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
      const target = subtitlePath(deps.cacheFolder, source.contentId, stream);
      if (existsSync(target)) return true;
      const existing = wanted.get(target);
      if (existing) return existing;
      const promise = make(source, stream, target).finally(() => wanted.delete(target));
      wanted.set(target, promise);
      return promise;
    },
  };
}

type ExtractDeps = { readonly engine: MediaEngine; readonly signal: AbortSignal; readonly log: Log };

const AS_WEBVTT = ['-map_metadata', '-1', '-c:s', 'webvtt', '-f', 'webvtt', 'pipe:1'] as const;

/** What ffmpeg makes of a file beside a film; null also when it is not what the library knows: the next scan reads it anew. */
async function rewrite(
  deps: ExtractDeps,
  root: string,
  beside: NonNullable<SubtitleStream['beside']>,
): Promise<string | null> {
  const file = await readSubtitle(root, join(root, beside.path));
  if (file === null || file.contentId !== beside.contentId) return null;
  const args = [...QUIET, ...textInputArguments(file.demuxer), '-map', '0:0', ...AS_WEBVTT];
  // ffmpeg 5.1 stops at styles and regions, which many WebVTT files open with.
  const text = file.demuxer === 'webvtt' ? cleanWebVtt(file.text) : file.text;
  return output(deps, args, { kind: 'text', text });
}

/** What ffmpeg makes of a text stream; null when it fails, says too much or takes too long. */
async function extract(deps: ExtractDeps, source: EncodingSource, stream: number): Promise<string | null> {
  const handle = await openSource(source);
  if (handle === null) return null;
  try {
    const isLinux = process.platform === 'linux';
    const input = isLinux ? ({ kind: 'descriptor' } as const) : ({ kind: 'path', path: source.path } as const);
    const args = [...QUIET, ...inputArguments(source.demuxer, input), '-map', `0:${stream}`, ...AS_WEBVTT];
    return await output(deps, args, isLinux ? { kind: 'descriptor', fd: handle.fd } : null);
  } finally {
    await handle.close();
  }
}

type Given = { readonly kind: 'descriptor'; readonly fd: number } | { readonly kind: 'text'; readonly text: string };

/** @param given what ffmpeg gets besides its arguments: an open file as descriptor 3, or text to read. */
function output(
  { engine, signal, log }: ExtractDeps,
  args: readonly string[],
  given: Given | null,
): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(...boundCommand(engine, ENCODER_LIMITS.memoryBytes, args), {
      stdio: [
        given?.kind === 'text' ? 'pipe' : 'ignore',
        ...(['pipe', 'ignore'] as const),
        ...(given?.kind === 'descriptor' ? [given.fd] : []),
      ],
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
    if (given?.kind === 'text') {
      child.stdin!.on('error', () => {}); // ffmpeg ended before it read all: its exit code tells
      child.stdin!.end(given.text);
    }
    child.on('error', () => {}); // the deadline or the end of the worker: `close` follows
    child.on('close', (code) => {
      if (code !== 0) log.warn('subtitles.failed', { code, bytes });
      resolve(code === 0 ? Buffer.concat(chunks).toString('utf8') : null);
    });
  });
}
