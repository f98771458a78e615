import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FromServer, ServerStart, ToServer } from '../../shared/control/server.ts';
import { generatePassword } from '../../shared/generate-password.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { createAccount } from '../core/accounts/index.ts';
import type { BackupProblem, Staged, StageInput } from '../core/backups/index.ts';
import {
  generationFiles,
  lendAuditKey,
  managerMigrations,
  newId,
  newToken,
  openWritable,
  writePermit,
  type Clock,
  type DataFolder,
  type Log,
  type ManagerDb,
} from '../core/kernel/index.ts';
import { permittedProcess } from './children.ts';
import { supervise } from './supervisor.ts';

const START_DEADLINE_MS = 30_000;
const ANSWER_DEADLINE_MS = 10_000;
const CANARY = 'holdfast-drill';

export type DrillDeps = {
  readonly data: DataFolder;
  readonly clock: Clock;
  readonly log: Log;
  readonly node: string;
  readonly version: string;
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
      (await serveAndSignIn(deps, folder, password));
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

async function serveAndSignIn(deps: DrillDeps, folder: string, password: string): Promise<string | null> {
  const { data, log, clock, node, version } = deps;
  const files = generationFiles(folder);
  const permit = join(folder, 'open.permit');
  writePermit(permit, 'drill');
  const listening = Promise.withResolvers<Result<string>>();
  const greeting: ServerStart = {
    kind: 'start',
    version,
    serverName: 'drill',
    port: 0,
    host: '127.0.0.1',
    permit,
    generation: 'drill',
    files,
    artFolder: join(data.cache, 'art'),
    cacheFolder: data.cache,
    signingKey: newToken(),
    // There is no worker: nothing is played in a drill.
    worker: { socket: join(folder, 'no-worker.sock'), token: newToken() },
    network: { access: { kind: 'this-computer' }, hostNames: [] },
    limits: {
      socketsPerAddress: 10,
      socketsInAll: 10,
      streams: 1,
      requestsPerMinute: 60,
      sessionRequestsPerMinute: 60,
    },
  };
  const server = supervise<FromServer, ToServer>({
    name: 'drill',
    log,
    clock,
    command: () => permittedProcess(node, 'server', [files.serverFolder]),
    greeting: () => greeting,
    drain: { kind: 'drain' },
    onMessage(message) {
      if (message.kind === 'listening') listening.resolve(ok(`http://127.0.0.1:${message.port}`));
      else if (message.kind === 'failed' || message.kind === 'stays-closed')
        listening.resolve(fail('drill-failed', message.message));
    },
    onState: () => {},
    onOutput: () => {}, // its requests are ours alone
  });
  const timer = setTimeout(
    () => listening.resolve(fail('drill-failed', 'The restored server did not come up in time.')),
    START_DEADLINE_MS,
  );
  try {
    server.start();
    const came = await listening.promise;
    return came.ok ? await signIn(came.value, password) : came.failure.message;
  } finally {
    clearTimeout(timer);
    await server.stop();
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
