import { Worker } from 'node:worker_threads';
import { entryFile } from './program-folder.ts';

/**
 * Look through whole databases, in a thread of its own: large ones take seconds, and the manager's loop never blocks.
 *
 * @returns what is wrong with each that is not sound, in a sentence.
 */
export function integrityProblems(paths: readonly string[], signal: AbortSignal): Promise<string[]> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const worker = new Worker(entryFile('manager', 'integrity-entry'), { workerData: paths });
    const end = () => void worker.terminate();
    signal.addEventListener('abort', end, { once: true });
    worker.once('message', (problems: string[]) => resolve(problems));
    worker.once('error', reject);
    worker.once('exit', () => {
      signal.removeEventListener('abort', end);
      reject(new Error('the thread ended before it answered'));
    });
  });
}
