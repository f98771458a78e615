import { spawn, type ChildProcess } from 'node:child_process';
import type { ProcessState } from '../../shared/contract/system.ts';
import type { Clock, Log } from '../core/kernel/index.ts';

/** ARCHITECTURE 1: restarts after 0.5 s, doubling to 30 s; after 5 crashes in 2 minutes it stops and says so. */
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;
const BRAKE_CRASHES = 5;
const BRAKE_WINDOW_MS = 120_000;
/** The kill ladder of an orderly end; both rungs together stay below the 5 s we promise. */
const DRAIN_MS = 2_500;
const TERM_MS = 1_000;
/** SIGKILL cannot be refused, but a process stuck in the kernel on a dead disk still outlives it. */
const KILL_MS = 1_000;

type State = ProcessState['state'];

export type Supervised<Out> = {
  readonly start: () => void;
  readonly send: (message: Out) => void;
  /** It hangs: end it at once. Counted as a crash, so it is started again. */
  readonly kill: () => void;
  /** End it and keep it ended: drain, SIGTERM, SIGKILL. */
  readonly stop: () => Promise<void>;
  /**
   * End it now and keep it ended: it has `graceMs` to go by itself.
   * @returns how it went; null when it was not running.
   */
  readonly end: (graceMs: number) => Promise<'exited' | 'killed' | 'unstoppable' | null>;
  readonly state: () => ProcessState;
};

export type SupervisorOptions<In, Out> = {
  readonly name: string;
  /** The Node runtime, its flags and the entry file. */
  readonly command: () => { readonly file: string; readonly args: readonly string[] };
  /** The first message to every new process. */
  readonly greeting: () => Out | Promise<Out>;
  readonly drain: Out;
  readonly onMessage: (message: In) => void;
  readonly onState: () => void;
  /** It ended and nobody had asked it to. */
  readonly onCrash: () => void;
  /** Whole lines of the child's output. */
  readonly onOutput: (text: string) => void;
  readonly log: Log;
  readonly clock: Clock;
};

/**
 * Start, watch and end one child process. A crash is answered by a restart with back-off; a child that keeps crashing is
 * given up, so that it does not burn the machine. What `stop` or `end` ended is not restarted.
 */
export function supervise<In, Out extends object>(options: SupervisorOptions<In, Out>): Supervised<Out> {
  const { name, log, clock } = options;
  let child: ChildProcess | null = null;
  let state: State = 'stopped';
  let problem: string | null = null;
  let wanted = false;
  let backoffMs = FIRST_BACKOFF_MS;
  let crashes: number[] = [];
  let timer: NodeJS.Timeout | null = null;
  let exited: Promise<void> = Promise.resolve();
  /** Asked to end: its exit is no crash, even when a new start came meanwhile. */
  const ending = new WeakSet<ChildProcess>();

  const setState = (next: State, why: string | null = null) => {
    state = next;
    problem = why;
    options.onState();
  };
  const launch = () => {
    timer = null;
    setState('starting');
    const { file, args } = options.command();
    const started = spawn(file, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'json',
      env: childEnvironment(),
      windowsHide: true,
      // A process group of its own, so that what it started can be ended with it (Windows: Node's job object does that).
      detached: process.platform !== 'win32',
    });
    child = started;
    started.stdout?.setEncoding('utf8').on('data', options.onOutput);
    started.stderr?.setEncoding('utf8').on('data', options.onOutput);
    started.on('message', (message) => {
      if (child === started) options.onMessage(message as In);
    });
    // A channel that breaks shows as an exit; without a listener the error would end the manager.
    started.on('error', (error) => log.error(`${name}.channel-failed`, { error }));
    exited = new Promise((resolve) => {
      started.once('close', (code, signal) => {
        endGroup(started);
        resolve();
        if (child === started) gone(started, code, signal);
      });
    });
    log.info(`${name}.started`, { pid: started.pid });
    const greet = async () => options.greeting(); // one that throws at once has failed like any other
    greet().then(
      (greeting) => {
        if (child === started && started.connected) started.send(greeting);
        if (child === started) setState('running');
      },
      (error: unknown) => {
        log.error(`${name}.greeting-failed`, { error });
        started.kill('SIGKILL');
      },
    );
  };
  const gone = (was: ChildProcess, code: number | null, signal: NodeJS.Signals | null) => {
    child = null;
    if (!wanted || ending.has(was)) {
      setState('stopped');
      if (wanted) launch();
      return;
    }
    const now = clock.monotonic();
    crashes = [...crashes.filter((at) => now - at < BRAKE_WINDOW_MS), now];
    log.error(`${name}.crashed`, { code, signal, crashes: crashes.length });
    options.onCrash();
    if (crashes.length >= BRAKE_CRASHES) {
      wanted = false;
      setState(
        'given-up',
        `The ${name} stopped ${BRAKE_CRASHES} times in 2 minutes and was not started again. Its log says why; start Holdfast again.`,
      );
      return;
    }
    if (crashes.length === 1) backoffMs = FIRST_BACKOFF_MS;
    setState('waiting', `The ${name} stopped unexpectedly and is started again.`);
    timer = setTimeout(launch, backoffMs);
    backoffMs = Math.min(LONGEST_BACKOFF_MS, backoffMs * 2);
  };
  const forget = () => {
    wanted = false;
    if (timer) clearTimeout(timer);
    timer = null;
    if (!child && state !== 'given-up') setState('stopped');
  };
  const exitsWithin = async (ms: number): Promise<boolean> => {
    const { promise, resolve } = Promise.withResolvers<false>();
    const deadline = setTimeout(() => resolve(false), ms);
    const won = await Promise.race([exited.then(() => true as const), promise]);
    clearTimeout(deadline);
    return won;
  };

  return {
    start() {
      if (wanted) return;
      wanted = true;
      crashes = [];
      backoffMs = FIRST_BACKOFF_MS;
      // One that is still ending is waited for: two would share one socket and one database.
      if (!child) launch();
    },
    send(message) {
      if (child?.connected) child.send(message);
    },
    kill() {
      child?.kill('SIGKILL');
    },
    async stop() {
      forget();
      const last = child;
      if (!last) return;
      ending.add(last);
      if (last.connected) last.send(options.drain);
      if (await exitsWithin(DRAIN_MS)) return;
      log.warn(`${name}.did-not-drain`);
      last.kill('SIGTERM');
      if (await exitsWithin(TERM_MS)) return;
      last.kill('SIGKILL');
      await exited;
    },
    async end(graceMs) {
      forget();
      const last = child;
      if (!last) return null;
      ending.add(last);
      if (last.connected) last.send(options.drain);
      if (await exitsWithin(graceMs)) return 'exited';
      last.kill('SIGKILL');
      return (await exitsWithin(KILL_MS)) ? 'killed' : 'unstoppable';
    },
    state: () => ({ state, pid: child?.pid ?? null, problem }),
  };
}

/** End what a child that is gone left running: an encoder of a killed worker would decode on for nobody. */
function endGroup(child: ChildProcess): void {
  if (process.platform === 'win32' || child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // Nothing of it runs; macOS says EPERM while only the unreaped are left.
    if (!['ESRCH', 'EPERM'].includes(String((error as NodeJS.ErrnoException).code))) throw error;
  }
}

/** As little of our environment as Node and the system's libraries need; no secret ever stands in it (SEC-09). */
function childEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'];
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
