import { Worker } from 'node:worker_threads';
import { fail, type Result } from '../../shared/result.ts';
import type { BackupProblem } from '../core/backups/index.ts';
import { entryFile } from './program-folder.ts';
import type { FromVault, VaultJob, VaultJobs, VaultTask } from './vault-jobs.ts';

export type Vault = {
  /** Run a job after those that wait already. @param begun told when its turn comes, with what ends it alone. */
  readonly run: <J extends VaultJob>(
    job: J,
    input: VaultJobs[J]['input'],
    begun?: (end: () => void) => void,
  ) => Promise<Result<VaultJobs[J]['output'], BackupProblem>>;
  readonly running: () => { readonly what: VaultJob; readonly fraction: number } | null;
  /** End what runs and what waits, at once: each answers `stopped`. What lay half done is the caller's to remove. */
  readonly abort: () => void;
};

/**
 * Backups, proofs and restores in a thread of their own, one at a time, so that the manager's loop never blocks for 50 ms
 * and the button that closes the house always answers (ARCHITECTURE 1).
 */
export function createVault(onChange: () => void): Vault {
  let last: Promise<unknown> = Promise.resolve();
  let aborted = 0;
  let current: { what: VaultJob; fraction: number; readonly worker: Worker } | null = null;

  const perform = (task: VaultTask, begun?: (end: () => void) => void): Promise<Result<unknown, BackupProblem>> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(entryFile('manager', 'vault-entry'), { workerData: task });
      const mine = { what: task.job, fraction: 0, worker };
      let answer: Result<unknown, BackupProblem> | null = null;
      current = mine;
      begun?.(() => void worker.terminate());
      onChange();
      worker.on('message', (message: FromVault) => {
        if (message.kind === 'done') answer = message.result;
        else {
          mine.fraction = message.fraction;
          onChange();
        }
      });
      worker.once('error', reject);
      worker.once('exit', () => {
        current = null;
        // After its answer, because the thread still holds its files until it is gone.
        resolve(answer ?? stopped());
        onChange();
      });
    });

  return {
    async run<J extends VaultJob>(job: J, input: VaultJobs[J]['input'], begun?: (end: () => void) => void) {
      const generation = aborted;
      const task = { job, input } as VaultTask;
      const result = last.then(() => (generation === aborted ? perform(task, begun) : stopped()));
      last = result.catch(() => {}); // whoever asked hears of it
      return (await result) as Result<VaultJobs[J]['output'], BackupProblem>;
    },
    running: () => (current === null ? null : { what: current.what, fraction: current.fraction }),
    abort() {
      aborted += 1;
      void current?.worker.terminate();
    },
  };
}

const stopped = () =>
  fail('stopped' as const, 'It was stopped before it was done. Nothing was changed; start it again.');
