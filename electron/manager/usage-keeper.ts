import { availableParallelism } from 'node:os';
import type { UsageSample } from '../../shared/contract/usage.ts';
import type { ServerUsage } from '../../shared/control/server.ts';
import type { ProcessUsage } from '../../shared/control/usage.ts';
import type { Clock } from '../core/kernel/index.ts';

export const SAMPLE_MS = 10_000;
const KEPT_SAMPLES = 3_600_000 / SAMPLE_MS;
const BITS = 8;

export type UsageKeeper = ReturnType<typeof createUsageKeeper>;

/** What one look found; null for a process that did not answer since the look before. */
type Look = {
  readonly at: number;
  readonly processes: readonly ProcessUsage[];
  readonly sentBytes: number | null;
  readonly serverPid: number | null;
};

/** Looks every 10 s what Holdfast takes of this computer, and keeps an hour of it in memory. */
export function createUsageKeeper(deps: {
  readonly clock: Clock;
  readonly own: () => ProcessUsage;
  /** Ask server and worker; they answer by `server` and `worker`, before the next look. */
  readonly ask: () => void;
  readonly changed: () => void;
  /** Hears each sample, for what is kept longer than an hour. */
  readonly measured: (sample: UsageSample) => void;
  readonly cores?: number;
}) {
  const { clock } = deps;
  const cores = deps.cores ?? availableParallelism();
  const samples: UsageSample[] = [];
  let server: ServerUsage | null = null;
  let worker: readonly ProcessUsage[] = [];
  let before: Look | null = null;

  const look = () => {
    const now: Look = {
      at: clock.monotonic(),
      processes: [deps.own(), ...(server === null ? [] : [server]), ...worker],
      sentBytes: server?.sentBytes ?? null,
      serverPid: server?.pid ?? null,
    };
    if (before !== null) {
      const sample = { at: new Date(clock.now()).toISOString(), ...between(before, now, cores) };
      samples.push(sample);
      if (samples.length > KEPT_SAMPLES) samples.shift();
      deps.measured(sample);
      deps.changed();
    }
    before = now;
    // Whoever does not answer until the next look is not counted in it.
    server = null;
    worker = [];
    deps.ask();
  };
  const timer = setInterval(look, SAMPLE_MS);
  timer.unref();
  look();

  return {
    look,
    server: (usage: ServerUsage): void => void (server = usage),
    worker: (usage: readonly ProcessUsage[]): void => void (worker = usage),
    samples: (): UsageSample[] => [...samples],
    stop: (): void => clearInterval(timer),
  };
}

/** What was used from one look to the next. A process that is new, or gone, counts from where it is known. */
function between(before: Look, now: Look, cores: number): Omit<UsageSample, 'at'> {
  const elapsedMs = now.at - before.at;
  const known = new Map(before.processes.map(({ pid, cpuMs }) => [pid, cpuMs]));
  const cpuMs = now.processes.reduce((sum, one) => sum + Math.max(0, one.cpuMs - (known.get(one.pid) ?? one.cpuMs)), 0);
  const isSameServer = now.serverPid !== null && now.serverPid === before.serverPid;
  return {
    processor: elapsedMs <= 0 ? null : Math.min(1, cpuMs / elapsedMs / cores),
    memoryBytes: now.processes.reduce((sum, one) => sum + one.memoryBytes, 0),
    sentBps:
      isSameServer && elapsedMs > 0
        ? Math.max(0, ((now.sentBytes! - before.sentBytes!) * BITS * 1_000) / elapsedMs)
        : null,
  };
}
