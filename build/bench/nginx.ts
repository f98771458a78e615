/** nginx, what sending files is measured against: one worker, sendfile, on loopback. */
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { childrenOf, findProgram, start, stop, until } from './processes.ts';

const START_LIMIT_MS = 10_000;

export type Nginx = {
  readonly port: number;
  /** The one process that serves. */
  readonly workerPid: number;
  readonly stop: () => Promise<void>;
};

/** Serve a folder. @returns null when nginx is not installed. */
export async function startNginx(temp: string, folder: string): Promise<Nginx | null> {
  const program = findProgram('nginx');
  if (program === null) return null;
  const own = join(temp, 'nginx');
  mkdirSync(own, { recursive: true });
  const port = await freePort();
  const config = join(own, 'nginx.conf');
  writeFileSync(
    config,
    `
${process.getuid?.() === 0 ? 'user root;' : ''} # as root its worker would become a user who may not read our folder
daemon off;
worker_processes 1;
pid ${own}/nginx.pid;
error_log ${own}/error.log;
events { worker_connections 1024; }
http {
  sendfile on;
  access_log off;
  keepalive_requests 1000000;
  client_body_temp_path ${own}/body;
  proxy_temp_path ${own}/proxy;
  fastcgi_temp_path ${own}/fastcgi;
  uwsgi_temp_path ${own}/uwsgi;
  scgi_temp_path ${own}/scgi;
  server { listen 127.0.0.1:${port}; root ${folder}; }
}
`,
  );
  const master = start(program, ['-p', own, '-c', config, '-e', join(own, 'error.log')], { stdio: 'ignore' });
  const workerPid = await until(
    async () => ((await accepts(port)) ? childrenOf(master.pid!)[0] : undefined),
    'nginx to serve',
    START_LIMIT_MS,
  );
  return { port, workerPid, stop: () => stop(master) };
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
