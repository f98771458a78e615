/** P23: how long after the click the last connection is gone. Beside nginx, which is told to end at once. */
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ItemPage, Playback } from '../../shared/lan/schemas.ts';
import { slotsForCores } from '../../electron/worker/transcode/slots.ts';
import { ROOT, runtimeNode } from '../setup.js';
import { HEVC, makeFilm } from './converted-film.ts';
import type { CutOff, Task } from './cut-off-readers.ts';
import { makeBigFilm } from './film-tree.ts';
import { startHouse } from './house.ts';
import { compare, median, percentile, type Measurement, type Row, type Settings } from './measurement.ts';
import { startNginx } from './nginx.ts';
import { childrenOf, findProgram, start, until } from './processes.ts';

const CLIENTS = 200;
/** As many of the four as this computer converts at once; the others would wait for their turn. */
const CONVERSIONS = Math.min(4, slotsForCores(availableParallelism()));
const PERCENTILE = 0.99;
const LIMIT_MS = 60_000;
const LOOK_EVERY_MS = 2;
const BIG_FILM = 'Big (2001).mp4';
const CASES = [
  { name: 'click → no byte leaves', isHung: false, goalMs: 500 },
  { name: 'the same, the server hung', isHung: true, goalMs: 1_000 },
] as const;

export const lockDownMeasurement: Measurement = {
  ids: ['P23'],
  async run(settings) {
    const { temp, rounds, playedBytes, say } = settings;
    const ffmpeg = findProgram('ffmpeg');
    if (ffmpeg === null) throw new Error('ffmpeg is not installed');
    const folder = join(temp, 'closing');
    mkdirSync(folder, { recursive: true });
    makeBigFilm(join(folder, BIG_FILM), playedBytes);
    for (let at = 1; at <= CONVERSIONS; at += 1) makeFilm(ffmpeg, join(folder, `${deep(at)} (2002).mkv`), HEVC);
    const rows: Row[] = [];
    for (const { name, isHung, goalMs } of CASES) {
      const figures = { ours: [] as number[], theirs: [] as number[] };
      for (let round = 1; round <= rounds; round += 1) {
        const ours = await closeHouse(settings, folder, isHung);
        figures.ours.push(ours.lastMs);
        const theirs = await endNginx(temp, folder, isHung);
        if (theirs !== null) figures.theirs.push(theirs);
        say(`${name}, round ${round} of ${rounds}: ${ours.lastMs.toFixed(0)} ms, encoders gone after ${ours.encodersMs.toFixed(0)} ms; nginx ${theirs === null ? 'missing' : `${theirs.toFixed(0)} ms`}`); // prettier-ignore
      }
      const line = {
        id: 'P23',
        what: `${name}, p99 of ${CLIENTS} clients beside ${CONVERSIONS} conversions`,
        goal: null,
      };
      const compared = { ours: figures.ours, theirs: figures.theirs.length === 0 ? null : figures.theirs };
      rows.push({
        ...compare(line, compared, (value) => `${value.toFixed(0)} ms`),
        goal: `≤ ${goalMs} ms`,
        met: median(figures.ours) <= goalMs,
      });
    }
    return rows;
  },
};

const deep = (at: number): string => `Deep ${at}`;

/** Close a busy house as its button does. Figures in ms after the click. */
async function closeHouse(
  { temp }: Settings,
  folder: string,
  isHung: boolean,
): Promise<{ readonly lastMs: number; readonly encodersMs: number }> {
  const house = await startHouse(temp);
  await house.addLibrary(folder);
  const ask = await house.signIn();
  const { items } = await ask<ItemPage>('GET', '/api/v1/items');
  const play = async (title: string, hls: boolean) => {
    const { id } = items.find((item) => item.title === title)!;
    const capabilities = { containers: ['mp4'], video: ['h264'], audio: ['aac'], hls };
    return ask<Playback>('POST', `/api/v1/items/${id}/playback`, { capabilities });
  };
  const { url } = await play('Big', false);
  for (let at = 1; at <= CONVERSIONS; at += 1) await play(deep(at), true);
  const worker = (await house.call('system.status', {})).worker.pid!;
  const encoders = await until(
    () => (childrenOf(worker).length === CONVERSIONS ? childrenOf(worker) : undefined),
    'the encoders',
    LIMIT_MS,
  );
  const readers = await startReaders({ port: house.port, path: url, readers: CLIENTS });
  if (isHung) process.kill(house.serverPid, 'SIGSTOP');
  const clickedAt = performance.timeOrigin + performance.now();
  const closing = house.call('incident.lockDown', {});
  await until(() => (encoders.some(runs) ? undefined : true), 'the encoders to end', LIMIT_MS, LOOK_EVERY_MS);
  const encodersMs = performance.timeOrigin + performance.now() - clickedAt;
  const lastMs = (await lastOf(readers)) - clickedAt;
  await closing;
  await house.stop();
  return { lastMs, encodersMs };
}

/** End nginx at once while as many read. @returns ms; null when it is not installed. */
async function endNginx(temp: string, folder: string, isHung: boolean): Promise<number | null> {
  const nginx = await startNginx(temp, folder);
  if (nginx === null) return null;
  const readers = await startReaders({ port: nginx.port, path: `/${encodeURI(BIG_FILM)}`, readers: CLIENTS });
  if (isHung) process.kill(nginx.workerPid, 'SIGSTOP');
  const toldAt = performance.timeOrigin + performance.now();
  const stopping = nginx.stop();
  const lastMs = (await lastOf(readers)) - toldAt;
  await stopping;
  return lastMs;
}

type Readers = { readonly cutOff: Promise<CutOff> };

/** @returns once bytes came to all of them. */
async function startReaders(task: Task): Promise<Readers> {
  const program = join(ROOT, 'build', 'bench', 'cut-off-readers.ts');
  const child = start(runtimeNode(ROOT), [program, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (output += text));
  const closed = once(child, 'close');
  await until(
    () => {
      if (child.exitCode !== null) throw new Error('the readers ended before anybody cut them off');
      return output.startsWith('reading\n') || undefined;
    },
    'everybody to read',
    LIMIT_MS,
  );
  return { cutOff: closed.then(() => JSON.parse(output.slice('reading\n'.length)) as CutOff) };
}

/** When nearly all were gone (ms since 1970). */
const lastOf = async ({ cutOff }: Readers): Promise<number> => percentile((await cutOff).goneAt, PERCENTILE);

/** Whether a process is there, and not only until somebody asks how it ended. */
function runs(pid: number): boolean {
  const path = `/proc/${pid}/stat`;
  return existsSync(path) && !/\) [ZX] /.test(readFileSync(path, 'utf8'));
}
