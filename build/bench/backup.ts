/** P19 and P20: a backup of a house and its restore, beside the same done with sqlite3, zstd and age on a command line. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeHouse, type TestHouse } from '../../electron/core/backups/testing/house.ts';
import type { Measured } from '../../electron/core/backups/testing/measure.ts';
import { ROOT } from '../setup.js';
import { compare, type Measurement, type Row } from './measurement.ts';
import { findProgram } from './processes.ts';

const MIB = 1024 * 1024;
/** The issue's bound for a house of 2 GB. */
const MEMORY_BOUND_MIB = 64;
const MEASURE = join(ROOT, 'electron', 'core', 'backups', 'testing', 'measure.ts');
const TOOLS = ['sqlite3', 'zstd', 'age', 'bash'] as const;

export const backupMeasurement: Measurement = {
  ids: ['P19', 'P20'],
  async run({ temp, rounds, databaseBytes, say }) {
    const missing = TOOLS.filter((tool) => findProgram(tool) === null);
    if (missing.length > 0) say(`NO BASELINE for P19 and P20: ${missing.join(', ')} not found`);
    const house = await makeHouse(temp);
    try {
      fill(house, databaseBytes);
      const database = house.input.databases.server;
      const sizeMiB = statSync(database).size / MIB;
      say(`backup: a database of ${sizeMiB.toFixed(0)} MB`);
      const ours = { made: [] as number[], proved: [] as number[], daily: [] as number[], restored: [] as number[] };
      const theirs = { made: [] as number[], proved: [] as number[], restored: [] as number[] };
      let grown = 0;
      for (let round = 1; round <= rounds; round += 1) {
        const backup = await measure('create', house.input);
        const staging = join(temp, 'staged');
        const file = join(house.places, backup.fileName!);
        const staged = await measure('stage', { file, identities: [house.here.identity], folder: staging });
        rmSync(staging, { recursive: true });
        rmSync(file);
        const pipeline = missing.length > 0 ? null : await onCommandLine(temp, database, house);
        house.server.exec(`UPDATE failed_sign_in SET address = 'changed ${round}' WHERE rowid % 100 = 0`);
        house.server.pragma('wal_checkpoint(TRUNCATE)');
        const daily = await measure('create', { ...house.input, now: house.input.now + 86_400_000 });
        rmSync(join(house.places, daily.fileName!));
        ours.made.push(sizeMiB / (backup.madeMs! / 1000));
        ours.proved.push(sizeMiB / (backup.ms / 1000));
        ours.daily.push(sizeMiB / (daily.madeMs! / 1000));
        ours.restored.push(staged.ms / 1000);
        grown = Math.max(grown, backup.grownBytes, staged.grownBytes);
        if (pipeline) {
          theirs.made.push(sizeMiB / (pipeline.madeMs / 1000));
          theirs.proved.push(sizeMiB / ((pipeline.madeMs + pipeline.restoredMs) / 1000));
          theirs.restored.push(pipeline.restoredMs / 1000);
        }
        say(`backup, round ${round}: made in ${seconds(backup.madeMs!)}, proved in ${seconds(backup.ms)}, restored in ${seconds(staged.ms)}; command line ${pipeline ? `${seconds(pipeline.madeMs)}, restored in ${seconds(pipeline.restoredMs)}` : 'missing'}`); // prettier-ignore
      }
      const orNull = (figures: readonly number[]) => (figures.length === 0 ? null : figures);
      const speed = (value: number) => `${value.toFixed(0)} MB/s`;
      const memory: Row = {
        id: 'P19',
        what: `memory over an idle process, database of ${sizeMiB.toFixed(0)} MB`,
        ours: `${(grown / MIB).toFixed(0)} MB`,
        baseline: '',
        ratio: '',
        goal: `< ${MEMORY_BOUND_MIB} MB`,
        met: grown / MIB < MEMORY_BOUND_MIB,
      };
      return [
        compare({ id: 'P19', what: 'backup vs .backup + zstd + age', goal: { is: 'at least', ratio: 1.5 } }, { ours: ours.made, theirs: orNull(theirs.made) }, speed), // prettier-ignore
        compare({ id: 'P19', what: 'the same with its proof, both undone and checked', goal: null }, { ours: ours.proved, theirs: orNull(theirs.proved) }, speed), // prettier-ignore
        compare({ id: 'P19', what: 'daily backup, 1 % changed, vs the pipeline', goal: { is: 'at least', ratio: 20 } }, { ours: ours.daily, theirs: orNull(theirs.made) }, speed), // prettier-ignore
        memory,
        compare({ id: 'P20', what: 'restore + check vs age + zstd + integrity_check', goal: { is: 'at most', ratio: 0.8 } }, { ours: ours.restored, theirs: orNull(theirs.restored) }, (value) => `${value.toFixed(1)} s`), // prettier-ignore
      ];
    } finally {
      house.close();
    }
  },
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Rows of readable text, each its own: neither what compresses to nothing nor what does not compress. */
function fill({ server }: TestHouse, bytes: number): void {
  const WORDS = 4_096;
  const ROW_BYTES = 1_024;
  const words = Array.from({ length: WORDS }, (_, at) => (at * 2_654_435_761).toString(36));
  const insert = server.prepare('INSERT INTO failed_sign_in (address, name_key, at) VALUES (?, ?, ?)');
  let seed = 1;
  const next = () => (seed = (seed * 48_271) % 2_147_483_647); // Lehmer: the same text on every machine
  server.transaction(() => {
    for (let at = 0; at < bytes / ROW_BYTES; at += 1) {
      let text = '';
      while (text.length < ROW_BYTES) text += `${words[next() % WORDS]} `;
      insert.run('10.0.0.1', text, at);
    }
  })();
  server.pragma('wal_checkpoint(TRUNCATE)');
}

async function measure(what: 'create' | 'stage', input: unknown): Promise<Measured> {
  const child = spawn(process.execPath, [MEASURE, what, JSON.stringify(input)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${what} ended with ${code}`);
  return JSON.parse(text) as Measured;
}

/** What somebody without Holdfast types, each file synced as ours are. */
async function onCommandLine(
  temp: string,
  database: string,
  { here }: TestHouse,
): Promise<{ madeMs: number; restoredMs: number }> {
  const folder = join(temp, 'pipeline');
  mkdirSync(folder);
  const key = join(folder, 'key.txt');
  writeFileSync(key, `${here.identity}\n`, { mode: 0o600 });
  const madeMs = await shell(folder, `sqlite3 '${database}' '.backup copy.db' && zstd -3 -q -c copy.db | age -r ${here.recipient} -o backup.age && sync backup.age`); // prettier-ignore
  const restoredMs = await shell(folder, `age -d -i key.txt backup.age | zstd -d -q -o restored.db && sync restored.db && test "$(sqlite3 restored.db 'PRAGMA integrity_check')" = ok`); // prettier-ignore
  rmSync(folder, { recursive: true });
  return { madeMs, restoredMs };
}

async function shell(cwd: string, line: string): Promise<number> {
  const startedAt = performance.now();
  const child = spawn('bash', ['-c', `set -o pipefail; ${line}`], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the command line ended with ${code}: ${line}`);
  return performance.now() - startedAt;
}
