import type { Topic } from '../../shared/contract/bridge.ts';
import type { SystemStatus } from '../../shared/contract/system.ts';
import { ok, type Result } from '../../shared/result.ts';
import { ownUsage } from '../core/kernel/index.ts';
import { createAuditKeeper } from './audit-keeper.ts';
import type { ManagerDeps, StartProblem } from './core.ts';
import { createDispatcher, type Dispatcher } from './dispatcher.ts';
import { createHandlers } from './handlers/index.ts';
import { createKeepers, type Keepers } from './keepers.ts';
import { createNews } from './news.ts';
import { openData } from './open-data.ts';
import { createProcesses, type Processes } from './processes.ts';
import { programFolder } from './program-folder.ts';
import { recordStart } from './system-events.ts';
import { createUsageHours } from './usage-hours.ts';
import { createUsageKeeper, type UsageKeeper } from './usage-keeper.ts';

export type Manager = {
  readonly dispatcher: Dispatcher;
  /** Start serving if the house may be open. */
  readonly open: () => Promise<Result<{ addresses: string[] }, StartProblem>>;
  readonly status: () => SystemStatus;
  /** The computer was asleep. */
  readonly woke: () => void;
  /** Whoever installs updates looked for one, and found what in a sentence (UPD-01, MNT-05). */
  readonly lookedForUpdate: (found: string) => void;
  /** Called after every change with what to ask for again. @returns what ends the subscription. */
  readonly onChange: (listener: (topic: Topic) => void) => () => void;
  readonly stop: () => Promise<void>;
};

/**
 * The owner's side on one generation of the data: opens manager.db, owns policy, secrets and schedule, starts and watches
 * server and worker, answers the contract. Knows neither Electron nor a terminal.
 */
export async function composeManager(deps: ManagerDeps): Promise<Result<Manager, 'database' | 'secrets'>> {
  const opened = await openData(deps);
  if (!opened.ok) return opened;
  const { db, auditKey, signingKey } = opened.value;
  const { instance, clock, log } = deps;

  recordStart({ db, clock, log }, deps.version);
  const news = createNews(db);
  const audit = createAuditKeeper({
    db,
    key: auditKey,
    instance,
    clock,
    log,
    chained: (ids) => processes.server.auditChained(ids),
  });
  const processes: Processes = createProcesses({
    ...deps,
    db,
    signingKey,
    news,
    mayServe: () => keepers.incidents.mayServe(),
    isForThisComputer: () => keepers.incidents.isForThisComputer(),
    takeAudit: audit.take,
    measured: { server: (of) => usage.server(of), worker: (of) => usage.worker(of) },
  });
  const { server, worker } = processes;
  const usageHours = createUsageHours({ db, clock });
  const usage: UsageKeeper = createUsageKeeper({
    clock,
    own: ownUsage,
    ask: () => {
      server.measure();
      worker.measure();
    },
    changed: () => news.tell('usage'),
    measured: usageHours.take,
  });
  const keepers: Keepers = createKeepers({ ...deps, db, news, audit, usage, usageHours, processes });

  const handlers = createHandlers({
    ...keepers,
    db,
    instance,
    clock,
    log,
    secrets: deps.secrets,
    ownFolders: [instance.data.root, programFolder()],
    changed: news.changed,
    open: processes.open,
    pause: processes.pause,
    usage: usage.samples,
    usageWeek: usageHours.week,
    verifyAudit: audit.verify,
    scans: worker.scans,
    startScan: worker.startScan,
    cancelScan: worker.cancelScan,
    forgetLibrary: worker.forgetLibrary,
    cleanConversions: worker.cleanConversions,
    networkChanged: server.networkChanged,
    serverRenamed: server.renamed,
    sessionsChanged: server.sessionsChanged,
    stopPlayback: server.stopPlayback,
    banLifted: server.banLifted,
    banned: server.ban,
  });
  const dispatcher = createDispatcher(handlers, log);

  keepers.incidents.begin();
  return ok({
    dispatcher: {
      async call(name, input, actor) {
        const result = await dispatcher.call(name, input, actor);
        news.tellOfAudit();
        return result;
      },
    },
    open: processes.open,
    status: keepers.status,
    woke: keepers.woke,
    lookedForUpdate: keepers.lookedForUpdate,
    onChange: news.onTold,
    async stop() {
      usage.stop();
      usageHours.write();
      await keepers.stop();
      await processes.stop();
      audit.end(); // the last notes of the server
      processes.cleanUp();
      db.close();
    },
  });
}
