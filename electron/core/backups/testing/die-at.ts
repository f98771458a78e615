/**
 * A process that kills itself (SIGKILL, as a power cut would) before or after its nth change of the file system, in the
 * middle of a backup or a restore by the product's own code, which knows nothing of it:
 * `die-at.ts create|restore before|after <n> <JSON of DieAt>`. Ends with 0 when there are fewer changes, and then tells
 * what they were, one a line.
 */
import fs from 'node:fs';
import { flushCompileCache, syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
import { claimDataFolder, systemClock } from '../../kernel/index.ts';
import { opened } from '../../kernel/testing/databases.ts';
import { createBackup, type CreateInput } from '../create.ts';
import { restore, stageGeneration } from '../restore.ts';
import { fileSecrets } from './house.ts';

export type DieAt = {
  readonly root: string;
  readonly secrets: string;
  readonly input: CreateInput;
  readonly file: string;
  readonly identity: string;
};

flushCompileCache(); // who is killed keeps nothing for the next, of which there are a hundred

const [what, when, nth, json] = process.argv.slice(2);
const { root, secrets, input, file, identity } = JSON.parse(json!) as DieAt;
const instance = opened(claimDataFolder(root));
const changes: string[] = [];

/** Count the calls of one function of node:fs that do change something; they happen as ever. */
function watch(name: 'openSync' | 'renameSync' | 'rmSync' | 'mkdirSync'): void {
  const real = fs[name] as (...args: unknown[]) => unknown;
  const watched = (...args: unknown[]): unknown => {
    if (name === 'openSync' && !/^[wa]/.test(String(args[1]))) return real(...args);
    const number = changes.push(
      `${name} ${args.map((arg) => (typeof arg === 'string' ? basename(arg) : '')).join(' ')}`,
    );
    if (number === Number(nth) && when === 'before') process.kill(process.pid, 'SIGKILL');
    const result = real(...args);
    if (number === Number(nth) && when === 'after') process.kill(process.pid, 'SIGKILL');
    return result;
  };
  Object.assign(fs, { [name]: watched });
}
for (const name of ['openSync', 'renameSync', 'rmSync', 'mkdirSync'] as const) watch(name);
syncBuiltinESMExports();

if (what === 'create') opened(await createBackup(input, () => {}));
else
  opened(
    await restore(
      {
        instance,
        secrets: fileSecrets(secrets),
        clock: systemClock,
        stage: (stage) => stageGeneration(stage, () => {}),
        stop: async () => {},
        start: async () => ({ ok: true, value: null }),
      },
      { file, identities: [identity], folders: [] },
      'test',
    ),
  );
process.stdout.write(changes.join('\n'));
