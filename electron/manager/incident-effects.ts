import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../shared/result.ts';
import { record } from '../core/audit/index.ts';
import { backupSettings, databasesOf, recipientOf, type BackupRow } from '../core/backups/index.ts';
import {
  evidenceFileName,
  freeReserve,
  type Compared,
  type Effect,
  type Incident,
  type LaterStep,
  type Story,
} from '../core/incident/index.ts';
import {
  workFolder,
  type Clock,
  type Instance,
  type Log,
  type ManagerDb,
  type SecretStore,
} from '../core/kernel/index.ts';
import type { BackupJobs } from './backup-jobs.ts';
import type { MediaTools } from './ffmpeg.ts';
import { changeKeys } from './incident-keys.ts';
import { beforeIt, connectedAt, toCompareWith, whenItBegan } from './incident-report.ts';
import { programFolder } from './program-folder.ts';
import type { Rotations } from './rotations.ts';
import type { Vault } from './vault-thread.ts';

/** ARCHITECTURE 5: what evidence may take. */
const EVIDENCE_MS = 60_000;

export type EffectDeps = {
  readonly db: ManagerDb;
  readonly instance: Instance;
  readonly clock: Clock;
  readonly log: Log;
  readonly secrets: SecretStore;
  readonly rotations: Rotations;
  readonly backups: BackupJobs;
  readonly vault: Vault;
  readonly version: string;
  readonly node: string;
  readonly tools: MediaTools;
  /** @returns what the journal keeps of it. */
  readonly writeReport: (incident: Incident) => { readonly file: string; readonly story: Story };
};

/** What the later steps of a closing do, each in a way that may be repeated. */
export function createEffects(deps: EffectDeps): { readonly [S in LaterStep]: Effect } {
  return {
    evidence: (incident, signal) => keepEvidence(deps, incident, signal),
    rotate: (incident) => changeKeys(deps, incident),
    compare: (incident, signal) => compare(deps, incident, signal),
    report: async (incident) => ok(deps.writeReport(incident)),
  };
}

/** Run a job of the vault that ends with a signal, before its turn as well. */
async function withEnd<T>(vault: Vault, signal: AbortSignal, run: () => Promise<Result<T>>): Promise<Result<T>> {
  signal.addEventListener('abort', vault.abort);
  try {
    return await run();
  } finally {
    signal.removeEventListener('abort', vault.abort);
  }
}

/** Run a job with a deadline of its own: waiting for its turn does not count, and what else waits is not ended by it. */
async function withDeadline<T>(
  ms: number,
  run: (begun: (end: () => void) => void) => Promise<Result<T>>,
): Promise<Result<T>> {
  let isLate = false;
  let timer: NodeJS.Timeout | null = null;
  const begun = (end: () => void) => {
    timer = setTimeout(() => {
      isLate = true;
      end();
    }, ms);
  };
  const result = await run(begun).finally(() => clearTimeout(timer ?? undefined));
  return isLate && !result.ok ? fail('too-slow', `It took longer than ${ms / 1000} s and was stopped.`) : result;
}

async function keepEvidence(
  deps: EffectDeps,
  incident: Incident,
  signal: AbortSignal,
): Promise<Result<Record<string, unknown>>> {
  const { db, instance, clock, vault, version } = deps;
  const { data } = instance;
  const kit = backupSettings(db).recoveryRecipient;
  const recipient = kit === null ? await ownRecipient(deps) : ok(kit);
  if (!recipient.ok)
    return fail('no-key', `Evidence is not kept yet: there is no recovery kit, and ${recipient.failure.message}`);
  const name = evidenceFileName(incident);
  const target = join(data.incidents, name);
  const folder = workFolder(data, 'evidence');
  const program = programFolder();
  const take = () =>
    withEnd(vault, signal, () =>
      withDeadline(EVIDENCE_MS, (begun) =>
        vault.run(
          'evidence',
          {
            connected: connectedAt(db, incident),
            incident: { id: incident.id, reason: incident.reason, actor: incident.actor, openedAt: incident.openedAt },
            holdfast: version,
            installationId: instance.installationId,
            databases: databasesOf(instance.files),
            root: data.root,
            logs: data.logs,
            cache: data.cache,
            backups: data.backups,
            reserve: data.reserve,
            programFolders: ['electron', 'shared', 'renderer', 'resources'].map((folder) => join(program, folder)),
            programFiles: [
              join(program, 'package.json'),
              join(program, 'package-lock.json'),
              deps.node,
              ...[deps.tools.ffmpeg, deps.tools.ffprobe].filter((path) => path !== null),
            ],
            target,
            workFolder: folder,
            recipients: [recipient.value],
            now: clock.now(),
            pid: process.pid,
          },
          begun,
        ),
      ),
    );
  try {
    let taken = await take();
    if (!taken.ok && taken.failure.code === 'disk-full') {
      freeReserve(data.reserve);
      taken = await take();
    }
    if (!taken.ok) return fail('not-kept', `Evidence is not kept yet. ${taken.failure.message}`);
    const detail = { file: name, ...taken.value, sealedTo: kit === null ? 'own' : 'kit' };
    if (!db.open || signal.aborted) return fail('stopped', 'It was stopped.');
    // In the sealed record, so that a file exchanged later is found out without the kit.
    record(db, { at: clock.now(), actor: 'holdfast', event: 'incident.evidence-kept', detail: { id: incident.id, file: name, sha256: taken.value.sha256 } }); // prettier-ignore
    return ok(detail);
  } finally {
    // A thread that was ended could not.
    await rm(folder, { recursive: true, force: true });
    await rm(`${target}.part`, { force: true });
  }
}

async function ownRecipient({ backups }: EffectDeps): Promise<Result<string>> {
  const identity = await backups.ownIdentity();
  return identity.ok ? ok((await recipientOf(identity.value))!) : identity;
}

async function compare(
  deps: EffectDeps,
  incident: Incident,
  signal: AbortSignal,
): Promise<Result<Record<string, unknown>>> {
  const { db, clock, backups } = deps;
  const began = whenItBegan(db, incident, clock.now());
  const chosen = toCompareWith(backups.list(), beforeIt(began, incident, clock.now()), incident.openedAt);
  const compared = await compareWith(deps, chosen?.backup ?? null, signal);
  if (!compared.ok)
    return fail('not-compared', `It could not be compared with the last good backup. ${compared.failure.message}`);
  const { backup, files } = compared.value;
  return ok({
    backup: backup?.madeAt ?? null,
    isBefore: chosen?.isBefore ?? true,
    differences: backup?.differences ?? [],
    files,
  });
}

/** What differs now from a backup; files also without one. */
async function compareWith(
  { instance, backups, vault }: Pick<EffectDeps, 'instance' | 'backups' | 'vault'>,
  backup: BackupRow | null,
  signal: AbortSignal,
): Promise<Result<Compared>> {
  const file = backup === null ? null : backups.pathOf(backup.fileName, 'own');
  const identity = file === null ? null : await backups.ownIdentity();
  if (identity?.ok === false) return identity;
  const chosen = file === null || identity === null ? null : { file, identities: [identity.value] };
  const folder = workFolder(instance.data, 'compare');
  try {
    return await withEnd(vault, signal, () =>
      vault.run('compare', {
        backup: chosen,
        managerDb: instance.files.managerDb,
        libraryDb: instance.files.libraryDb,
        data: instance.data,
        workFolder: folder,
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
