/** P13 and P14: how soon a film that has to be converted begins, and begins again after a jump. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ItemDetail, ItemPage, Playback } from '../../shared/lan/schemas.ts';
import { segmentStarts } from '../../electron/core/streaming/index.ts';
import { startHouse, type Ask, type House } from './house.ts';
import { compare, type Measurement } from './measurement.ts';
import { childrenOf, findProgram, run, until } from './processes.ts';

/** One round of the picture is encoded and repeated. */
const ROUND_SECONDS = 10;
const ROUNDS = 12;
const FILM_MS = ROUND_SECONDS * ROUNDS * 1_000;
/** Where the jump goes: in the middle of a group of pictures, as jumps do. */
const JUMP_MS = 61_000;
const LINES = 720;
/** Segments other servers begin with. */
const OTHERS_SECONDS = 4;
const LIMIT_MS = 60_000;
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
    makeFilm(ffmpeg, plain.path, ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '48', '-pix_fmt', 'yuv420p']);
    makeFilm(ffmpeg, hevc.path, ['-c:v', 'libx265', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p10le', '-x265-params', 'log-level=none:keyint=96']); // prettier-ignore

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

function makeFilm(ffmpeg: string, path: string, codec: readonly string[]): void {
  const quiet = ['-v', 'error', '-nostdin', '-y'];
  const round = `${path}.round`;
  run(ffmpeg, [...quiet, '-f', 'lavfi', '-i', `testsrc2=s=1920x1080:r=24:d=${ROUND_SECONDS}`, ...codec, '-f', 'matroska', round]); // prettier-ignore
  // prettier-ignore
  run(ffmpeg, [...quiet, '-stream_loop', String(ROUNDS - 1), '-i', round, '-f', 'lavfi', '-i', 'sine=440:r=48000',
    '-map', '0:v', '-map', '1:a', '-c:v', 'copy', '-c:a', 'ac3', '-t', String(FILM_MS / 1_000), path]);
  rmSync(round);
}

/** Play as a player does: ask, read both playlists, then the segment. @returns the time, and ffmpeg's own arguments. */
async function pressPlay(house: House, ask: Ask, film: Film, startMs: number) {
  const { items } = await ask<ItemPage>('GET', '/api/v1/items');
  const { id } = items.find(({ title }) => title === film.title)!;
  const { versions } = await ask<ItemDetail>('GET', `/api/v1/items/${id}`);
  const index = segmentStarts(versions[0]!.durationMs!).findLastIndex((start) => start <= startMs);
  const origin = `http://127.0.0.1:${house.port}`;
  const startedAt = performance.now();
  const body = { capabilities: CAPABILITIES, maxHeight: LINES, startMs };
  const playback = await ask<Playback>('POST', `/api/v1/items/${id}/playback`, body);
  const base = `${origin}${playback.url.replace(/\/[^/]+$/, '')}`;
  for (const part of ['master.m3u8', '0/index.m3u8', '0/init.mp4', `0/${index}.m4s`]) {
    const response = await fetch(`${base}/${part}`);
    if (!response.ok) throw new Error(`${part} answered ${response.status}: ${await response.text()}`);
    await response.arrayBuffer();
  }
  const ms = performance.now() - startedAt;
  const { worker } = await house.call('system.status', {});
  const encoder = await until(
    () => childrenOf(worker.pid!).find((pid) => commandLine(pid)[0]?.endsWith('ffmpeg')),
    'the encoder',
    LIMIT_MS,
  );
  const args = commandLine(encoder).slice(1);
  await ask('DELETE', `/api/v1/playback/${playback.sessionId}`);
  await until(() => childrenOf(worker.pid!).length === 0 || undefined, 'the encoder to end', LIMIT_MS);
  return { ms, args };
}

const commandLine = (pid: number): string[] => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);

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
