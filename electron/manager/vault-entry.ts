/** The other side of `vault-thread.ts`: runs one job, says how far it is, answers, ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { runJob, type FromVault, type VaultTask } from './vault-jobs.ts';

const port = parentPort!;
const send = (message: FromVault) => port.postMessage(message);
let lastPercent = -1;
const task = workerData as VaultTask;
send({
  kind: 'done',
  result: await runJob(task, (fraction) => {
    const percent = Math.floor(fraction * 100);
    if (percent === lastPercent) return;
    lastPercent = percent;
    send({ kind: 'progress', fraction });
  }),
});
