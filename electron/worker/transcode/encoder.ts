import { spawn } from 'node:child_process';
import { createReport } from './encoder-report.ts';
import { FragmentReader, NotFragments, type StreamPart } from './fragments.ts';
import { boundCommand, type Program } from './bound-command.ts';
import { residentBytes } from './process-watch.ts';

/** MED-09. */
export type EncoderLimits = {
  /** Without a byte on standard output and without a picture more in its report, while we read it. */
  readonly noProgressMs: number;
  readonly memoryBytes: number;
  readonly lookAtMemoryEveryMs: number;
};

export const ENCODER_LIMITS: EncoderLimits = {
  noProgressMs: 15_000,
  memoryBytes: 1.5 * 1024 ** 3,
  lookAtMemoryEveryMs: 1_000,
};

export type EncoderEnd =
  | { readonly kind: 'finished' }
  /** By us. */
  | { readonly kind: 'stopped' }
  | {
      readonly kind: 'failed';
      /** `keeping`: what was made could not be kept, which is our disk and not the film. */
      readonly why: 'not-started' | 'exit' | 'hung' | 'memory' | 'flood' | 'keeping';
      /** For the log: exit code, and the end of what ffmpeg said. */
      readonly detail: string;
    };

export type Encoder = {
  readonly pid: number | null;
  /** Kill it. Resolves to whether it is gone: false after 2 s, when the system cannot end it (a dead disk). */
  readonly stop: () => Promise<boolean>;
  readonly done: Promise<EncoderEnd>;
};

const STOP_DEADLINE_MS = 2_000;
/** At `-loglevel error` a damaged film says a few hundred lines. */
const MAX_STDERR_BYTES = 8 * 1024 * 1024;
const KEPT_STDERR = 2_000;

/**
 * Run one ffmpeg and hand on what comes out of it, part by part. Nothing is read while a part is being handled: then the
 * pipe fills and ffmpeg waits, which is how it is throttled. It ends by itself when we are gone, because its next write
 * fails.
 *
 * @param run.descriptor given to the process as its descriptor 3; the caller closes it when `done`.
 * @param run.onPart awaited before more is read.
 */
export function startEncoder(
  deps: { readonly engine: Program; readonly limits: EncoderLimits },
  run: {
    readonly args: readonly string[];
    readonly descriptor: number | null;
    readonly onPart: (part: StreamPart) => Promise<void>;
  },
): Encoder {
  const { limits } = deps;
  const [file, args] = boundCommand(deps.engine, limits.memoryBytes, run.args);
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe', ...(run.descriptor === null ? [] : [run.descriptor])],
    env: {},
    windowsHide: true,
  });
  let said = '';
  let saidBytes = 0;
  let end: EncoderEnd | null = null;
  const finish = (outcome: EncoderEnd) => {
    end ??= outcome;
    child.kill('SIGKILL');
  };
  const exited = new Promise<{ readonly code: number | null; readonly signal: string | null }>((resolve) => {
    child.on('error', (error) => {
      // Not startable. A later error is of a signal that found nobody.
      if (child.pid !== undefined) return;
      end ??= { kind: 'failed', why: 'not-started', detail: error.message };
      resolve({ code: null, signal: null });
    });
    child.on('exit', (code, signal) => resolve({ code, signal }));
  });
  let silence: NodeJS.Timeout | undefined;
  const report = createReport();
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    saidBytes += text.length;
    if (saidBytes > MAX_STDERR_BYTES) return finish({ kind: 'failed', why: 'flood', detail: 'standard error' });
    const { words, isFurther } = report(text);
    said = (said + words).slice(-KEPT_STDERR);
    if (isFurther) silence?.refresh();
  });

  const waitForOutput = () => {
    silence = setTimeout(
      () => finish({ kind: 'failed', why: 'hung', detail: `nothing for ${limits.noProgressMs} ms; ${said}` }),
      limits.noProgressMs,
    );
  };
  const memory = setInterval(() => {
    if (child.pid === undefined) return;
    void residentBytes(child.pid).then((bytes) => {
      if (bytes !== null && bytes > limits.memoryBytes)
        finish({ kind: 'failed', why: 'memory', detail: `${bytes} bytes` });
    });
  }, limits.lookAtMemoryEveryMs);

  const keep = async (part: StreamPart) => {
    try {
      await run.onPart(part);
    } catch (error) {
      if (!(error instanceof Error && 'syscall' in error)) throw error; // a mistake of ours, not the disk's
      finish({ kind: 'failed', why: 'keeping', detail: error.message });
    }
  };
  const read = async () => {
    const reader = new FragmentReader();
    waitForOutput();
    for await (const chunk of child.stdout!) {
      clearTimeout(silence);
      silence = undefined;
      for (const part of reader.push(chunk as Buffer)) {
        if (end !== null) return;
        await keep(part);
      }
      waitForOutput();
    }
  };
  const work = async (): Promise<EncoderEnd> => {
    try {
      await read();
    } catch (error) {
      if (error instanceof NotFragments) finish({ kind: 'failed', why: 'flood', detail: error.message });
      else if (end === null) throw error; // once it is ended, its output breaks off
    } finally {
      if (end !== null) child.kill('SIGKILL');
    }
    const { code, signal } = await exited; // one that closed its output and stays is ended by its silence
    clearTimeout(silence);
    clearInterval(memory);
    return (end ??=
      code === 0
        ? { kind: 'finished' }
        : { kind: 'failed', why: 'exit', detail: `code ${code}, signal ${signal}: ${said}` });
  };
  const done = work().catch((error: unknown) => {
    child.kill('SIGKILL');
    clearTimeout(silence);
    clearInterval(memory);
    throw error;
  });
  return {
    pid: child.pid ?? null,
    done,
    async stop() {
      finish({ kind: 'stopped' });
      child.stdout!.destroy();
      const deadline = Promise.withResolvers<boolean>();
      const timer = setTimeout(() => deadline.resolve(false), STOP_DEADLINE_MS);
      const gone = done.then(
        () => true,
        () => true, // its error is its owner's
      );
      const isGone = await Promise.race([gone, deadline.promise]);
      clearTimeout(timer);
      return isGone;
    },
  };
}
