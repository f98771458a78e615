import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Length of every clip, s: seven segments. */
export const CLIP_SECONDS = 20;

/**
 * Each second second begins with 200 ms of a white picture and a beep, so that picture and sound can be compared after
 * any conversion. The moving pattern between makes every frame differ.
 */
const picture = (size: string, rate: string) =>
  `testsrc2=s=${size}:r=${rate}:d=${CLIP_SECONDS},drawbox=c=white:t=fill:enable='lt(mod(t,2),0.2)'`;
const sound = (channels: 'stereo' | '5.1') => {
  const beep = `if(lt(mod(t,2),0.2),0.5*sin(2*PI*1000*t),0)`;
  const count = channels === '5.1' ? 6 : 2;
  return `aevalsrc='${Array.from({ length: count }, () => beep).join('|')}':c=${channels}:s=48000:d=${CLIP_SECONDS}`;
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
  plainMkv: { file: 'Plain Mkv (2001).mkv', picture: picture('320x180', '25'), sound: sound('stereo'), args: [...X264, '-g', '75', '-c:a', 'aac'] },
  /** HEVC, 10 bits, 5.1. */
  hevc: { file: 'Hevc (2002).mkv', picture: picture('320x180', '24'), sound: sound('5.1'), args: [...X265, 'log-level=none:keyint=96', '-c:a', 'ac3'] },
  /** Marked as HDR10. */
  hdr: {
    file: 'Hdr (2002).mkv', picture: picture('320x180', '24'), sound: null,
    args: [...X265, 'log-level=none:keyint=48:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc',
      '-color_primaries', 'bt2020', '-color_trc', 'smpte2084', '-colorspace', 'bt2020nc'],
  },
  vp9: { file: 'Vp9 (2003).webm', picture: picture('320x180', '30'), sound: sound('stereo'), args: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-g', '90', '-c:a', 'libopus'] },
  /** One frame in three is missing, and for a while two in three. */
  vfr: { file: 'Vfr (2004).mkv', picture: `${picture('320x180', '30')},select='if(between(t,5,9),not(mod(n,3)),mod(n,3))'`, sound: sound('stereo'), args: ['-fps_mode', 'vfr', ...X264, '-c:a', 'aac'] },
  /** Fields, in a transport stream, which begins at 1.4 s and lists no key frames. */
  interlaced: { file: 'Interlaced (2005).ts', picture: `${picture('320x180', '50')},interlace`, sound: sound('stereo'), args: ['-c:v', 'mpeg2video', '-flags', '+ildct+ilme', '-b:v', '2M', '-g', '25', '-c:a', 'mp2'] },
  silent: { file: 'Silent (2006).mp4', picture: picture('320x180', '25'), sound: null, args: X264 },
  /** Neither side even. */
  odd: { file: 'Odd (2007).webm', picture: picture('321x179', '25'), sound: sound('stereo'), args: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-c:a', 'libopus'] },
} as const satisfies Record<string, { file: string; picture: string; sound: string | null; args: readonly string[] }>; // prettier-ignore

export const clipFile = (name: ClipName): string => CLIPS[name].file;

/** Make a clip with what it is called in `folder`. */
export async function makeClip(folder: string, name: ClipName): Promise<void> {
  const clip = CLIPS[name];
  const inputs = [clip.picture, clip.sound].flatMap((source) => (source === null ? [] : ['-f', 'lavfi', '-i', source]));
  await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...inputs, ...clip.args, '-strict', '-2', `${folder}/${clip.file}`]);
} // prettier-ignore

/** Put a text subtitle into a Matroska clip; `codec` as ffmpeg calls it. */
export async function addSubtitle(path: string, codec: 'subrip' | 'ass', srt: string): Promise<void> {
  const [words, before] = [`${path}.srt`, `${path}.before`];
  await writeFile(words, srt);
  await writeFile(before, await readFile(path));
  await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', '-i', before, '-i', words, '-map', '0', '-map', '1', '-c', 'copy', '-c:s', codec, path]); // prettier-ignore
  await Promise.all([rm(words), rm(before)]);
}
