import { timingSafeEqual } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { fail, type Result } from '../../shared/result.ts';
import { newToken, writeFileAtomically, type DataFolder, type Log } from '../core/kernel/index.ts';
import type { Dispatcher } from './dispatcher.ts';
import { localSocket } from './local-sockets.ts';

/** Where the command line finds the running manager: address and token, readable by this user alone. */
export const commandFile = (data: DataFolder): string => join(data.run, 'manager.json');

/**
 * While a request is at work a line break goes out this often (JSON lets white space lead), so that whoever waits can tell
 * work that takes hours from a manager that hangs.
 */
const AT_WORK_MS = 1_000;
const MAX_REQUEST_BYTES = 1024 * 1024;

/**
 * The command line's way in: one JSON line asks (`{token, method, input}`), one answers with a Result; empty lines before it
 * say that it is at work.
 *
 * @returns what closes it and takes its file away.
 */
export async function listenForCommands(deps: {
  readonly data: DataFolder;
  readonly dispatcher: Dispatcher;
  readonly log: Log;
}): Promise<() => void> {
  const { data, dispatcher, log } = deps;
  // We hold the instance lock, so whatever sockets lie here belong to processes that are gone.
  for (const name of readdirSync(data.run)) {
    if (name.endsWith('.sock')) rmSync(join(data.run, name), { force: true });
  }
  const { address, cleanUp } = localSocket(data.run, 'manager');
  const token = newToken();
  const expected = Buffer.from(token);
  const connections = new Set<Socket>();

  const answer = async (line: string): Promise<Result<unknown>> => {
    let request: { token?: unknown; method?: unknown; input?: unknown };
    try {
      request = JSON.parse(line) as typeof request;
    } catch {
      return fail('bad-input', 'That is not a request.');
    }
    const given = Buffer.from(String(request.token));
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      return fail('bad-input', 'The token does not match the one in the run folder.');
    return dispatcher.call(String(request.method), request.input, 'owner:command-line');
  };
  const server = createServer((socket) => {
    connections.add(socket);
    let received = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      received += chunk;
      if (received.length > MAX_REQUEST_BYTES) socket.destroy();
      const end = received.indexOf('\n');
      if (end < 0) return;
      socket.pause();
      const atWork = setInterval(() => socket.write('\n'), AT_WORK_MS);
      socket.once('close', () => clearInterval(atWork));
      answer(received.slice(0, end))
        .finally(() => clearInterval(atWork))
        .then(
          (result) => socket.end(`${JSON.stringify(result)}\n`),
          (error: unknown) => {
            log.error('command-socket.failed', { error });
            socket.destroy();
          },
        );
    });
    socket.on('error', () => socket.destroy()); // the command line was interrupted
    socket.on('close', () => connections.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  });
  writeFileAtomically(commandFile(data), `${JSON.stringify({ address, token })}\n`);
  return () => {
    server.close(cleanUp);
    for (const socket of connections) socket.destroySoon();
    rmSync(commandFile(data), { force: true });
  };
}
