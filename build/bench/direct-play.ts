/** P4, P5 and P8: sending a film as it is. Through the whole of Holdfast: signed in, playing, under a capability path. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeBigFilm } from './film-tree.ts';
import { startHouse, type House } from './house.ts';
import { compare, median, type Goal, type Measurement, type Row, type Settings } from './measurement.ts';
import { startNginx } from './nginx.ts';
import { cpuSeconds, residentBytes } from './processes.ts';
import { readInRanges } from './read-in-ranges.ts';

const MIB = 1024 * 1024;
const GB = 1e9;
const FILM = 'film.mp4';
/** Goals of PERFORMANCE: throughput by how many read, CPU whatever their number. */
const READERS = [
  { count: 1, throughput: 1.0 },
  { count: 8, throughput: 1.1 },
  { count: 64, throughput: 1.2 },
] as const;
const CPU_GOAL: Goal = { is: 'at most', ratio: 1.25 };
const MEMORY_READERS = 64;
const MEMORY_GOAL_MB = 32;
const LOOK_AT_MEMORY_MS = 25;
/** After signing in, whose password check takes memory for a moment. */
const SETTLE_MS = 3_000;

export const directPlayMeasurement: Measurement = {
  ids: ['P4', 'P5'],
  async run(settings) {
    const media = makeMedia(settings);
    const nginx = await startNginx(settings.temp, media);
    const { house, path } = await playing(settings.temp, media);
    const ours = { port: house.port, path, pid: house.serverPid };
    const theirs = nginx && { port: nginx.port, path: `/${FILM}`, pid: nginx.workerPid };
    const throughputRows: Row[] = [];
    const cpuRows: Row[] = [];
    for (const { count, throughput } of READERS) {
      const figures = { ours: [] as Figures[], theirs: [] as Figures[] };
      for (let round = 1; round <= settings.rounds; round += 1) {
        figures.ours.push(await measure(settings, ours, count));
        if (theirs) figures.theirs.push(await measure(settings, theirs, count));
        settings.say(`direct play, ${count} readers, round ${round} of ${settings.rounds}: ${show(figures.ours.at(-1)!)}; nginx ${figures.theirs.length === 0 ? 'missing' : show(figures.theirs.at(-1)!)}`); // prettier-ignore
      }
      const pick = (name: keyof Figures) => ({
        ours: figures.ours.map((one) => one[name]),
        theirs: theirs && figures.theirs.map((one) => one[name]),
      });
      throughputRows.push(
        compare(
          { id: 'P4', what: `direct play vs nginx, readers: ${count}`, goal: { is: 'at least', ratio: throughput } },
          pick('gbPerSecond'),
          (value) => `${value.toFixed(2)} GB/s`,
        ),
      );
      cpuRows.push(
        compare(
          { id: 'P5', what: `its CPU vs nginx, readers: ${count}`, goal: CPU_GOAL },
          pick('cpuSecondsPerGb'),
          (value) => `${value.toFixed(2)} s/GB`,
        ),
      );
    }
    await house.stop();
    await nginx?.stop();
    return [...throughputRows, ...cpuRows];
  },
};

export const readerMemoryMeasurement: Measurement = {
  ids: ['P8'],
  async run(settings) {
    const media = makeMedia(settings);
    const idle: number[] = [];
    const more: number[] = [];
    for (let round = 1; round <= settings.rounds; round += 1) {
      // A new house each time: what the last round left in memory would count as idle.
      const { house, path } = await playing(settings.temp, media);
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      const before = residentBytes(house.serverPid);
      let peak = before;
      const timer = setInterval(() => (peak = Math.max(peak, residentBytes(house.serverPid))), LOOK_AT_MEMORY_MS);
      await readInRanges(settings, { port: house.port, path }, MEMORY_READERS);
      clearInterval(timer);
      await house.stop();
      idle.push(before / MIB);
      more.push((peak - before) / MIB);
      settings.say(`memory, round ${round} of ${settings.rounds}: +${more.at(-1)!.toFixed(0)} MB`);
    }
    const figure = median(more);
    return [
      {
        id: 'P8',
        what: `memory of ${MEMORY_READERS} readers over idle`,
        ours: `+${figure.toFixed(0)} MB`,
        baseline: `${median(idle).toFixed(0)} MB idle`,
        ratio: '',
        goal: `≤ ${MEMORY_GOAL_MB} MB`,
        met: figure <= MEMORY_GOAL_MB,
      },
    ];
  },
};

function makeMedia({ temp, playedBytes, say }: Settings): string {
  const media = join(temp, 'big');
  if (mkdirSync(media, { recursive: true }) === undefined) return media; // made for the measurement before
  say(`making a film of ${playedBytes / MIB} MiB`);
  makeBigFilm(join(media, FILM), playedBytes);
  return media;
}

/** A new house that plays the film in `media`. */
async function playing(temp: string, media: string): Promise<{ readonly house: House; readonly path: string }> {
  const house = await startHouse(temp);
  await house.addLibrary(media);
  return { house, path: await house.play() };
}

type Figures = { readonly gbPerSecond: number; readonly cpuSecondsPerGb: number };

const show = ({ gbPerSecond, cpuSecondsPerGb }: Figures) =>
  `${gbPerSecond.toFixed(2)} GB/s, ${cpuSecondsPerGb.toFixed(2)} s/GB`;

async function measure(
  settings: Settings,
  server: { readonly port: number; readonly path: string; readonly pid: number },
  readers: number,
): Promise<Figures> {
  const before = cpuSeconds(server.pid);
  const { bytes, bytesPerSecond } = await readInRanges(settings, server, readers);
  return {
    gbPerSecond: bytesPerSecond / GB,
    cpuSecondsPerGb: (cpuSeconds(server.pid) - before) / (bytes / GB),
  };
}
