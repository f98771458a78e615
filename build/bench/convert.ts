/** P13 and P14: how soon a film that has to be converted begins, and begins again after a jump. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ItemDetail, ItemPage, Playback } from '../../shared/lan/schemas.ts';
import { segmentStarts } from '../../electron/core/streaming/index.ts';
import { H264, HEVC, makeFilm } from './converted-film.ts';
import { startHouse, type Ask, type House } from './house.ts';
import { compare, type Measurement } from './measurement.ts';
import { childrenOf, findProgram, run, until } from './processes.ts';

/** Where the jump goes: in the middle of a group of pictures, as jumps do. */
const JUMP_MS = 61_000;
const LINES = 720;
/** Segments other servers begin with. */
const OTHERS_SECONDS = 4;
const LIMIT_MS = 60_000;
const LOOK_EVERY_MS = 5;
const CAPABILITIES = { containers: ['mp4'], video: ['h264'], audio: ['aac'], hls: true };

type Film = { readonly title: string; readonly path: string };

export const convertMeasurement: Measurement = {
  ids: ['P13', 'P14'],
  async run({ temp, rounds, say }) {
    const ffmpeg = findProgram('ffmpeg');
    if (ffmpeg === null) throw new Error('ffmpeg is not installed');
    const folder = join(temp, 'converted');
    mkdirSync(folder, { recursive: true });
    const plain = { title: 'Plain', path: join(folder, 'Plain (2001).mkv') };
    const hevc = { title: 'Deep', path: join(folder, 'Deep (2002).mkv') };
    makeFilm(ffmpeg, plain.path, H264);
    makeFilm(ffmpeg, hevc.path, HEVC);

    const house = await startHouse(temp);
    await house.addLibrary(folder);
    const ask = await house.signIn();
    const raw = { ours: [] as number[], theirs: [] as number[] };
    const begin = { ours: [] as number[], theirs: [] as number[] };
    const jump = { ours: [] as number[], theirs: [] as number[] };
    for (let round = 1; round <= rounds; round += 1) {
      const played = await pressPlay(house, ask, plain, 0);
      begin.ours.push(played.ms);
      begin.theirs.push(encodeFour(ffmpeg, plain, 0));
      raw.ours.push(played.ms);
      raw.theirs.push(await firstFragment(ffmpeg, played.args, plain.path));
      jump.ours.push((await pressPlay(house, ask, hevc, JUMP_MS)).ms);
      jump.theirs.push(encodeFour(ffmpeg, hevc, JUMP_MS));
      say(`round ${round}: begin ${begin.ours.at(-1)!.toFixed(0)} ms, raw ffmpeg ${raw.theirs.at(-1)!.toFixed(0)}; HEVC at ${JUMP_MS / 1_000} s ${jump.ours.at(-1)!.toFixed(0)}`); // prettier-ignore
    }
    await house.stop();
    const show = (value: number) => `${value.toFixed(0)} ms`;
    return [
      compare({ id: 'P13', what: 'play → first segment vs raw ffmpeg, same arguments', goal: { is: 'at most', ratio: 1.05 } }, raw, show),
      compare({ id: 'P14', what: 'play → first segment, 1080p → 720p, vs 4 s veryfast', goal: { is: 'at most', ratio: 0.25 } }, begin, show),
      compare({ id: 'P14', what: 'HEVC 10 bits after a jump, vs its own 4 s veryfast', goal: { is: 'at most', ratio: 0.4 } }, jump, show),
    ]; // prettier-ignore
  },
};

/** Play as a player does: ask, read both playlists, then the segment. @returns the time, and ffmpeg's own arguments. */
async function pressPlay(house: House, ask: Ask, film: Film, startMs: number) {
  const { items } = await ask<ItemPage>('GET', '/api/v1/items');
  const { id } = items.find(({ title }) => title === film.title)!;
  const { versions } = await ask<ItemDetail>('GET', `/api/v1/items/${id}`);
  const index = segmentStarts(versions[0]!.durationMs!).findLastIndex((start) => start <= startMs);
  const origin = `http://127.0.0.1:${house.port}`;
  const worker = (await house.call('system.status', {})).worker.pid!;
  const startedAt = performance.now();
  const body = { capabilities: CAPABILITIES, maxHeight: LINES, startMs };
  const playback = await ask<Playback>('POST', `/api/v1/items/${id}/playback`, body);
  // Looked for from here on, because a run with a better preset takes over from the one that made the first segment.
  const encoder = until(() => argumentsOfEncoder(worker), 'the encoder', LIMIT_MS, LOOK_EVERY_MS);
  const base = `${origin}${playback.url.replace(/\/[^/]+$/, '')}`;
  for (const part of ['master.m3u8', '0/index.m3u8', '0/init.mp4', `0/${index}.m4s`]) {
    const response = await fetch(`${base}/${part}`);
    if (!response.ok) throw new Error(`${part} answered ${response.status}: ${await response.text()}`);
    await response.arrayBuffer();
  }
  const ms = performance.now() - startedAt;
  const args = await encoder;
  await ask('DELETE', `/api/v1/playback/${playback.sessionId}`);
  await until(() => childrenOf(worker).length === 0 || undefined, 'the encoder to end', LIMIT_MS);
  return { ms, args };
}

/** Undefined before there is one, and before what binds it has become it. */
function argumentsOfEncoder(worker: number): string[] | undefined {
  for (const pid of childrenOf(worker)) {
    const [program, ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
    if (program?.endsWith('ffmpeg')) return args;
  }
  return undefined;
}

/** @returns how long ffmpeg takes for the segment that other servers begin with, start and end of it included (ms). */
function encodeFour(ffmpeg: string, { path }: Film, startMs: number): number {
  const startedAt = performance.now();
  // prettier-ignore
  run(ffmpeg, ['-v', 'error', '-nostdin', '-y', '-ss', String(startMs / 1_000), '-i', path, '-t', String(OTHERS_SECONDS),
    '-vf', `scale=-2:${LINES},format=yuv420p`, '-c:v', 'libx264', '-preset', 'veryfast', '-c:a', 'aac', '-ac', '2', '-f', 'mpegts', '/dev/null']);
  return performance.now() - startedAt;
}

/** Run ffmpeg with the arguments the worker gave it. @returns until the first fragment is whole (ms). */
async function firstFragment(ffmpeg: string, args: readonly string[], path: string): Promise<number> {
  const film = openSync(path, 'r');
  const startedAt = performance.now();
  const child = spawn(ffmpeg, args, { stdio: ['ignore', 'pipe', 'ignore', film] });
  try {
    let bytes = Buffer.alloc(0);
    for await (const chunk of child.stdout!) {
      bytes = Buffer.concat([bytes, chunk as Buffer]);
      if (hasWholeBox(bytes, 'mdat')) return performance.now() - startedAt;
    }
    throw new Error('ffmpeg made no fragment');
  } finally {
    closeSync(film);
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

/** ISO/IEC 14496-12, 4.2: size and name of each box stand before it. */
function hasWholeBox(bytes: Buffer, name: string): boolean {
  for (let at = 0; at + 8 <= bytes.length;) {
    const end = at + bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === name) return end <= bytes.length;
    at = end;
  }
  return false;
}
