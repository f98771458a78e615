import { hostname, networkInterfaces } from 'node:os';
import type { Topic } from '../../shared/contract/bridge.ts';
import type { AccessRule } from '../../shared/contract/setup.ts';
import type { ScanProgress } from '../../shared/contract/library.ts';
import type { FfmpegAbility, SystemStatus } from '../../shared/contract/system.ts';
import type { FromServer, NetworkPolicy, ServerLimits } from '../../shared/control/server.ts';
import type { FromWorker } from '../../shared/control/worker.ts';
import type { ServerOutcome } from '../../shared/contract/incident.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { signingKeyProblem } from '../core/accounts/index.ts';
import { auditHead, record } from '../core/audit/index.ts';
import {
  defaultKeyFolder,
  ensureHouse,
  isOpen,
  managerMigrations,
  newToken,
  openWritable,
  ownUsage,
  raiseGlobalEpoch,
  readHouse,
  SecretsUnavailable,
  type Clock,
  type Instance,
  type Log,
  type ManagerDb,
  type SecretStore,
} from '../core/kernel/index.ts';
import { listLibraries } from '../core/library/index.ts';
import { primaryAddress } from '../core/network/index.ts';
import { createCleaning } from './cleaning.ts';
import { createAuditKeeper, openAuditWithKey } from './audit-keeper.ts';
import { createBackupJobs, type Generations } from './backup-jobs.ts';
import { createChecklist } from './checklist.ts';
import { createChildren } from './children.ts';
import { answerCredentialRequest } from './credential-requests.ts';
import { createDispatcher, type Dispatcher } from './dispatcher.ts';
import type { MediaTools } from './ffmpeg.ts';
import type { ManagerCore, StartProblem } from './core.ts';
import { createHandlers } from './handlers/index.ts';
import { storeAccessRule, storeHostNames } from './handlers/network.ts';
import { createIncidentKeeper, type Practise } from './incident-keeper.ts';
import { ownRecheck } from './incident-recheck.ts';
import { integrityProblems } from './integrity.ts';
import { keyFilePath } from './key-file.ts';
import { createMaintenance } from './maintenance/keeper.ts';
import { programFolder } from './program-folder.ts';
import { secretInUse, signingKeyRotation, type Rotations } from './rotations.ts';
import type { Scheduler } from './scheduler.ts';
import { createUsageKeeper } from './usage-keeper.ts';
import { createVault } from './vault-thread.ts';
import { currentWarnings } from './warnings.ts';

/** After this the owner is told that the house did not open, instead of waiting longer. */
const OPEN_DEADLINE_MS = 30_000;
/** ARCHITECTURE 5, step 2: then SIGKILL. */
const CUT_GRACE_MS = 250;
/** The first stage of reopening. */
const LOOPBACK = '127.0.0.1';

export type ManagerDeps = {
  readonly instance: Instance;
  readonly clock: Clock;
  readonly log: Log;
  readonly secrets: SecretStore;
  readonly node: string;
  readonly version: string;
  readonly tools: MediaTools;
  readonly port: number;
  readonly host: string | null;
  readonly scheduler: Scheduler;
  /** Ends this manager and starts another on a restored generation. */
  readonly generations: Generations;
  /** Closes and reopens a copy of the house. */
  readonly practise: Practise;
};

/** New films appear by themselves within this; an unchanged folder costs a walk and no reading. */
const RESCAN = '*/15 * * * *';
/** Changes of these are worth a look of the checklist; a scan's progress or who plays what is not. */
const LOOKED_AT_AGAIN = new Set<Topic>(['status', 'people', 'network', 'backups', 'incident', 'maintenance']);
/** LOG-06; an hour when nobody watches, and also at each start. */
const PRUNE = '17 4 * * *';

/** MED-10, HTTP-08, HTTP-17 and REQUIREMENTS' figures. */
const LIMITS: ServerLimits = {
  socketsPerAddress: 100,
  socketsInAll: 2_000,
  streams: 10,
  requestsPerMinute: 60,
  sessionRequestsPerMinute: 600,
};

export type Manager = {
  readonly dispatcher: Dispatcher;
  /** Start serving if the house may be open. */
  readonly open: () => Promise<Result<{ addresses: string[] }, StartProblem>>;
  readonly status: () => SystemStatus;
  /** The computer was asleep. */
  readonly woke: () => void;
  /** Called after every change with what to ask for again. @returns what ends the subscription. */
  readonly onChange: (listener: (topic: Topic) => void) => () => void;
  readonly stop: () => Promise<void>;
};

/**
 * The owner's side on one generation of the data: opens manager.db, owns policy, secrets and schedule, starts and watches
 * server and worker, answers the contract. Knows neither Electron nor a terminal.
 */
export async function composeManager(deps: ManagerDeps): Promise<Result<Manager, 'database' | 'secrets'>> {
  const { instance, clock, log } = deps;
  const opened = openWritable<ManagerDb>(instance.files.managerDb, managerMigrations, 'power-cut');
  if (!opened.ok) return fail('database', opened.failure.message);
  const db = opened.value;
  ensureHouse(db, hostname().split('.')[0] || 'Holdfast');
  deps.secrets.settle((name) => secretInUse(db, name));
  let signingKey: string;
  let auditKey: string;
  try {
    auditKey = await openAuditWithKey(deps, db);
    signingKey = await healSigningKey(deps, db);
  } catch (error) {
    db.close();
    if (error instanceof SecretsUnavailable) return fail('secrets', error.message);
    throw error;
  }

  const listeners = new Set<(topic: Topic) => void>();
  const tell = (topic: Topic) => {
    for (const listener of listeners) listener(topic);
  };
  let toldHead = auditHead(db)?.seq ?? null;
  /** Whoever changes something writes it into the audit, so the audit is looked at after each of them. */
  const tellOfAudit = () => {
    if (!db.open) return;
    const head = auditHead(db)?.seq ?? null;
    if (head === toldHead) return;
    toldHead = head;
    tell('audit');
  };
  const changed = (topic: Topic) => {
    tell(topic);
    tellOfAudit();
    if (LOOKED_AT_AGAIN.has(topic)) checklist.noteChange();
  };
  const statusChanged = () => changed('status');
  const scans = new Map<string, ScanProgress>();
  let listening: { readonly addresses: readonly string[]; readonly port: number } | null = null;
  let ffmpeg: FfmpegAbility | null = null;
  let workerIsUp = false;
  /** The worker that runs has migrated library.db, which the server reads. */
  let libraryHasShape = false;
  let isStopping = false;
  let secretsProblem: string | null = null;
  // With --port 0 the system chose; a server that comes back is found where it was.
  let port = deps.port;
  let startProblem: { readonly code: StartProblem; readonly message: string } | null = null;

  const children = createChildren({
    instance,
    log,
    clock,
    node: deps.node,
    tools: deps.tools,
    serverStart: async () => ({
      version: deps.version,
      serverName: readHouse(db).serverName,
      port,
      host: incidents.isForThisComputer() ? LOOPBACK : deps.host,
      signingKey,
      network: networkPolicy(db),
      limits: LIMITS,
    }),
    onServer,
    onWorker,
    onState: () => {
      if (children.server.state().state !== 'running') {
        listening = null;
        audit.take(); // what it noted and could not tell us of
        children.worker.send({ kind: 'server-gone' });
      }
      if (children.worker.state().state !== 'running') {
        workerIsUp = libraryHasShape = false;
        cleaning.workerGone();
      }
      changed('status');
    },
  });

  const usage = createUsageKeeper({
    clock,
    own: ownUsage,
    ask: () => {
      children.server.send({ kind: 'measure' });
      children.worker.send({ kind: 'measure' });
    },
    changed: () => tell('usage'),
  });
  const cleaning = createCleaning((id) => children.worker.send({ kind: 'clean', id }));
  const audit = createAuditKeeper({
    db,
    key: auditKey,
    instance,
    clock,
    log,
    chained: (ids) => children.server.send({ kind: 'audit-chained', ids }),
  });

  function onServer(message: FromServer): void {
    switch (message.kind) {
      case 'migrated':
      case 'audit-waiting':
        audit.take();
        return tellOfAudit();
      case 'listening':
        listening = message;
        port = message.port;
        startProblem = null;
        log.info('house.open', { addresses: message.addresses, port: message.port });
        return changed('status');
      case 'stays-closed':
        // It never opens again by itself; the next opening starts a new one.
        listening = null;
        void children.server.stop().then(statusChanged);
        return changed('status');
      case 'failed':
        startProblem = message;
        log.error('server.failed', { code: message.code });
        // One without its port goes on looking whether it is free, and says `listening` then.
        if (message.code !== 'port-taken') void children.server.stop().then(statusChanged);
        return changed('status');
      case 'measured':
        return usage.server(message.usage);
      case 'playing-changed':
        return tell('playing');
      case 'locked-down':
        log.warn('server.locked-down', { sockets: message.sockets });
        return cutAnswered?.();
      case 'request':
        void answerCredentialRequest({ db, clock, log }, message.request).then((outcome) => {
          children.server.send({ kind: 'answer', id: message.id, outcome });
          if (outcome.kind === 'done') children.server.send({ kind: 'sessions-changed' });
        });
    }
  }

  function onWorker(message: FromWorker): void {
    switch (message.kind) {
      case 'migrated':
        // The server reads the library, so it starts when that has its shape.
        libraryHasShape = true;
        if (!isStopping && isOpen(instance.data.permit, instance.generation)) children.server.start();
        return;
      case 'ready':
        workerIsUp = true;
        ffmpeg = message.ffmpeg;
        scanAll();
        return changed('status');
      case 'failed':
        startProblem = message;
        void children.worker.stop().then(statusChanged);
        return changed('status');
      case 'scan':
        scans.set(message.progress.libraryId, message.progress);
        return changed('library');
      case 'measured':
        return usage.worker(message.usage);
      case 'cleaned':
        return cleaning.answered(message.id, message.cleaned);
    }
  }

  function startScan(libraryId: string): boolean {
    if (!workerIsUp) return false;
    children.worker.send({ kind: 'scan', libraryId });
    return true;
  }

  function scanAll(): void {
    for (const library of listLibraries(db)) startScan(library.id);
  }
  const endRescans = deps.scheduler.every(RESCAN, scanAll);
  audit.prune();
  const endPruning = deps.scheduler.every(PRUNE, audit.prune);

  const whenChanged = (holds: () => boolean, deadlineMs: number): Promise<boolean> =>
    new Promise((resolve) => {
      const settle = (value: boolean) => {
        clearTimeout(timer);
        listeners.delete(look);
        resolve(value);
      };
      const look = () => holds() && settle(true);
      const timer = setTimeout(() => settle(false), deadlineMs);
      timer.unref(); // who waits for it may be stopped; the children keep us running meanwhile
      listeners.add(look);
      look();
    });

  const open: Manager['open'] = async () => {
    // A server that did not come up is begun anew, so that the answer is about now.
    if (startProblem !== null) await children.server.stop();
    if (!isOpen(instance.data.permit, instance.generation)) return ok({ addresses: [] });
    startProblem = null;
    children.worker.start();
    if (libraryHasShape) children.server.start();
    const isClosed = () => !isOpen(instance.data.permit, instance.generation);
    const settled = await whenChanged(() => listening !== null || startProblem !== null || isClosed(), OPEN_DEADLINE_MS); // prettier-ignore
    const problem = startProblem as { readonly code: StartProblem; readonly message: string } | null;
    if (problem) return fail(problem.code, problem.message);
    if (isClosed()) return ok({ addresses: [] }); // closed while it came up
    if (!settled) return fail('timeout', 'Holdfast did not come up in time. Its log says why.');
    return ok({ addresses: urls() });
  };

  const backups = createBackupJobs({ ...deps, db, changed: () => changed('backups') });

  let cutAnswered: (() => void) | null = null;
  const cut = async (): Promise<ServerOutcome | 'unstoppable'> => {
    backups.abort();
    const wasRunning = children.server.state().pid !== null;
    const answered = new Promise<void>((resolve) => (cutAnswered = resolve));
    children.server.send({ kind: 'lock-down' });
    // Whether it answers or not, both processes are gone when this returns.
    let didAnswer = false;
    void answered.then(() => (didAnswer = true));
    const [server] = await Promise.all([children.server.end(CUT_GRACE_MS), children.worker.end(CUT_GRACE_MS)]);
    cutAnswered = null;
    listening = null;
    changed('status');
    if (!wasRunning) return 'was-not-running';
    if (server === 'unstoppable') return didAnswer ? 'closed' : 'unstoppable';
    return server === 'killed' && !didAnswer ? 'killed' : 'closed';
  };

  function urls(): string[] {
    if (!listening) return [];
    const { addresses, port } = listening;
    const best = primaryAddress(networkInterfaces());
    const rank = (address: string) => (address === best ? 0 : address === '127.0.0.1' ? 1 : 2);
    return [...addresses]
      .sort((a, b) => rank(a) - rank(b))
      .map((address) => `http://${address.includes(':') ? `[${address}]` : address}:${port}`);
  }

  const vault = createVault(() => changed('incident')); // of its own: closing again ends what the backups do, and not the evidence
  const rotations: Rotations = {
    'signing-key': signingKeyRotation(db, (key) => {
      signingKey = key;
      children.server.send({ kind: 'signing-key', signingKey });
    }),
  };
  const incidents = createIncidentKeeper({
    ...deps,
    db,
    backups,
    vault,
    rotations,
    cut,
    open,
    stopServing: async () => {
      await children.server.stop();
      // Its end may be told later than it is known here; whoever opens next must not take the old one for the new.
      listening = null;
    },
    recheck: ownRecheck({
      instance,
      secrets: deps.secrets,
      vault,
      verifyAudit: () => audit.verify(),
      addresses: urls,
      criticalProblems: () => checklist.criticalProblems(),
    }),
    changed: () => changed('incident'),
  });

  const status = (): SystemStatus => {
    const house = readHouse(db);
    const permitted = isOpen(instance.data.permit, instance.generation);
    return {
      version: deps.version,
      house: house.setUpAt === null ? 'set-up-needed' : permitted ? 'open' : 'closed',
      serverName: house.serverName,
      addresses: urls(),
      server: withStartProblem(children.server.state(), startProblem?.message ?? null),
      worker: children.worker.state(),
      ffmpeg: deps.tools.ffmpeg !== null && ffmpeg !== null ? { path: deps.tools.ffmpeg, ...ffmpeg } : null,
      warnings: [
        ...currentWarnings({
          secrets: deps.secrets.backend,
          secretsProblem,
          tools: deps.tools,
          ffmpeg: workerIsUp ? { ability: ffmpeg } : null,
          isServing: listening !== null,
        }),
        ...(house.setUpAt === null ? [] : backups.warnings()),
      ],
    };
  };

  const maintenance = createMaintenance({
    db,
    clock,
    scheduler: deps.scheduler,
    changed: () => changed('maintenance'),
    sources: {
      db,
      data: instance.data,
      files: instance.files,
      status,
      secrets: deps.secrets,
      rotations,
      backups,
      usage: usage.samples,
      verifyAudit: () => audit.verify(),
    },
  });

  const core: Omit<ManagerCore, 'checklist'> = {
    db,
    instance,
    clock,
    log,
    scans,
    ownFolders: [instance.data.root, programFolder()],
    startScan,
    cancelScan: (libraryId) => {
      if (workerIsUp) children.worker.send({ kind: 'cancel-scan', libraryId });
      return workerIsUp;
    },
    forgetLibrary: (libraryId) => {
      scans.delete(libraryId);
      children.worker.send({ kind: 'forget-library', libraryId });
    },
    cleanConversions: () => (workerIsUp ? cleaning.run() : Promise.resolve(null)),
    open,
    cut,
    status,
    networkChanged: () => children.server.send({ kind: 'network', network: networkPolicy(db) }),
    serverRenamed: (serverName) => {
      children.server.send({ kind: 'server-name', serverName });
      changed('status');
    },
    sessionsChanged: () => children.server.send({ kind: 'sessions-changed' }),
    stopPlayback: (id) => {
      if (listening === null) return false;
      children.server.send({ kind: 'stop-playback', id });
      return true;
    },
    banLifted: (address) => {
      if (listening === null) return false;
      children.server.send({ kind: 'ban-lifted', address });
      return true;
    },
    usage: usage.samples,
    backups,
    maintenance,
    changed,
    secrets: deps.secrets,
    rotations,
    incidents,
    secretsAnswered: (problem) => {
      if (problem === secretsProblem) return;
      secretsProblem = problem;
      changed('status');
    },
    verifyAudit: () => audit.verify(),
  };

  const checklist = createChecklist({
    ...core,
    scheduler: deps.scheduler,
    version: deps.version,
    pruneRecords: audit.prune,
    storeAccessRule: (rule, actor) => storeAccessRule(core, rule, actor),
    storeHostNames: (names, actor) => storeHostNames(core, names, actor),
    changed: () => tell('checklist'),
    mended: () => {
      for (const topic of LOOKED_AT_AGAIN) tell(topic);
    },
    house: () => ({
      addresses: urls(),
      pids: { manager: process.pid, server: children.server.state().pid, worker: children.worker.state().pid },
      data: instance.data,
      files: instance.files,
      secrets: deps.secrets,
      keyFile: keyFilePath(defaultKeyFolder(), instance.installationId),
      programFolder: programFolder(),
      ffmpeg: deps.tools.ffmpeg,
      integrityProblems,
    }),
  });

  const dispatcher = createDispatcher(createHandlers({ ...core, checklist }), log);
  incidents.begin();
  return ok({
    dispatcher: {
      async call(name, input, actor) {
        const result = await dispatcher.call(name, input, actor);
        tellOfAudit();
        return result;
      },
    },
    open,
    status,
    woke: () => checklist.woke(),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async stop() {
      usage.stop();
      endRescans();
      endPruning();
      checklist.stop();
      backups.stop();
      maintenance.stop();
      await incidents.stop();
      isStopping = true; // a worker that comes up now must not start the server behind our back
      await Promise.all([children.server.stop(), children.worker.stop()]);
      audit.end();
      children.cleanUp();
      db.close();
    },
  });
}

/** SESS-10: a missing or weak key is replaced, said, and ends every session; the server never runs with it. */
async function healSigningKey({ secrets, clock, log }: ManagerDeps, db: ManagerDb): Promise<string> {
  const stored = await secrets.get('signing-key');
  const problem = signingKeyProblem(stored);
  if (stored !== null && problem === null) return stored;
  const key = newToken();
  await secrets.set('signing-key', key);
  if (readHouse(db).setUpAt !== null) {
    db.transaction(() => {
      raiseGlobalEpoch(db);
      record(db, { at: clock.now(), actor: 'holdfast', event: 'signing-key.replaced', detail: { problem } });
    }).immediate();
    log.warn('signing-key.healed', { problem });
  }
  return key;
}

function networkPolicy(db: ManagerDb): NetworkPolicy {
  return {
    access: JSON.parse(readHouse(db).accessRule) as AccessRule,
    hostNames: db.prepare<[], string>('SELECT name FROM host_name ORDER BY name').pluck().all(),
  };
}

function withStartProblem(state: SystemStatus['server'], problem: string | null): SystemStatus['server'] {
  return problem === null ? state : { ...state, problem };
}
