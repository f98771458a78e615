import { execFile } from 'node:child_process';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { makeRotatedMp4 } from '../../probe/testing/fixtures.ts';

const run = promisify(execFile);

/** Length of a clip when no other is asked for, s: five segments. */
const CLIP_SECONDS = 14;

/**
 * Each second second begins with 200 ms of a white picture and a beep, so that picture and sound can be compared after
 * any conversion. The moving pattern between makes every frame differ.
 */
const picture = (size: string, rate: string) =>
  `testsrc2=s=${size}:r=${rate},drawbox=c=white:t=fill:enable='lt(mod(t,2),0.2)'`;
const sound = (channels: 'stereo' | '5.1') => {
  const beep = `if(lt(mod(t,2),0.2),0.5*sin(2*PI*1000*t),0)`;
  const names = channels === '5.1' ? ['FL', 'FR', 'FC', 'LFE', 'BL', 'BR'] : ['FL', 'FR'];
  // Worked out once, and the same in every channel.
  return `aevalsrc='${beep}':s=48000,pan=${[channels, ...names.map((name) => `${name}=c0`)].join('|')}`;
};

const X264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-g', '48', '-pix_fmt', 'yuv420p'];
const X265 = ['-c:v', 'libx265', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p10le', '-x265-params'];
const NTSC = '24000/1001';

export type ClipName = keyof typeof CLIPS;

/** Name of the file, and what makes it: inputs, then options. */
const CLIPS = {
  /** H.264 with B-frames and AAC. */
  plain: { file: 'Plain (2001).mp4', picture: picture('320x180', NTSC), sound: sound('stereo'), args: [...X264, '-c:a', 'aac'] },
  /** The same without pictures that are decoded before they are shown, key frames far apart, in Matroska. */
  plainMkv: { file: 'Plain Mkv (2001).mkv', picture: picture('320x180', '25'), sound: sound('stereo'), args: [...X264, '-g', '100', '-c:a', 'aac'] },
  /** HEVC, 10 bits, 5.1, with words in two kinds. */
  hevc: { words: ['subrip', 'ass'], file: 'Hevc (2002).mkv', picture: picture('192x108', '12'), sound: sound('5.1'), args: [...X265, 'log-level=none:keyint=48', '-c:a', 'ac3'] },
  /** Marked as HDR10. */
  hdr: {
    file: 'Hdr (2002).mkv', picture: picture('192x108', '12'), sound: null,
    args: [...X265, 'log-level=none:keyint=24:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc',
      '-color_primaries', 'bt2020', '-color_trc', 'smpte2084', '-colorspace', 'bt2020nc'],
  },
  vp9: { file: 'Vp9 (2003).webm', picture: picture('192x108', '15'), sound: sound('stereo'), args: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-g', '45', '-c:a', 'libopus'] },
  /** One frame in three is missing, and for a while two in three. */
  vfr: { file: 'Vfr (2004).mkv', picture: `${picture('192x108', '30')},select='if(between(t,4,8),not(mod(n,3)),mod(n,3))'`, sound: sound('stereo'), args: ['-fps_mode', 'vfr', ...X264, '-g', '40', '-c:a', 'aac'] },
  /** Fields, in a transport stream, which begins at 1.4 s and lists no key frames. */
  interlaced: { file: 'Interlaced (2005).ts', picture: `${picture('192x108', '50')},interlace`, sound: sound('stereo'), args: ['-c:v', 'mpeg2video', '-flags', '+ildct+ilme', '-b:v', '2M', '-g', '25', '-c:a', 'mp2'] },
  silent: { file: 'Silent (2006).mp4', picture: picture('192x108', '12'), sound: null, args: [...X264, '-g', '24'] },
  /** Filmed upright: to be turned by a quarter when shown. */
  rotated: { turned: true, file: 'Rotated (2006).mp4', picture: picture('192x108', '12'), sound: sound('stereo'), args: [...X264, '-c:a', 'aac'] },
  /** Neither side even. */
  odd: { file: 'Odd (2007).webm', picture: picture('193x109', '12'), sound: sound('stereo'), args: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-c:a', 'libopus'] },
} as const satisfies Record<string, Clip>; // prettier-ignore

type Clip = {
  readonly file: string;
  readonly picture: string;
  readonly sound: string | null;
  readonly args: readonly string[];
  readonly words?: readonly ('subrip' | 'ass')[];
  readonly turned?: boolean;
};

export const clipFile = (name: ClipName): string => CLIPS[name].file;

/** Make a clip with what it is called in `folder`. @param seconds even: a flash every second second. */
export async function makeClip(folder: string, name: ClipName, seconds = CLIP_SECONDS): Promise<void> {
  const clip: Clip = CLIPS[name];
  const path = join(folder, clip.file);
  const inputs = [clip.picture, clip.sound].flatMap((source) => (source === null ? [] : ['-f', 'lavfi', '-t', String(seconds), '-i', source]));
  await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...inputs, ...clip.args, '-strict', '-2', path]);
  for (const codec of clip.words ?? []) await addSubtitle(path, codec, wordsFor(seconds));
  if (clip.turned) await edit(path, (from, to) => makeRotatedMp4(to, from, 90));
} // prettier-ignore

const wordsFor = (seconds: number): string =>
  `1\n00:00:01,000 --> 00:00:03,000\nHello\n\n2\n00:00:${seconds - 2},000 --> 00:00:${seconds - 1},000\nGoodbye\n`;

/** Put a text subtitle into a Matroska clip; `codec` as ffmpeg calls it. */
async function addSubtitle(path: string, codec: 'subrip' | 'ass', srt: string): Promise<void> {
  const words = `${path}.srt`;
  await writeFile(words, srt);
  await edit(path, async (from, to) => {
    const last = (await run('ffprobe', ['-v', 'error', '-show_entries', 'stream=index', '-of', 'csv=p=0', from])).stdout.trim().split('\n').length;
    await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', '-i', from, '-i', words, '-map', '0', '-map', '1', '-c', 'copy', `-c:${last}`, codec, to]);
  });
  await rm(words);
} // prettier-ignore

async function edit(path: string, act: (from: string, to: string) => Promise<void>): Promise<void> {
  const before = join(dirname(path), `before-${basename(path)}`);
  await rename(path, before);
  await act(before, path);
  await rm(before);
}
