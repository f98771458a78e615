import { execFile } from 'node:child_process';
import { QUIET, VAAPI_DEVICE, type Filters, type VideoEncoder } from './argv.ts';

/** What an ffmpeg is and can do, asked once at start. */
export type FfmpegReport =
  /** There is none, or it does not run. */
  | { readonly kind: 'none' }
  /** Direct play goes on; nothing is converted. `lacks` says why in one word. */
  | { readonly kind: 'unusable'; readonly version: string; readonly lacks: 'newer-version' | 'libx264' | 'aac' }
  | {
      readonly kind: 'usable';
      readonly version: string;
      readonly filters: Filters;
      /** The chip that passed a test encode; null for none. */
      readonly hardware: Exclude<VideoEncoder, 'libx264'> | null;
    };

/** libavcodec of ffmpeg 5.1, the first with `-fps_mode`. Libraries tell the age of builds without a version number, too. */
const OLDEST_LIBAVCODEC = [59, 37] as const;
const ASK_MS = 10_000;
/** A chip that answers takes a fraction of a second; a driver that hangs is no help. */
const TEST_ENCODE_MS = 10_000;

/** Chips by system, the usual first. */
const HARDWARE: Readonly<Record<string, readonly Exclude<VideoEncoder, 'libx264'>[]>> = {
  linux: ['h264_nvenc', 'h264_qsv', 'h264_vaapi'],
  win32: ['h264_nvenc', 'h264_qsv', 'h264_amf'],
  darwin: ['h264_videotoolbox'],
};

export async function examineFfmpeg(ffmpeg: string | null, platform: string = process.platform): Promise<FfmpegReport> {
  const said = ffmpeg === null ? null : await ask(ffmpeg, ['-version'], ASK_MS);
  const version = /^ffmpeg version (\S+)/.exec(said ?? '')?.[1];
  if (ffmpeg === null || said === null || version === undefined) return { kind: 'none' };
  if (!isNewEnough(said)) return { kind: 'unusable', version, lacks: 'newer-version' };
  const [encoders, filters] = await Promise.all([
    ask(ffmpeg, ['-hide_banner', '-encoders'], ASK_MS),
    ask(ffmpeg, ['-hide_banner', '-filters'], ASK_MS),
  ]);
  const has = (list: string | null, name: string) => new RegExp(`^\\s\\S+\\s+${name}\\s`, 'm').test(list ?? '');
  for (const needed of ['libx264', 'aac'] as const)
    if (!has(encoders, needed)) return { kind: 'unusable', version, lacks: needed };
  return {
    kind: 'usable',
    version,
    filters: { toneMapping: has(filters, 'zscale') && has(filters, 'tonemap'), bwdif: has(filters, 'bwdif') },
    hardware: await findHardware(
      ffmpeg,
      (HARDWARE[platform] ?? []).filter((name) => has(encoders, name)),
    ),
  };
}

function isNewEnough(said: string): boolean {
  const [, major, minor] = /^libavcodec\s+(\d+)\.\s*(\d+)\./m.exec(said) ?? [];
  const [oldestMajor, oldestMinor] = OLDEST_LIBAVCODEC;
  return Number(major) > oldestMajor || (Number(major) === oldestMajor && Number(minor) >= oldestMinor);
}

/** Builds list encoders for chips nobody has: only a real encode tells. One after the other, since they share the driver. */
async function findHardware<Name extends VideoEncoder>(
  ffmpeg: string,
  candidates: readonly Name[],
): Promise<Name | null> {
  for (const name of candidates) {
    if ((await ask(ffmpeg, testEncode(name), TEST_ENCODE_MS)) !== null) return name;
  }
  return null;
}

/** Half a second of a test picture, thrown away. */
function testEncode(name: VideoEncoder): string[] {
  const upload = name === 'h264_vaapi';
  return [
    ...QUIET,
    ...(upload ? ['-init_hw_device', `vaapi=chip:${VAAPI_DEVICE}`, '-filter_hw_device', 'chip'] : []),
    ...['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25:d=0.5'],
    ...['-vf', upload ? 'format=nv12,hwupload' : 'format=yuv420p', '-c:v', name, '-b:v', '1000000', '-f', 'null', '-'],
  ];
}

/** Standard output, or null when it did not end well in time. */
function ask(ffmpeg: string, args: readonly string[], timeout: number): Promise<string | null> {
  return new Promise((resolve) => {
    const options = { env: {}, timeout, killSignal: 'SIGKILL', maxBuffer: 4 * 1024 * 1024, windowsHide: true } as const;
    execFile(ffmpeg, args, options, (error, stdout) => resolve(error ? null : stdout));
  });
}
