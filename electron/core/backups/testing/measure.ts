/**
 * A process that makes or stages one backup and tells what that took: `measure.ts create|stage <JSON of the input>` prints
 * a `Measured`. A process of its own, because memory is counted for whole processes. Linux.
 */
import { readFileSync } from 'node:fs';
import { opened } from '../../kernel/testing/databases.ts';
import { createBackup, type CreateInput } from '../create.ts';
import { stageGeneration, type StageInput } from '../restore.ts';

export type Measured = {
  readonly ms: number;
  /** Until the file had its name, before it was read back and proved; null for staging. */
  readonly madeMs: number | null;
  /** The most memory it had, over what it had before. */
  readonly grownBytes: number;
  readonly fileName: string | null;
};

/** What is copied, sealed and renamed by the time `createBackup` says so much. */
const MADE = 0.7;

const ofProcess = (field: 'VmRSS' | 'VmHWM'): number =>
  1024 * Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync('/proc/self/status', 'utf8'))![1]);

const [what, json] = process.argv.slice(2);
const input = JSON.parse(json!) as unknown;
let madeMs: number | null = null;
let fileName: string | null = null;
const before = ofProcess('VmRSS');
const startedAt = performance.now();
if (what === 'create') {
  const made = await createBackup(input as CreateInput, (fraction) => {
    if (fraction >= MADE) madeMs ??= performance.now() - startedAt;
  });
  fileName = opened(made).fileName;
} else opened(await stageGeneration(input as StageInput, () => {}));
const ms = performance.now() - startedAt;
const measured: Measured = { ms, madeMs, grownBytes: ofProcess('VmHWM') - before, fileName };
process.stdout.write(JSON.stringify(measured));
