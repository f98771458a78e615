/** minidlna, what a scan is measured against: its own full scan of a folder, and its look at an unchanged one. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { findProgram, start, stop, until } from './processes.ts';

const SCAN_LIMIT_MS = 15 * 60_000;
const LOOK_EVERY_MS = 5;
/** Stopped before this line, minidlna starts anew the next time. */
const LAST_LINE = 'Finished parsing playlists';

export type Minidlna = {
  /** Forget everything and scan. @returns from its line "Scanning" to its line "finished" (ms). */
  readonly fullScan: () => Promise<number>;
  /** Start on what is known and look for changes. @returns from the start of the process to its last line about it (ms). */
  readonly unchangedStart: () => Promise<number>;
};

/** null when it is not installed. */
export function createMinidlna(temp: string, media: string, files: number): Minidlna | null {
  const program = findProgram('minidlnad');
  if (program === null) return null;
  const folder = join(temp, 'minidlna');
  const log = join(folder, 'log', 'minidlna.log');
  const config = join(folder, 'minidlna.conf');
  mkdirSync(join(folder, 'db'), { recursive: true });
  mkdirSync(join(folder, 'log'), { recursive: true });

  const startWith = async (flag: '-R' | '-r') => {
    rmSync(log, { force: true });
    writeFileSync(
      config,
      [
        `media_dir=V,${media}`,
        `db_dir=${join(folder, 'db')}`,
        `log_dir=${join(folder, 'log')}`,
        `port=${await freePort()}`,
        'network_interface=lo',
        'inotify=no', // we measure the scan; watches would be set up during it
        'log_level=general,scanner=warn',
      ].join('\n'),
    );
    // -S: in the foreground, as under systemd.
    return start(program, ['-f', config, '-P', join(folder, 'pid'), '-S', flag], { stdio: 'ignore' });
  };
  const logged = (text: string) =>
    until(
      () => (readLog(log).includes(text) ? performance.now() : undefined),
      `minidlna to log "${text}"`,
      SCAN_LIMIT_MS,
      LOOK_EVERY_MS,
    );

  return {
    async fullScan() {
      const server = await startWith('-R');
      const startedAt = await logged(`Scanning ${media}`);
      const endedAt = await logged(`finished (${files} files)`);
      await logged(LAST_LINE);
      await stop(server);
      return endedAt - startedAt;
    },
    async unchangedStart() {
      const startedAt = performance.now();
      const server = await startWith('-r');
      const endedAt = await logged(LAST_LINE); // the rescan itself says nothing
      if (readLog(log).includes('Creating new database')) throw new Error('minidlna forgot what it had scanned');
      await stop(server);
      return endedAt - startedAt;
    },
  };
}

function readLog(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // not made yet
  }
}
