/**
 * Readers of a file over HTTP, in a process of their own so that nothing of theirs counts for the server: raw sockets that
 * are kept alive, range after range, every byte thrown away.
 *
 * `node range-readers.ts <Task as JSON>`; prints a `Reading` as JSON.
 */
import { connect, type Socket } from 'node:net';

export type Task = {
  readonly port: number;
  /** The path that is asked for. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly rangeBytes: number;
  readonly readers: number;
  /** How long throughput is measured (ms), after the readers got going. */
  readonly durationMs: number;
};

export type Reading = {
  /** Bytes a second while it was measured. */
  readonly bytesPerSecond: number;
  /** All bytes, from the first to the last: every range that was begun was read to its end. */
  readonly bytes: number;
};

const GET_GOING_MS = 300;
/** One buffer for all: Node fills it and calls back at once, and nobody looks at what it holds. */
const BUFFER_BYTES = 512 * 1024;
const HEAD_END = Buffer.from('\r\n\r\n');

const task = JSON.parse(process.argv[2]!) as Task;
process.stdout.write(JSON.stringify(await readAll(task)));

async function readAll(task: Task): Promise<Reading> {
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  const state = { bytes: 0, isEnding: false };
  const all = Promise.all(Array.from({ length: task.readers }, (_, at) => readRanges(task, at, buffer, state)));
  const measured = (async () => {
    await delay(GET_GOING_MS);
    const before = { bytes: state.bytes, at: performance.now() };
    await delay(task.durationMs);
    const seconds = (performance.now() - before.at) / 1000;
    state.isEnding = true;
    return (state.bytes - before.bytes) / seconds;
  })();
  const [bytesPerSecond] = await Promise.all([measured, all]);
  return { bytesPerSecond, bytes: state.bytes };
}

/** Read range after range on one connection until `state.isEnding`. */
function readRanges(
  task: Task,
  reader: number,
  buffer: Buffer,
  state: { bytes: number; isEnding: boolean },
): Promise<void> {
  const ranges = Math.floor(task.sizeBytes / task.rangeBytes);
  let range = Math.floor((reader * ranges) / task.readers);
  let left = 0;
  return new Promise((resolve, reject) => {
    const ask = () => {
      const start = (range++ % ranges) * task.rangeBytes;
      left = task.rangeBytes;
      socket.write(
        `GET ${task.path} HTTP/1.1\r\nHost: 127.0.0.1:${task.port}\r\nRange: bytes=${start}-${start + task.rangeBytes - 1}\r\n\r\n`,
      );
      isInHead = true;
    };
    let isInHead = false;
    const onChunk = (length: number, chunk: Uint8Array): boolean => {
      let body = length;
      if (isInHead) {
        const head = Buffer.from(chunk.buffer, chunk.byteOffset, length);
        const end = head.indexOf(HEAD_END);
        // Both servers send a head at once; one in two pieces would be a reason to look.
        if (!head.toString('latin1', 0, 15).startsWith('HTTP/1.1 206') || end < 0) {
          socket.destroy(new Error(`unexpected answer: ${head.toString('latin1', 0, 300)}`));
          return false;
        }
        isInHead = false;
        body -= end + HEAD_END.length;
      }
      state.bytes += body;
      left -= body;
      if (left > 0) return true;
      if (state.isEnding) socket.end();
      else ask();
      return true;
    };
    const socket: Socket = connect({
      port: task.port,
      host: '127.0.0.1',
      onread: { buffer, callback: onChunk },
    });
    socket.on('connect', ask);
    socket.on('error', reject);
    socket.on('close', () => (left === 0 ? resolve() : reject(new Error('the connection was cut'))));
  });
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
