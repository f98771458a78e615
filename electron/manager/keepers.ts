import type { Topic } from '../../shared/contract/bridge.ts';
import { whoWasConnected } from '../core/incident/index.ts';
import { defaultKeyFolder, type ManagerDb } from '../core/kernel/index.ts';
import type { AuditKeeper } from './audit-keeper.ts';
import { createBackupJobs } from './backup-jobs.ts';
import { createChecklist } from './checklist.ts';
import type { ManagerCore, ManagerDeps } from './core.ts';
import { createIncidentKeeper } from './incident-keeper.ts';
import { ownRecheck } from './incident-recheck.ts';
import { integrityProblems } from './integrity.ts';
import { keyFilePath } from './key-file.ts';
import { createMaintenance } from './maintenance/keeper.ts';
import { storeAccessRule, storeHostNames } from './network-settings.ts';
import type { News } from './news.ts';
import type { Processes } from './processes.ts';
import { askWhetherThere, createProbing } from './probing.ts';
import { programFolder } from './program-folder.ts';
import { withLibrary } from './read-sessions.ts';
import { signingKeyRotation, type Rotations } from './rotations.ts';
import { createSystemStatus } from './system-status.ts';
import type { UsageHours } from './usage-hours.ts';
import type { UsageKeeper } from './usage-keeper.ts';
import { createVault } from './vault-thread.ts';

/** Changes of these are worth a look of the checklist; a scan's progress or who plays what is not. */
const LOOKED_AT_AGAIN = new Set<Topic>(['status', 'people', 'network', 'backups', 'incident', 'maintenance']);
/** New films appear by themselves within this; an unchanged folder costs a walk and no reading. */
const RESCAN = '*/15 * * * *';
/** LOG-06; an hour when nobody watches, and also at each start. */
const PRUNE = '17 4 * * *';

export type Keepers = ReturnType<typeof createKeepers>;

/** Those who look after the house from one day to the next, a slice each, and what they have of each other. */
export function createKeepers(
  deps: ManagerDeps & {
    readonly db: ManagerDb;
    readonly news: News;
    readonly audit: AuditKeeper;
    readonly usage: UsageKeeper;
    readonly usageHours: UsageHours;
    readonly processes: Processes;
  },
) {
  const { db, instance, clock, secrets, scheduler, news, audit, usage, processes } = deps;
  const { server, worker } = processes;
  const changing = (topic: Topic) => () => news.changed(topic);

  const endRescans = scheduler.every(RESCAN, worker.scanAll);
  audit.prune();
  const endPruning = scheduler.every(PRUNE, audit.prune);

  const rotations: Rotations = { 'signing-key': signingKeyRotation(db, server.useSigningKey) };
  const backups = createBackupJobs({ ...deps, changed: changing('backups') });
  // Of its own: closing again ends what the backups do, and not the evidence.
  const vault = createVault(changing('incident'));

  const incidents = createIncidentKeeper({
    ...deps,
    backups,
    vault,
    rotations,
    cut: () => {
      backups.abort();
      return processes.cut();
    },
    connected: (lockedAt) => {
      try {
        return withLibrary(instance, (read) => whoWasConnected(read, server.cutSockets(), lockedAt));
      } catch (error) {
        // A full disk, a damaged file, a bug of ours: the house is being closed, and its incident must still be written.
        deps.log.error('incident.connections-unknown', { error });
        return null;
      }
    },
    open: processes.open,
    stopServing: processes.stopServing,
    recheck: ownRecheck({
      instance,
      secrets,
      vault,
      verifyAudit: audit.verify,
      addresses: server.addresses,
      criticalProblems: () => checklist.criticalProblems(),
    }),
    changed: changing('incident'),
  });

  const probing = createProbing({
    addresses: server.addresses,
    ask: askWhetherThere,
    changed: () => news.tell('status'),
    hangs: processes.serverHangs,
  });
  news.onChanged((topic) => {
    if (topic === 'status' || topic === 'incident') probing.lookIfMoved();
  });
  const { status, secretsAnswered } = createSystemStatus({
    ...deps,
    probe: probing.probe,
    mayServe: incidents.mayServe,
    backupWarnings: backups.warnings,
    changed: changing('status'),
  });

  const maintenance = createMaintenance({
    db,
    clock,
    scheduler,
    changed: changing('maintenance'),
    sources: {
      db,
      data: instance.data,
      files: instance.files,
      status,
      secrets,
      rotations,
      backups,
      usage: usage.samples,
      usageWeek: deps.usageHours.week,
      verifyAudit: audit.verify,
      looksForUpdates: deps.program.looksForUpdates,
    },
  });

  let lastUpdateLook: ReturnType<ManagerCore['lastUpdateLook']> = null;

  const network = { db, clock, networkChanged: server.networkChanged, changed: news.changed };
  const checklist = createChecklist({
    ...deps,
    rotations,
    backups,
    sessionsChanged: server.sessionsChanged,
    banLifted: server.banLifted,
    cleanConversions: worker.cleanConversions,
    pruneRecords: audit.prune,
    storeAccessRule: (rule, actor) => storeAccessRule(network, rule, actor),
    storeHostNames: (names, actor) => storeHostNames(network, names, actor),
    changed: () => news.tell('checklist'),
    mended: () => {
      for (const topic of LOOKED_AT_AGAIN) news.tell(topic);
    },
    house: () => {
      const states = processes.states();
      return {
        addresses: server.addresses(),
        pids: { manager: process.pid, server: states.server.pid, worker: states.worker.pid },
        data: instance.data,
        files: instance.files,
        secrets,
        keyFile: keyFilePath(defaultKeyFolder(), instance.installationId),
        programFolder: programFolder(),
        ffmpeg: deps.tools.ffmpeg,
        changedFiles: deps.program.changedFiles,
        integrityProblems,
      };
    },
  });
  news.onChanged((topic) => {
    if (LOOKED_AT_AGAIN.has(topic)) checklist.noteChange();
  });

  return {
    rotations,
    backups,
    incidents,
    maintenance,
    checklist,
    status,
    secretsAnswered,
    looksForUpdates: deps.program.looksForUpdates,
    lastUpdateLook: () => lastUpdateLook,
    /** Whoever installs updates looked for one, and found what in a sentence (UPD-01, MNT-05). */
    lookedForUpdate: (found: string): void => {
      lastUpdateLook = { at: new Date(clock.now()).toISOString(), found };
      maintenance.didByItself('MNT-05', found);
      news.tell('status');
    },
    /** The computer was asleep: much may have ended meanwhile. */
    woke: (): void => {
      checklist.woke();
      probing.look();
    },
    /** Nothing is begun any more, and what an incident is about to write is written. */
    async stop(): Promise<void> {
      endRescans();
      endPruning();
      probing.end();
      checklist.stop();
      backups.stop();
      maintenance.stop();
      await incidents.stop();
    },
  };
}
