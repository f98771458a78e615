/**
 * `npm run types`: each part of the code against the types of where it runs. They do not wait for one another: a check is
 * one thread, and there are four.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './setup.js';

const TSC = join(createRequire(import.meta.url).resolve('typescript/package.json'), '..', 'bin', 'tsc');
/** The longest first, so that none is left to run alone at the end. */
const CHECKS = [
  ...['tsconfig.json', 'renderer/tsconfig.json', 'e2e/tsconfig.json'].map((project) => [
    TSC,
    '-p',
    join(ROOT, project),
  ]),
  [join(ROOT, 'build', 'check-fake-electron.ts')],
];

/** @returns whether it found nothing; what it found is printed. */
function check(program: readonly string[]): Promise<boolean> {
  const child = spawn(process.execPath, program, { cwd: ROOT, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code === 0));
  });
}

const waiting = [...CHECKS];
let isGood = true;
const inTurn = async (): Promise<void> => {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) isGood = (await check(next)) && isGood;
};
await Promise.all(Array.from({ length: availableParallelism() }, inTurn));
if (!isGood) process.exitCode = 1;
