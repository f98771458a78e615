import type { ProcessUsage } from '../../../shared/control/usage.ts';

const MICROSECONDS = 1_000;

/** What this process has used. */
export function ownUsage(): ProcessUsage {
  const { user, system } = process.cpuUsage();
  return { pid: process.pid, cpuMs: (user + system) / MICROSECONDS, memoryBytes: process.memoryUsage.rss() };
}
