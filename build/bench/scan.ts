/** P1 and P2: how fast a library is read for the first time, and again when nothing changed. */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeFilmTree } from './film-tree.ts';
import { startHouse } from './house.ts';
import { compare, type Measurement } from './measurement.ts';
import { createMinidlna } from './minidlna.ts';

export const scanMeasurement: Measurement = {
  ids: ['P1', 'P2'],
  async run({ temp, files, rounds, say }) {
    say(`making ${files} films`);
    const media = join(temp, 'media');
    makeFilmTree(media, files);
    const minidlna = createMinidlna(temp, media, files);
    const ours = { full: [] as number[], unchanged: [] as number[] };
    const theirs = { full: [] as number[], unchanged: [] as number[], walk: [] as number[] };
    walkAndStat(media); // not measured: the first walk fills the cache of the system
    for (let round = 1; round <= rounds; round += 1) {
      const house = await startHouse(temp);
      const full = await house.addLibrary(media);
      if (full.added !== files) throw new Error(`${full.added} of ${files} films were added`);
      const unchanged = await house.rescan();
      await house.stop();
      ours.full.push(files / (full.elapsedMs / 1000));
      ours.unchanged.push(unchanged.elapsedMs);
      theirs.walk.push(walkAndStat(media));
      if (minidlna) {
        theirs.full.push(files / ((await minidlna.fullScan()) / 1000));
        theirs.unchanged.push(await minidlna.unchangedStart());
      }
      say(`scan, round ${round} of ${rounds}: ${ours.full.at(-1)!.toFixed(0)} files/s, minidlna ${theirs.full.at(-1)?.toFixed(0) ?? 'missing'}`); // prettier-ignore
    }
    const milliseconds = (value: number) => `${value.toFixed(0)} ms`;
    const againstMinidlna = minidlna ? theirs.unchanged : null;
    return [
      compare(
        { id: 'P1', what: `full scan of ${files} files vs minidlna`, goal: { is: 'at least', ratio: 10 } },
        { ours: ours.full, theirs: minidlna ? theirs.full : null },
        (value) => `${value.toFixed(0)} files/s`,
      ),
      compare(
        { id: 'P2', what: 'scan, nothing changed, vs walk + stat', goal: { is: 'at most', ratio: 3 } },
        { ours: ours.unchanged, theirs: theirs.walk },
        milliseconds,
      ),
      compare(
        { id: '', what: 'scan, nothing changed, vs start of minidlna', goal: null },
        { ours: ours.unchanged, theirs: againstMinidlna },
        milliseconds,
      ),
    ];
  },
};

/** List every folder and stat every file, in the fastest way Node has. @returns how long it took (ms). */
function walkAndStat(root: string): number {
  const startedAt = performance.now();
  const walk = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else lstatSync(path);
    }
  };
  walk(root);
  return performance.now() - startedAt;
}
