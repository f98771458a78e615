/**
 * The server: the only process that listens on the network; it may start no process and writes only its own folder.
 * Started by the manager, ends when the manager does.
 */
import { channelToManager } from '../../shared/control/channel.ts';
import type { FromServer, ToServer } from '../../shared/control/server.ts';
import { createLog } from '../core/kernel/index.ts';
import { startServer, type Server } from './server.ts';

const log = createLog('server');
const channel = channelToManager<ToServer, FromServer>();
let server: Promise<Server | null> | null = null;

const stop = () => {
  void Promise.resolve(server).then((running) => {
    running?.stop();
    process.exit(0);
  });
};

channel.onClosed(stop);
// The manager decides when we end; a Ctrl-C in the terminal reaches it too, and it drains us.
process.on('SIGINT', () => {});
process.on('SIGTERM', stop);

channel.onMessage((message) => {
  if (message.kind === 'start') {
    server ??= startServer(message, { log, send: channel.send });
    return;
  }
  if (message.kind === 'drain') {
    stop();
    return;
  }
  void server?.then((running) => running?.handle(message));
});
