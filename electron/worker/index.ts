/**
 * The worker: the only process that runs ffmpeg and opens media files' insides. Started by the manager, answers the
 * server over a local socket, ends when the manager does.
 */
import { channelToManager } from '../../shared/control/channel.ts';
import type { FromWorker, ToWorker } from '../../shared/control/worker.ts';
import { createLog } from '../core/kernel/index.ts';
import { startWorker, type Worker } from './worker.ts';

const log = createLog('worker');
const channel = channelToManager<ToWorker, FromWorker>();
let worker: Worker | null = null;

/** What still reads a dead disk then does not keep us: everything of ours is gone within 5 s. */
const STOP_DEADLINE_MS = 4_000;

const stop = async (code: number) => {
  setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
  await worker?.stop();
  process.exit(code);
};

channel.onClosed(() => void stop(0));
// The manager decides when we end; a Ctrl-C in the terminal reaches it too, and it drains us.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => void stop(0));

channel.onMessage((message) => {
  if (message.kind === 'start') {
    worker ??= startWorker(message, { log, send: channel.send });
    return;
  }
  if (message.kind === 'drain') {
    void stop(0);
    return;
  }
  worker?.handle(message);
});
