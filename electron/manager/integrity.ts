import { Worker } from 'node:worker_threads';

/**
 * Look through a whole database, in a thread of its own: a large one takes seconds, and the manager's loop never blocks.
 *
 * @returns what is wrong with it in a sentence, or null.
 */
export function integrityProblem(path: string, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const worker = new Worker(new URL('integrity-entry.ts', import.meta.url), { workerData: path });
    const end = () => void worker.terminate();
    signal.addEventListener('abort', end, { once: true });
    worker.once('message', (problem: string | null) => resolve(problem));
    worker.once('error', reject);
    worker.once('exit', () => {
      signal.removeEventListener('abort', end);
      reject(new Error('the thread ended before it answered'));
    });
  });
}
