import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { generatePassword } from '../../shared/generate-password.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { createAccount } from '../core/accounts/index.ts';
import type { BackupProblem, Manifest, Staged, StageInput } from '../core/backups/index.ts';
import {
  generationFiles,
  lendAuditKey,
  managerMigrations,
  newId,
  newToken,
  openWritable,
  type ManagerDb,
} from '../core/kernel/index.ts';
import type { Counted, CountInput, Shown } from './restored-house.ts';
import { serveBeside, type BesideDeps } from './serve-beside.ts';

const ANSWER_DEADLINE_MS = 10_000;
const CANARY = 'holdfast-drill';

export type DrillDeps = BesideDeps & {
  readonly stage: (input: StageInput) => Promise<Result<Staged, BackupProblem>>;
  /** Ask a server for all it shows. */
  readonly count: (input: CountInput) => Promise<Result<Counted, BackupProblem>>;
};

/**
 * Show that a backup can become a house again (DB-10): restored into a generation beside the one in use, served by a second
 * server on loopback alone, where a made-up person signs in and is shown as many libraries and titles as the backup says it
 * holds. Wiped at the end, whatever came of it.
 */
export async function drill(
  deps: DrillDeps,
  backup: { readonly file: string; readonly identities: readonly string[] },
): Promise<Result<Staged, BackupProblem | 'drill-failed'>> {
  const folder = join(deps.data.generations, `${newId()}.staging`);
  try {
    const staged = await deps.stage({ ...backup, folder });
    if (!staged.ok) return staged;
    const password = generatePassword(CANARY);
    const problem =
      (await addCanary(deps, folder, password, staged.value.secrets['audit-key'])) ??
      (await serveBeside(deps, folder, async (url) => {
        const entered = await signIn(url, password);
        return entered.ok
          ? missing(deps, staged.value.manifest, { url, folder, ...entered.value })
          : entered.failure.message;
      }));
    if (deps.signal.aborted) return fail('stopped', 'The drill was stopped. Nothing of it is left.');
    return problem === null ? staged : fail('drill-failed', `${problem} Make a new backup, then drill again.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function addCanary(
  { clock }: DrillDeps,
  folder: string,
  password: string,
  auditKey: string = newToken(),
): Promise<string | null> {
  const opened = openWritable<ManagerDb>(generationFiles(folder).managerDb, managerMigrations, 'process-crash');
  if (!opened.ok) return opened.failure.message;
  const db = opened.value;
  try {
    lendAuditKey(db, auditKey);
    const account = { name: CANARY, password, role: 'owner', libraries: [] } as const;
    const created = await createAccount({ db, clock }, account, 'holdfast');
    return created.ok ? null : created.failure.message;
  } finally {
    db.close();
  }
}

async function signIn(url: string, password: string): Promise<Result<{ accessToken: string }>> {
  try {
    const login = await fetch(`${url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: CANARY, password }),
      signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
    });
    if (!login.ok) return fail('not-entered', `Nobody could sign in to the restored house (${login.status}).`);
    const { accessToken } = (await login.json()) as { accessToken: string };
    return ok({ accessToken });
  } catch (error) {
    return fail('not-entered', `The restored server did not answer (${(error as Error).name}).`);
  }
}

/** @returns what the second server does not show of what the backup says it holds, in a sentence, or null. */
async function missing({ count }: DrillDeps, manifest: Manifest, input: CountInput): Promise<string | null> {
  const counted = await count(input);
  if (!counted.ok) return counted.failure.message;
  return counted.value.problem === null ? difference(manifest, counted.value.shown) : counted.value.problem;
}

/** What differs between what a backup says it holds and what a house restored from it shows; null when nothing does. */
export function difference({ databases }: Manifest, shown: Shown): string | null {
  const libraries = databases.manager.counts['library'] ?? 0;
  if (shown.libraries !== libraries)
    return `The restored house shows ${shown.libraries} libraries, and the backup says it holds ${libraries}.`;
  const items = (databases.library?.counts['item'] ?? 0) - shown.orphans;
  if (shown.items !== items)
    return `The restored house shows ${shown.items} titles, and the backup says it holds ${items}.`;
  return null;
}
