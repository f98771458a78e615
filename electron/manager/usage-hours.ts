import { availableParallelism } from 'node:os';
import type { UsageHour, UsageSample, UsageWeek } from '../../shared/contract/usage.ts';
import type { Clock, ManagerDb } from '../core/kernel/index.ts';

/** DSK-04: what Holdfast is to take of a computer at most, all its processes together. */
const ALLOWED_CORES = 4;
const ALLOWED_MEMORY_BYTES = 4_000_000_000;

const HOUR_MS = 3_600_000;
/** MNT-03: seven days. */
const KEPT_HOURS = 7 * 24;
/** A crash loses so much at most; each sample of its own would keep a sleeping disk awake. */
const WRITE_EVERY_MS = 5 * 60_000;

type Figure = { readonly looks: number; readonly sum: number; readonly peak: number; readonly peakAt: number };
type Hour = { readonly at: number; readonly processor: Figure; readonly memory: Figure };

export type UsageHours = ReturnType<typeof createUsageHours>;

/** Keeps what Holdfast took of the computer for seven days, hour by hour, over restarts. */
export function createUsageHours(deps: {
  readonly db: ManagerDb;
  readonly clock: Clock;
  /** Of this computer. */
  readonly cores?: number;
}) {
  const { db, clock, cores = availableParallelism() } = deps;
  const allowedCores = Math.min(ALLOWED_CORES, cores);
  let hour: Hour | null = null;
  let writtenAt = clock.monotonic();

  const write = (): void => {
    writtenAt = clock.monotonic();
    if (hour === null || !db.open) return;
    const { at, processor, memory } = hour;
    db.transaction(() => {
      db.prepare('INSERT OR REPLACE INTO usage_hour VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
        at,
        processor.looks,
        processor.sum,
        processor.peak,
        processor.peakAt,
        memory.looks,
        memory.sum,
        memory.peak,
        memory.peakAt,
      );
      // Hours to come are from a clock that was set back since.
      db.prepare('DELETE FROM usage_hour WHERE at <= ? OR at > ?').run(at - KEPT_HOURS * HOUR_MS, at);
    }).immediate();
  };

  return {
    take: ({ at: moment, processor, memoryBytes }: UsageSample): void => {
      const now = Date.parse(moment);
      const at = hourOf(now);
      if (hour !== null && hour.at !== at) write();
      if (hour?.at !== at) hour = readHours(db, at, at)[0] ?? { at, processor: NOTHING, memory: NOTHING };
      hour = {
        at,
        processor: added(hour.processor, processor === null ? null : (100 * processor * cores) / allowedCores, now),
        memory: added(hour.memory, memoryBytes, now),
      };
      if (clock.monotonic() - writtenAt >= WRITE_EVERY_MS) write();
    },
    write,
    week: (): UsageWeek => {
      const last = hourOf(clock.now());
      const first = last - (KEPT_HOURS - 1) * HOUR_MS;
      const known = new Map(readHours(db, first, last).map((one) => [one.at, one]));
      if (hour !== null) known.set(hour.at, hour);
      return {
        hours: Array.from({ length: KEPT_HOURS }, (_, place) => told(first + place * HOUR_MS, known)),
        allowed: { cores: allowedCores, memoryBytes: ALLOWED_MEMORY_BYTES },
      };
    },
  };
}

const NOTHING: Figure = { looks: 0, sum: 0, peak: 0, peakAt: 0 };

const hourOf = (moment: number): number => moment - (moment % HOUR_MS);

function added(figure: Figure, value: number | null, at: number): Figure {
  if (value === null) return figure;
  const isPeak = figure.looks === 0 || value > figure.peak;
  return {
    looks: figure.looks + 1,
    sum: figure.sum + value,
    peak: isPeak ? value : figure.peak,
    peakAt: isPeak ? at : figure.peakAt,
  };
}

type Row = readonly [number, number, number, number, number, number, number, number, number];

function readHours(db: ManagerDb, from: number, to: number): Hour[] {
  const rows = db
    .prepare<[number, number], Row>('SELECT * FROM usage_hour WHERE at BETWEEN ? AND ? ORDER BY at')
    .raw()
    .all(from, to) as Row[];
  return rows.map(([at, looks, sum, peak, peakAt, memoryLooks, memorySum, memoryPeak, memoryPeakAt]) => ({
    at,
    processor: { looks, sum, peak, peakAt },
    memory: { looks: memoryLooks, sum: memorySum, peak: memoryPeak, peakAt: memoryPeakAt },
  }));
}

function told(at: number, known: ReadonlyMap<number, Hour>): UsageHour {
  const hour = known.get(at);
  const figure = (one: Figure | undefined) =>
    one === undefined || one.looks === 0
      ? null
      : { average: one.sum / one.looks, peak: one.peak, peakAt: new Date(one.peakAt).toISOString() };
  return { at: new Date(at).toISOString(), processor: figure(hour?.processor), memory: figure(hour?.memory) };
}
