/**
 * `npm run bench [-- --only P4] [--files 10000] [--quick]`: Holdfast beside programs that do one of its jobs well, in the
 * same run on the same machine, by turns; the median counts. Prints one table with the goals of PERFORMANCE.
 *
 * Needs Linux (it reads /proc), ffmpeg, nginx, minidlna, sqlite3, zstd and age: `npm run setup -- --bench`. What is missing is said and never
 * made up. Everything happens in a temporary folder, which needs 10 GB and is removed.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { backupMeasurement } from './backup.ts';
import { busyHomeMeasurement } from './busy-home.ts';
import { convertMeasurement } from './convert.ts';
import { directPlayMeasurement, readerMemoryMeasurement } from './direct-play.ts';
import { largeLibraryMeasurement } from './large-library.ts';
import { lockDownMeasurement } from './lock-down.ts';
import { table, type Measurement, type Row, type Settings } from './measurement.ts';
import { stopAll } from './processes.ts';
import { scanMeasurement } from './scan.ts';
import { serverStartMeasurement } from './server-start.ts';
import { warmPagesMeasurement } from './warm-pages.ts';

const EXIT_BAD_USAGE = 2;
const GIB = 1024 ** 3;
const MEASUREMENTS: readonly Measurement[] = [
  scanMeasurement,
  directPlayMeasurement,
  readerMemoryMeasurement,
  warmPagesMeasurement,
  largeLibraryMeasurement,
  convertMeasurement,
  busyHomeMeasurement,
  lockDownMeasurement,
  serverStartMeasurement,
  backupMeasurement,
];

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    files: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});
const files = Number(values.files ?? (values.quick ? 2_000 : 10_000));
const known = MEASUREMENTS.flatMap(({ ids }) => ids);
const unknown = values.only.filter((id) => !known.includes(id));

if (process.platform !== 'linux') {
  console.error('The benchmark reads what processes use from /proc, which only Linux has.');
  process.exitCode = EXIT_BAD_USAGE;
} else if (unknown.length > 0 || !Number.isInteger(files) || files < 1) {
  console.error(`--only takes one of ${known.join(', ')}; --files a number of files.`);
  process.exitCode = EXIT_BAD_USAGE;
} else {
  const chosen = MEASUREMENTS.filter(
    ({ ids }) => values.only.length === 0 || ids.some((id) => values.only.includes(id)),
  );
  await measure(chosen);
}

async function measure(chosen: readonly Measurement[]): Promise<void> {
  const temp = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-bench-')));
  const settings: Settings = {
    temp,
    files,
    rounds: values.quick ? 1 : 3,
    readingMs: values.quick ? 1_000 : 2_500,
    playedBytes: GIB,
    databaseBytes: values.quick ? GIB / 4 : 2 * GIB,
    say: (line) => console.error(`  ${line}`),
  };
  const cleanUp = async () => {
    await stopAll();
    rmSync(temp, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => void cleanUp().then(() => process.exit(1)));
  const rows: Row[] = [];
  try {
    for (const measurement of chosen) rows.push(...(await measurement.run(settings)));
  } finally {
    await cleanUp();
    console.log(table(rows));
  }
}
