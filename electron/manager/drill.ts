import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { generatePassword } from '../../shared/generate-password.ts';
import { fail, type Result } from '../../shared/result.ts';
import { createAccount } from '../core/accounts/index.ts';
import type { BackupProblem, Staged, StageInput } from '../core/backups/index.ts';
import {
  generationFiles,
  lendAuditKey,
  managerMigrations,
  newId,
  newToken,
  openWritable,
  type ManagerDb,
} from '../core/kernel/index.ts';
import { serveBeside, type BesideDeps } from './serve-beside.ts';

const ANSWER_DEADLINE_MS = 10_000;
const CANARY = 'holdfast-drill';

export type DrillDeps = BesideDeps & {
  readonly stage: (input: StageInput) => Promise<Result<Staged, BackupProblem>>;
};

/**
 * Show that a backup can become a house again (DB-10): restored into a generation beside the one in use, served by a second
 * server on loopback alone, where a made-up person signs in and asks for the films. Wiped at the end, whatever came of it.
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
      (await serveBeside(deps, folder, (url) => signIn(url, password)));
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

/** @returns what went wrong in a sentence, or null. */
async function signIn(url: string, password: string): Promise<string | null> {
  const signal = AbortSignal.timeout(ANSWER_DEADLINE_MS);
  try {
    const login = await fetch(`${url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: CANARY, password }),
      signal,
    });
    if (!login.ok) return `Nobody could sign in to the restored house (${login.status}).`;
    const { accessToken } = (await login.json()) as { accessToken: string };
    const films = await fetch(`${url}/api/v1/items?limit=1`, {
      headers: { authorization: `Bearer ${accessToken}` },
      signal,
    });
    return films.ok ? null : `The restored house did not show its films (${films.status}).`;
  } catch (error) {
    return `The restored server did not answer (${(error as Error).name}).`;
  }
}
