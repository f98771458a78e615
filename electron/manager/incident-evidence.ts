import { constants } from 'node:fs';
import { copyFile, rm, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Output } from '../../shared/contract/index.ts';
import { isWhole, lastIncident, recordedEvidence, stepsDone, type EvidenceVerdict } from '../core/incident/index.ts';
import type { Instance, ManagerDb } from '../core/kernel/index.ts';
import type { BackupJobs } from './backup-jobs.ts';
import type { Vault } from './vault-thread.ts';

type Deps = {
  readonly db: ManagerDb;
  readonly instance: Instance;
  readonly vault: Vault;
  readonly backups: BackupJobs;
};

type Kept = { readonly file: string; readonly sealedTo: 'kit' | 'own' };

/** The evidence of the last incident. */
function keptEvidence(db: ManagerDb): Result<Kept, 'no-evidence'> {
  const incident = lastIncident(db);
  const step = incident === null ? undefined : stepsDone(db, incident.id).find((one) => one.step === 'evidence');
  return step === undefined ? fail('no-evidence', 'No evidence was kept yet.') : ok(step.detail as unknown as Kept);
}

/** Look whether evidence is what was taken; inside as well, when it is sealed to a key of this computer. */
export async function lookAtEvidence(
  deps: Deps,
): Promise<Result<Output<'incident.evidence'>, 'no-evidence' | 'not-read'>> {
  const { db, instance, vault, backups } = deps;
  const kept = keptEvidence(db);
  if (!kept.ok) return kept;
  const { file, sealedTo } = kept.value;
  const path = join(instance.data.incidents, file);
  const identity = sealedTo === 'own' ? await backups.ownIdentity() : null;
  const verdict = await vault.run('verify-evidence', {
    file: path,
    identities: identity?.ok === true ? [identity.value] : null,
    recorded: recordedEvidence(instance.files.managerDb, file),
  });
  if (!verdict.ok) return fail('not-read', `The evidence could not be read. ${verdict.failure.message}`);
  const { size } = await stat(path);
  return ok({
    path,
    sizeBytes: size,
    sha256: verdict.value.sha256,
    isWhole: isWhole(verdict.value),
    text: describeVerdict(verdict.value),
  });
}

function describeVerdict({ beside, record, parts }: EvidenceVerdict): string {
  if (record === 'differs') return 'It is not the file that was kept: the record of this house names another hash.';
  if (beside === 'differs') return 'It is not the file that was kept: the hash beside it is another one.';
  const wrong = (parts ?? []).filter(({ state }) => state !== 'matches').map(({ name }) => name);
  if (wrong.length > 0) return `Inside it, this does not match: ${wrong.join(', ')}.`;
  const named =
    record === 'matches'
      ? 'Its hash is the one in the record of this house.'
      : beside === 'matches'
        ? 'Its hash is the one beside it; no record of this house names it.'
        : 'Nothing names its hash, so whether it is the one that was kept cannot be said.';
  return parts === null
    ? `${named} What is inside opens with your recovery kit alone.`
    : `${named} All ${parts.length} parts inside match.`;
}

/** Copy it with its hash, for a stick that is then taken out. An existing file is never written over. */
export async function copyEvidence(
  { db, instance }: Pick<Deps, 'db' | 'instance'>,
  folder: string,
): Promise<Result<{ path: string }, 'no-evidence' | 'bad-folder' | 'not-written'>> {
  const kept = keptEvidence(db);
  if (!kept.ok) return kept;
  const { file } = kept.value;
  const isFolder =
    isAbsolute(folder) &&
    (await stat(folder).then(
      (one) => one.isDirectory(),
      () => false,
    ));
  if (!isFolder) return fail('bad-folder', `${folder} is no folder. Give its whole path.`);
  const path = join(folder, file);
  const copied: string[] = [];
  try {
    for (const name of [file, `${file}.sha256`]) {
      await copyFile(join(instance.data.incidents, name), join(folder, name), constants.COPYFILE_EXCL);
      copied.push(join(folder, name));
    }
    return ok({ path });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    await Promise.all(copied.map((one) => rm(one, { force: true })));
    const why = code === 'EEXIST' ? 'it is there already' : code;
    return fail('not-written', `${path} could not be written (${why}). Choose another folder.`);
  }
}
