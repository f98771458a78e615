/**
 * `npm run types`: each part of the code against the types of where it runs. They do not wait for one another: a check is
 * one thread, and there are four.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './setup.js';

/** The longest first, so that none is left to run alone at the end. */
const PROJECTS = ['tsconfig.json', 'renderer/tsconfig.json', 'e2e/tsconfig.json', 'e2e/fakes/electron/tsconfig.json'];
const TSC = join(createRequire(import.meta.url).resolve('typescript/package.json'), '..', 'bin', 'tsc');

/** @returns whether it found nothing; what it found is printed. */
function check(project: string): Promise<boolean> {
  const child = spawn(process.execPath, [TSC, '-p', join(ROOT, project)], { cwd: ROOT, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code === 0));
  });
}

const waiting = [...PROJECTS];
let isGood = true;
const inTurn = async (): Promise<void> => {
  for (let project = waiting.shift(); project !== undefined; project = waiting.shift())
    isGood = (await check(project)) && isGood;
};
await Promise.all(Array.from({ length: availableParallelism() }, inTurn));
if (!isGood) process.exitCode = 1;
