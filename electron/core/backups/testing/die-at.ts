/**
 * A process that kills itself (SIGKILL, as a power cut would) at one step of a backup or a restore:
 * `die-at.ts create|restore <step> <JSON of DieAt>`.
 */
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

const [what, last, json] = process.argv.slice(2);
const { root, secrets, input, file, identity } = JSON.parse(json!) as DieAt;
const dieAt = (step: string) => {
  if (step === last) process.kill(process.pid, 'SIGKILL');
};
const instance = opened(claimDataFolder(root));
if (what === 'create') await createBackup(input, { step: dieAt, fraction: () => {} });
else
  await restore(
    {
      instance,
      secrets: fileSecrets(secrets),
      clock: systemClock,
      stage: (stage) => stageGeneration(stage, () => {}),
      stop: async () => {},
      start: async () => ({ ok: true, value: null }),
      step: dieAt,
    },
    { file, identities: [identity], folders: [] },
    'test',
  );
