import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Media as other programs see it: everything here is asked of the system's ffmpeg and ffprobe, nothing of our own code. */
const run = promisify(execFile);
const QUIET = ['-v', 'error', '-nostdin', '-hide_banner'];
const LARGE = { maxBuffer: 256 * 1024 * 1024 };

/** Times in s. */
export type Packet = {
  readonly kind: 'video' | 'audio';
  readonly pts: number;
  readonly dts: number;
  readonly duration: number;
  readonly isKey: boolean;
};

export async function packetsOf(path: string): Promise<Packet[]> {
  const entries = 'packet=codec_type,pts_time,dts_time,duration_time,flags';
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', entries, '-of', 'json', path], LARGE);
  type Raw = {
    codec_type: 'video' | 'audio';
    pts_time: string;
    dts_time: string;
    duration_time: string;
    flags: string;
  };
  return (JSON.parse(stdout) as { packets: Raw[] }).packets.map((packet) => ({
    kind: packet.codec_type,
    pts: Number(packet.pts_time),
    dts: Number(packet.dts_time),
    duration: Number(packet.duration_time),
    isKey: packet.flags.startsWith('K'),
  }));
}

/** A stream's time base and kind, and a packet, as ffmpeg's `framecrc` writes them; its flags only when they are not those of a key frame. */
const TIME_BASE = /^#tb (\d+): (\d+)\/(\d+)$/gm;
const KIND = /^#media_type (\d+): (video|audio)$/gm;
const PACKET = /^(\d+), +(-?\d+), +(-?\d+), +(\d+), +\d+, 0x[\da-f]+(?:, F=(0x[\dA-F]+))?/gm;

const AV_PKT_FLAG_KEY = 1;

/** What a decoder complains about in any of these files, each decoded by itself; and the packets of each in the file's order. */
export async function decodeEach(paths: readonly string[]): Promise<{ complaints: string; packets: Packet[][] }> {
  const maps = paths.flatMap((_, at) => ['-map', `${at}:v`, '-map', `${at}:a?`]);
  const args = [
    ...[...QUIET, '-xerror', '-copyts', ...paths.flatMap((path) => ['-threads', '1', '-i', path])],
    // Nothing is left out: a first picture that is no key frame would be, without the second flag.
    ...[...maps, '-c', 'copy', '-copyinkf', '-avoid_negative_ts', 'disabled', '-f', 'framecrc', '-'],
    ...[...maps, '-fps_mode', 'passthrough', '-enc_time_base', '1:90000', '-f', 'null', '-'],
  ];
  const { stdout, stderr } = await run('ffmpeg', args, LARGE).catch((error: { stdout: string; stderr: string }) => error);
  const bases = [...stdout.matchAll(TIME_BASE)].map(([, , over, under]) => Number(over) / Number(under));
  const kinds = [...stdout.matchAll(KIND)].map(([, , kind]) => kind as Packet['kind']);
  // Pictures are asked for first, so a picture begins a file.
  let file = -1;
  const fileOf = kinds.map((kind) => (kind === 'video' ? (file += 1) : file));
  const packets: Packet[][] = paths.map(() => []);
  for (const [, stream, dts, pts, duration, flags] of stdout.matchAll(PACKET)) {
    const [at, base] = [Number(stream), bases[Number(stream)]!];
    packets[fileOf[at]!]!.push({
      kind: kinds[at]!,
      pts: Number(pts) * base,
      dts: Number(dts) * base,
      duration: Number(duration) * base,
      isKey: flags === undefined || (Number(flags) & AV_PKT_FLAG_KEY) !== 0,
    });
  }
  return { complaints: stderr, packets };
} // prettier-ignore

/** When a file's first stream begins by its own clock, s. */
export async function beginningOf(path: string): Promise<number> {
  const { stdout } = await run('ffprobe', [
    '-v',
    'error',
    '-show_entries',
    'format=start_time',
    '-of',
    'csv=p=0',
    path,
  ]);
  return Number(stdout);
}

/** What a decoder complains about; empty for a sound file. */
export async function complaints(path: string): Promise<string> {
  const { stderr } = await run('ffmpeg', [
    ...QUIET,
    '-xerror',
    '-copyts',
    '-i',
    path,
    '-fps_mode',
    'passthrough',
    '-enc_time_base',
    '1:90000',
    '-f',
    'null',
    '-',
  ]).catch((error: { stderr: string }) => error);
  return stderr;
}

export async function videoOf(path: string): Promise<Record<string, string | number>> {
  const entries = 'stream=codec_name,profile,level,width,height,pix_fmt,sample_aspect_ratio,color_transfer,field_order';
  const { stdout } = await run('ffprobe', ['-v', 'error', '-select_streams', 'v', '-show_entries', entries, '-of', 'json', path]); // prettier-ignore
  return (JSON.parse(stdout) as { streams: Record<string, string | number>[] }).streams[0]!;
}

/** When each picture that a filter lets through is shown, s, and how light it is: 16 black, 235 white. */
async function lumas(path: string, filter: string): Promise<(readonly [number, number])[]> {
  const chain = `${filter},format=yuv420p,signalstats,metadata=mode=print:key=lavfi.signalstats.YAVG:file=-`;
  const args = ['-copyts', '-i', path, '-an', '-vf', chain, '-f', 'null', '-'];
  const { stdout } = await run('ffmpeg', [...QUIET, ...args], LARGE);
  return [...stdout.matchAll(/pts_time:(\S+)\n.*=(\S+)/g)].map(([, time, level]) => [Number(time), Number(level)]);
}

/** How light each picture is that a filter lets through. */
export async function meanLuma(path: string, filter: string): Promise<number[]> {
  return (await lumas(path, filter)).map(([, level]) => level);
}

/** When a picture turns white, s. */
export async function flashesIn(path: string): Promise<number[]> {
  const levels = await lumas(path, 'scale=64:36');
  return levels.flatMap(([time, level], at) => (level > 215 && (levels[at - 1]?.[1] ?? 0) <= 215 ? [time] : []));
}

/** When silence turns into sound, s. */
export async function beepsIn(path: string): Promise<number[]> {
  const rate = 16_000;
  const args = ['-copyts', '-i', path, '-vn', '-af', `aresample=${rate}:async=1:first_pts=0`, '-ac', '1', '-f', 's16le', '-'];
  const { stdout } = await run('ffmpeg', [...QUIET, ...args], { ...LARGE, encoding: 'buffer' });
  const beeps: number[] = [];
  let quietSince = -1;
  for (let at = 0; at + 1 < stdout.length; at += 2) {
    if (Math.abs(stdout.readInt16LE(at)) < 2_000) continue;
    const time = at / 2 / rate;
    if (quietSince < 0 || time - quietSince > 0.2) beeps.push(time);
    quietSince = time;
  }
  return beeps;
} // prettier-ignore
