/** P24: whether the home page still comes while the house is busy. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ItemPage, Playback } from '../../shared/lan/schemas.ts';
import { HEVC, makeFilm } from './converted-film.ts';
import { makeBigFilm } from './film-tree.ts';
import { startHouse, type Ask } from './house.ts';
import { compare, percentile, type Measurement } from './measurement.ts';
import { childrenOf, cpuSeconds, findProgram, until } from './processes.ts';
import { readInRanges } from './read-in-ranges.ts';

const READERS = 64;
const CONVERSIONS = ['Deep', 'Deeper'] as const;
/** A session may ask 600 times a minute. */
const ASK_EVERY_MS = 120;
const ASKS = 150;
const PERCENTILE = 0.99;
const LIMIT_MS = 60_000;

export const busyHomeMeasurement: Measurement = {
  ids: ['P24'],
  async run({ temp, rounds, playedBytes, say }) {
    const ffmpeg = findProgram('ffmpeg');
    if (ffmpeg === null) throw new Error('ffmpeg is not installed');
    const folder = join(temp, 'busy');
    mkdirSync(folder, { recursive: true });
    makeBigFilm(join(folder, 'Big (2001).mp4'), playedBytes);
    for (const title of CONVERSIONS) makeFilm(ffmpeg, join(folder, `${title} (2002).mkv`), HEVC);
    const figures = { ours: [] as number[], theirs: [] as number[] };
    for (let round = 1; round <= rounds; round += 1) {
      // A new house each time: nothing is converted already.
      const house = await startHouse(temp);
      await house.addLibrary(folder);
      const ask = await house.signIn();
      const { items } = await ask<ItemPage>('GET', '/api/v1/items');
      const play = async (title: string, capabilities: object) => {
        const { id } = items.find((item) => item.title === title)!;
        return ask<Playback>('POST', `/api/v1/items/${id}/playback`, { capabilities });
      };
      const idle = await askForHome(ask);

      const big = await play('Big', { containers: ['mp4'], video: ['h264'], audio: ['aac'], hls: false });
      for (const title of CONVERSIONS)
        await play(title, { containers: ['mp4'], video: ['h264'], audio: ['aac'], hls: true });
      const worker = (await house.call('system.status', {})).worker.pid!;
      const encoders = await until(
        () => (childrenOf(worker).length === CONVERSIONS.length ? childrenOf(worker) : undefined),
        'both encoders',
        LIMIT_MS,
      );
      const readingMs = ASKS * ASK_EVERY_MS;
      const reading = readInRanges({ playedBytes, readingMs }, { port: house.port, path: big.url }, READERS);
      const busy = await askForHome(ask);
      const encoded = encoders.map((pid) => cpuSeconds(pid).toFixed(1)).join(' and ');
      const { bytesPerSecond } = await reading;
      await house.stop();
      figures.ours.push(busy);
      figures.theirs.push(idle);
      say(`home, round ${round} of ${rounds}: idle ${idle.toFixed(1)} ms, busy ${busy.toFixed(1)} ms beside ${(bytesPerSecond / 1e9).toFixed(2)} GB/s and encoders of ${encoded} s`); // prettier-ignore
    }
    return [
      compare(
        { id: 'P24', what: `p99 of home beside ${READERS} readers and 2 conversions, vs idle`, goal: { is: 'at most', ratio: 3 } },
        figures,
        (value) => `${value.toFixed(1)} ms`,
      ),
    ]; // prettier-ignore
  },
};

/** Ask for the home page at a steady pace, whether or not answers come. @returns the 99th percentile of how long it took (ms). */
async function askForHome(ask: Ask): Promise<number> {
  const times: Promise<number>[] = [];
  for (let at = 0; at < ASKS; at += 1) {
    const startedAt = performance.now();
    times.push(ask('GET', '/api/v1/home').then(() => performance.now() - startedAt));
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  return percentile(await Promise.all(times), PERCENTILE);
}
