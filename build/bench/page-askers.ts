/**
 * Clients that ask for one page over and over, in a process of their own: raw sockets that are kept alive, the next request
 * as soon as the last answer is whole.
 *
 * `node page-askers.ts <Task as JSON>`; prints an `Asked` as JSON.
 */
import { connect } from 'node:net';

export type Task = {
  readonly port: number;
  readonly path: string;
  /** A connection each: lines of the request's head beside its first and `Host`. */
  readonly heads: readonly (readonly string[])[];
  /** How often each connection asks. */
  readonly times: number;
};

export type Asked = {
  /** From the first request to the last answer (s). */
  readonly seconds: number;
  readonly bodyBytes: number;
};

const HEAD_END = Buffer.from('\r\n\r\n');

const task = JSON.parse(process.argv[2]!) as Task;
const startedAt = performance.now();
const sizes = await Promise.all(task.heads.map(askOver));
const asked: Asked = { seconds: (performance.now() - startedAt) / 1000, bodyBytes: sizes[0]! };
process.stdout.write(JSON.stringify(asked));

/** @returns the length of the last answer's body (bytes). */
function askOver(head: readonly string[]): Promise<number> {
  const request = [`GET ${task.path} HTTP/1.1`, `Host: 127.0.0.1:${task.port}`, ...head, '', ''].join('\r\n');
  let left = task.times;
  let seen: Buffer = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    const socket = connect({ port: task.port, host: '127.0.0.1', noDelay: true });
    const onChunk = (chunk: Buffer) => {
      seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
      const end = seen.indexOf(HEAD_END);
      if (end < 0) return;
      const answer = seen.toString('latin1', 0, end);
      const length = /\r\ncontent-length: (\d+)/i.exec(answer);
      if (!answer.startsWith('HTTP/1.1 200') || length === null) {
        socket.destroy(new Error(`unexpected answer: ${answer}`));
        return;
      }
      const bodyBytes = Number(length[1]);
      if (seen.length < end + HEAD_END.length + bodyBytes) return;
      seen = Buffer.alloc(0);
      left -= 1;
      if (left > 0) return void socket.write(request);
      socket.end();
      resolve(bodyBytes);
    };
    socket.on('connect', () => socket.write(request));
    socket.on('data', onChunk);
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the connection was cut')));
  });
}
