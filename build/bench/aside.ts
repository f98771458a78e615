/** A part of the benchmark in a process of its own, so that nothing of it counts for the server that is measured. */
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT, runtimeNode } from '../setup.js';
import { start } from './processes.ts';

/**
 * Run a script of this folder with a task.
 *
 * @param script gets the task as JSON in its first argument and prints its answer as JSON.
 * @param what for the message when it fails.
 */
export async function runAside<Task, Answer>(script: string, task: Task, what: string): Promise<Answer> {
  const child = start(runtimeNode(ROOT), [join(ROOT, 'build', 'bench', script), JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let complaints = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${what} failed: ${complaints}`);
  return JSON.parse(output) as Answer;
}
