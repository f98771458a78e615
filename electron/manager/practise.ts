import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { generatePassword } from '../../shared/generate-password.ts';
import type { IncidentState } from '../../shared/contract/incident.ts';
import { fail, ok } from '../../shared/result.ts';
import { databasesOf } from '../core/backups/index.ts';
import { isWhole, verifyEvidence } from '../core/incident/index.ts';
import {
  claimDataFolder,
  createLog,
  createRotatingFile,
  deletePermit,
  managerMigrations,
  openWritable,
  workFolder,
  writePermit,
  type Clock,
  type Instance,
  type ManagerDb,
} from '../core/kernel/index.ts';
import type { HostProgram } from './core.ts';
import type { MediaTools } from './ffmpeg.ts';
import type { Practise } from './incident-practices.ts';
import { createKeyFile } from './key-file.ts';
import { composeManager, type Manager } from './manager.ts';
import { healthProblem } from './serve-beside.ts';
import type { Vault } from './vault-thread.ts';

const OWNER = 'holdfast-practice';
const ACTOR = 'holdfast';
const ANSWER_DEADLINE_MS = 10_000;
const EVIDENCE_DEADLINE_MS = 90_000;

export type PractiseDeps = {
  readonly clock: Clock;
  readonly node: string;
  readonly version: string;
  readonly tools: MediaTools;
  readonly program: HostProgram;
};

/** Why a practice ended early, in a sentence. */
class Unfit extends Error {}

/**
 * Close and reopen a copy of the house (INC-14): a data folder of its own with copies of the databases, keys of its own, its
 * own server and worker on loopback, and a made-up owner. Everything is done by the product's own commands. Wiped at the
 * end; the live house is only read.
 */
export const createPractise =
  (deps: PractiseDeps): Practise =>
  async (live, vault, signal, onStep) => {
    const root = workFolder(live.data, 'practice');
    let shadow: Shadow | null = null;
    const onAbort = () => void shadow?.kill();
    signal.addEventListener('abort', onAbort);
    try {
      shadow = await copyHouse(deps, live, vault, root);
      if (signal.aborted) await shadow.kill();
      await rehearse(shadow, deps.clock, (text) => onStep({ at: new Date(deps.clock.now()).toISOString(), text }));
      return ok(null);
    } catch (error) {
      if (signal.aborted) return fail('stopped', 'The practice was stopped, because the house itself was closed.');
      if (!(error instanceof Unfit)) throw error;
      return fail('practice-failed', `The practice failed: ${error.message} Your house was not touched.`);
    } finally {
      signal.removeEventListener('abort', onAbort);
      await shadow?.end();
      rmSync(root, { recursive: true, force: true });
    }
  };

type Shadow = {
  readonly instance: Instance;
  readonly manager: Manager;
  readonly password: string;
  /** Cut at once, as closing does. */
  readonly kill: () => Promise<void>;
  readonly end: () => Promise<void>;
};

async function copyHouse(deps: PractiseDeps, live: Instance, vault: Vault, root: string): Promise<Shadow> {
  const claimed = claimDataFolder(root);
  if (!claimed.ok) throw new Unfit(claimed.failure.message);
  const instance = claimed.value;
  const files = databasesOf(instance.files);
  const pairs = Object.entries(databasesOf(live.files))
    .filter(([, path]) => existsSync(path))
    .map(([name, from]) => ({ from, to: files[name as keyof typeof files] }));
  const copied = await vault.run('snapshot', { pairs });
  if (!copied.ok) {
    instance.release();
    throw new Unfit(copied.failure.message);
  }
  forgetFolders(files.manager);
  writePermit(instance.data.permit, instance.generation);
  const logFile = createRotatingFile(join(instance.data.logs, 'manager.log'));
  const composed = await composeManager({
    ...deps,
    instance,
    log: createLog('practice', logFile),
    secrets: createKeyFile(root, instance.installationId),
    port: 0,
    host: '127.0.0.1',
    scheduler: { every: () => () => {} },
    generations: { stop: async () => {}, start: async () => fail('practice', 'Nothing is restored in a practice.') },
    practise: async () => fail('practice-failed', 'This is the practice.'),
  });
  if (!composed.ok) {
    logFile.close();
    instance.release();
    throw new Unfit(composed.failure.message);
  }
  const manager = composed.value;
  return {
    instance,
    manager,
    password: generatePassword(OWNER),
    async kill() {
      deletePermit(instance.data.permit);
      await manager.dispatcher.call('incident.lockDown', {}, ACTOR);
    },
    async end() {
      await manager.stop();
      logFile.close();
      instance.release();
    },
  };
}

/** A copy that plays nothing need not walk through anybody's films. */
function forgetFolders(managerDb: string): void {
  const opened = openWritable<ManagerDb>(managerDb, managerMigrations, 'process-crash');
  if (!opened.ok) throw new Unfit(opened.failure.message);
  opened.value.exec('DELETE FROM library_grant; DELETE FROM library');
  opened.value.close();
}

async function rehearse(
  { instance, manager, password }: Shadow,
  clock: Clock,
  done: (text: string) => void,
): Promise<void> {
  const call = async <T>(method: string, input: unknown = {}): Promise<T> => {
    const answer = await manager.dispatcher.call(method, input, ACTOR);
    if (!answer.ok) throw new Unfit(answer.failure.message);
    return answer.value as T;
  };
  const state = async () => (await call<{ incident: IncidentState | null }>('incident.state')).incident;
  await call('accounts.create', { name: OWNER, password, role: 'owner' });
  const opened = await manager.open();
  const url = opened.ok ? opened.value.addresses.find((address) => address.startsWith('http://127.0.0.1:')) : undefined;
  if (url === undefined) throw new Unfit(opened.ok ? 'The copy does not serve.' : opened.failure.message);
  const captured = await signIn(url, password);
  if (captured === null || !(await opens(url, captured))) throw new Unfit('Nobody could sign in to the copy.');
  done('A copy of the house serves on this computer, and somebody is signed in there.');

  const before = clock.monotonic();
  await call('incident.lockDown', { reason: 'Practice' });
  const tookMs = Math.round(clock.monotonic() - before);
  if (await answers(url)) throw new Unfit('The copy still answered after it was closed.');
  done(`Closed in ${tookMs} ms: nothing answers any more.`);

  const until = clock.monotonic() + EVIDENCE_DEADLINE_MS;
  while ((await stepState(state, 'evidence')) === 'waiting' || (await stepState(state, 'evidence')) === 'running') {
    if (clock.monotonic() > until) throw new Unfit('Evidence was not kept in time.');
    await changedOnce(manager);
  }
  const evidence = (await state())?.steps.find(({ step }) => step === 'evidence');
  if (evidence?.state !== 'done') throw new Unfit(evidence?.text ?? 'There is no evidence.');
  await checkEvidence(instance);
  done('Evidence was kept, and is whole.');

  const next = generatePassword(OWNER);
  await call('incident.reopen', { stage: 'computer', ownerName: OWNER, password, newPassword: next });
  const here = manager.status().addresses[0];
  if (here === undefined || (await opens(here, captured))) throw new Unfit('What was captured before opened the copy.');
  if ((await signIn(here, password)) !== null) throw new Unfit("The owner's old password still opened the copy.");
  if ((await signIn(here, next)) === null) throw new Unfit('The owner could not sign in with the new password.');
  done(
    'Keys were changed; reopened on this computer after a green check. Old sessions and the old password are refused.',
  );

  await call('incident.reopen', { stage: 'home', ownerName: OWNER, password: next });
  const home = manager.status().addresses[0];
  if (home === undefined || !(await answers(home))) throw new Unfit('The copy did not come back.');
  done('Reopened for everybody after a green check. The copy is wiped.');
}

const stepState = async (state: () => Promise<IncidentState | null>, name: string) =>
  (await state())?.steps.find(({ step }) => step === name)?.state;

/** Until the manager says that something changed; at most a second, because what it says may just have been said. */
const changedOnce = (manager: Manager): Promise<void> =>
  new Promise((resolve) => {
    const settle = () => {
      clearTimeout(timer);
      end();
      resolve();
    };
    const timer = setTimeout(settle, 1_000);
    const end = manager.onChange(settle);
  });

async function checkEvidence({ data }: Instance): Promise<void> {
  const name = readdirSync(data.incidents).find((one) => one.endsWith('.hfe'));
  if (name === undefined) throw new Unfit('The evidence is not where it should be.');
  const file = join(data.incidents, name);
  const verdict = await verifyEvidence({ file, identities: null, recorded: null });
  if (!verdict.ok || verdict.value.beside !== 'matches' || !isWhole(verdict.value))
    throw new Unfit('The evidence does not match its hash.');
}

/** @returns a token, or null when it was refused. */
async function signIn(url: string, password: string): Promise<string | null> {
  const login = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: OWNER, password }),
    signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
  });
  return login.ok ? ((await login.json()) as { accessToken: string }).accessToken : null;
}

async function opens(url: string, token: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${url}/api/v1/items?limit=1`, { headers, signal: AbortSignal.timeout(ANSWER_DEADLINE_MS) })).ok;
}

const answers = async (url: string): Promise<boolean> => (await healthProblem(url)) !== 'It does not answer.';
