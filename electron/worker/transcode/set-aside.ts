import type { Clock } from '../../core/kernel/index.ts';

const FAILURES = 2;
const FOR_MS = 3_600_000;
/** Older failures than this many are forgotten first. */
const MAX_FILES = 1_000;

export type SetAside = ReturnType<typeof createSetAside>;

/**
 * Files ffmpeg failed on twice are not tried again for an hour, or until they change (MED-09). Kept in memory: a worker
 * that starts anew may try once more.
 */
export function createSetAside(clock: Clock) {
  const files = new Map<string, { readonly stamp: string; readonly failures: number; readonly atMs: number }>();
  const current = (fileId: string, stamp: string) => {
    const entry = files.get(fileId);
    return entry && entry.stamp === stamp && clock.monotonic() - entry.atMs < FOR_MS ? entry : null;
  };
  return {
    /**
     * @param stamp changes when the file does.
     * @returns whether it is set aside now.
     */
    failed(fileId: string, stamp: string): boolean {
      const failures = (current(fileId, stamp)?.failures ?? 0) + 1;
      files.delete(fileId);
      files.set(fileId, { stamp, failures, atMs: clock.monotonic() });
      for (const oldest of files.keys()) {
        if (files.size <= MAX_FILES) break;
        files.delete(oldest);
      }
      return failures >= FAILURES;
    },
    holds: (fileId: string, stamp: string): boolean => (current(fileId, stamp)?.failures ?? 0) >= FAILURES,
    /** Files set aside now. */
    count: (): number =>
      [...files].filter(([fileId, { stamp }]) => (current(fileId, stamp)?.failures ?? 0) >= FAILURES).length,
  };
}
