import {
  inGeneration,
  SecretsUnavailable,
  sweepHalfWritten,
  sweepWorkFolders,
  takePermit,
  type Instance,
} from '../core/kernel/index.ts';
import { writeLockNote } from '../core/incident/index.ts';
import { applyKeys, sweepGenerations } from '../core/backups/index.ts';
import { TOPICS, type Topic } from '../../shared/contract/bridge.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Generations } from './backup-jobs.ts';
import type { ManagerDeps } from './core.ts';
import { composeManager, type Manager } from './manager.ts';
import { createPractise } from './practise.ts';
import { addressToAsk } from './probing.ts';
import { healthProblem } from './serve-beside.ts';

/** What the contract takes. */
const LONGEST_REASON = 200;

/**
 * The owner's side that outlives a restore: whoever holds it keeps one dispatcher and one subscription while the manager
 * behind is ended on one generation of the data and started on the next.
 */
export async function createManager(
  deps: Omit<ManagerDeps, 'generations' | 'practise'>,
): Promise<Result<Manager, 'database' | 'secrets'>> {
  const { secrets, clock, log } = deps;
  const { data } = deps.instance;
  const practise = createPractise(deps);
  const listeners = new Set<(topic: Topic) => void>();
  const changed = (topic: Topic) => {
    for (const listener of listeners) listener(topic);
  };
  let inner: Manager | null = null;
  let lastStatus: ReturnType<Manager['status']> | null = null;
  let port = deps.port;
  let settled = Promise.withResolvers<void>();
  let isStopped = false;
  /** Closings that wait for the next generation: it serves nothing before it has heard them, whatever the permit says. */
  let closings = 0;

  const compose = async (instance: Instance): Promise<Result<Manager, 'database' | 'secrets'>> => {
    try {
      await applyKeys(instance.files.folder, secrets);
    } catch (error) {
      if (error instanceof SecretsUnavailable) return fail('secrets', error.message);
      throw error;
    }
    const made = await composeManager({ ...deps, instance, port, generations, practise });
    if (!made.ok) return made;
    inner = made.value;
    inner.onChange(changed);
    // Another generation of the data: nothing that was asked before still holds.
    for (const topic of TOPICS) changed(topic);
    settled.resolve();
    return made;
  };

  const generations: Generations = {
    async stop() {
      const ending = inner;
      if (ending === null) return;
      lastStatus = ending.status();
      // With --port 0 the system chose; after a restore the house is found where it was.
      const address = lastStatus.addresses[0];
      if (address !== undefined) port = Number(new URL(address).port);
      inner = null;
      settled = Promise.withResolvers<void>();
      await ending.stop();
    },
    async start(generation) {
      const made = await compose(inGeneration(deps.instance, generation));
      if (!made.ok) return made;
      if (isStopped) return fail('stopped', 'Holdfast was stopped meanwhile.');
      const mayServe = () => closings === 0 && made.value.status().house === 'open';
      if (!mayServe()) return ok(null);
      const opened = await made.value.open();
      // Closed while it came up: the restore has ended at its flip, and is not taken back for that.
      if (!mayServe()) return ok(null);
      if (!opened.ok) return opened;
      return answersWell(opened.value.addresses);
    },
  };

  sweepGenerations(data, deps.instance.generation, clock.now());
  const swept = sweepWorkFolders(data);
  if (swept > 0) log.info('work.swept', { folders: swept });
  for (const folder of [data.root, data.incidents, deps.instance.files.folder]) sweepHalfWritten(folder);
  const first = await compose(deps.instance);
  if (!first.ok) return first;
  const present = async (): Promise<Manager> => {
    while (inner === null) await settled.promise;
    return inner;
  };
  return ok({
    dispatcher: {
      async call(name, input, actor) {
        // A restore may be between two generations: closing does not wait for it.
        if (inner !== null || name !== 'incident.lockDown')
          return (await present()).dispatcher.call(name, input, actor);
        closings += 1;
        try {
          const permitProblem = takePermit(data.permit);
          // The next generation finds the house closed before this call reaches it, and asks the note why.
          writeLockNote(data.lockNote, { reason: reasonIn(input), actor, lockedAt: clock.now() });
          log.warn('incident.locked-during-restore', { actor, permitProblem });
          return await (await present()).dispatcher.call(name, input, actor);
        } finally {
          closings -= 1;
        }
      },
    },
    open: async () => (await present()).open(),
    status: () => inner?.status() ?? { ...lastStatus!, addresses: [], probe: { kind: 'asking' } },
    woke: () => inner?.woke(),
    lookedForUpdate: (found) => inner?.lookedForUpdate(found),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async stop() {
      isStopped = true;
      await inner?.stop();
    },
  });
}

/** Why the house is to be closed, before the dispatcher has parsed it. */
function reasonIn(input: unknown): string {
  const { reason } = (input ?? {}) as { readonly reason?: unknown };
  return typeof reason === 'string' && reason !== '' ? reason.slice(0, LONGEST_REASON) : 'Closed by the owner';
}

/** The house serves from its new generation: asked from outside, as a client would. */
async function answersWell(addresses: readonly string[]): Promise<Result<null>> {
  const address = addressToAsk(addresses);
  if (address === null) return fail('not-healthy', 'Nothing listens.');
  const problem = await healthProblem(address);
  return problem === null ? ok(null) : fail('not-healthy', problem);
}
