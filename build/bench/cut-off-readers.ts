/**
 * Clients that play a film when the house is closed, in a process of their own: each asks for the whole of it once and
 * reads until it is cut off.
 *
 * `node cut-off-readers.ts <Task as JSON>`; prints the line `reading` once bytes of the film came to everybody, and at the
 * end a `CutOff` as JSON.
 */
import { connect } from 'node:net';

export type Task = { readonly port: number; readonly path: string; readonly readers: number };

export type CutOff = {
  /** When each connection was gone (ms since 1970): after it not even a byte that was under way arrives. */
  readonly goneAt: readonly number[];
};

/** A house takes so many connections from one address, as from one device. */
const FROM_ONE_ADDRESS = 50;
const BUFFER_BYTES = 512 * 1024;

const task = JSON.parse(process.argv[2]!) as Task;
const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
const readers = Array.from({ length: task.readers }, (_, at) => read(at));
await Promise.all(readers.map(({ begun }) => begun));
console.log('reading');
const cutOff: CutOff = { goneAt: await Promise.all(readers.map(({ gone }) => gone)) };
process.stdout.write(JSON.stringify(cutOff));

function read(reader: number): { readonly begun: Promise<void>; readonly gone: Promise<number> } {
  const begun = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<number>();
  const socket = connect({
    port: task.port,
    host: '127.0.0.1',
    localAddress: `127.0.0.${2 + Math.floor(reader / FROM_ONE_ADDRESS)}`,
    onread: {
      buffer,
      callback(length, chunk) {
        const head = Buffer.from(chunk.buffer, chunk.byteOffset, Math.min(length, 300)).toString('latin1');
        if (head.startsWith('HTTP/1.1 ') && !head.startsWith('HTTP/1.1 20'))
          begun.reject(new Error(`unexpected answer: ${head}`));
        begun.resolve();
        return true;
      },
    },
  });
  socket.on('connect', () => socket.write(`GET ${task.path} HTTP/1.1\r\nHost: 127.0.0.1:${task.port}\r\n\r\n`));
  socket.on('error', () => {}); // being reset is what it waits for
  socket.on('close', () => {
    gone.resolve(performance.timeOrigin + performance.now());
    begun.reject(new Error('cut off before the film came'));
  });
  return { begun: begun.promise, gone: gone.promise };
}
