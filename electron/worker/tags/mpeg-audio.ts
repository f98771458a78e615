import type { FileWindow } from '../probe/file-window.ts';
import type { Sound } from './sound.ts';

// ISO/IEC 11172-3, 2.4.2.3 and 13818-3: kbit/s by layer, for MPEG 1 and for the lower sampling frequencies.
const RATES_1 = [
  [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
];
const RATES_2 = [
  [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];
const SAMPLE_RATES = [44_100, 48_000, 32_000];
/** Rubbish between a tag and the first frame is rarely more than some hundred bytes. */
const SEARCHED_BYTES = 64 * 1024;
const ID3V1_BYTES = 128;

type Frame = {
  readonly layer: 1 | 2 | 3;
  readonly isMpeg1: boolean;
  readonly bitrateBps: number;
  readonly sampleRate: number;
  readonly channels: 1 | 2;
  readonly samples: number;
  readonly sizeBytes: number;
};

/**
 * Read the first frame of an MPEG audio file behind its tag. How long it is, the encoder noted there (Xing, VBRI); else
 * the bitrate is taken as constant.
 *
 * @returns null when no frame is found.
 */
export async function readMpegAudio(window: FileWindow, at: number): Promise<Sound | null> {
  const bytes = await window.readUpTo(at, SEARCHED_BYTES);
  if (bytes === null) return null;
  const start = firstFrame(bytes);
  if (start === null) return null;
  const frame = frameAt(bytes, start)!;
  const noted = notedFrames(bytes, start, frame);
  const soundBytes = window.sizeBytes - at - start - ID3V1_BYTES;
  const seconds =
    noted === null ? (Math.max(0, soundBytes) * 8) / frame.bitrateBps : (noted * frame.samples) / frame.sampleRate;
  return {
    codec: `mp${frame.layer}`,
    channels: frame.channels,
    sampleRate: frame.sampleRate,
    durationMs: Math.round(seconds * 1000) || null,
  };
}

/** Whether a frame begins near the start of these bytes, so that they are MPEG audio. */
export const isMpegAudio = (head: Buffer): boolean => firstFrame(head) === 0;

/** The first frame that another of its kind follows: 11 set bits alone are met by chance. */
function firstFrame(bytes: Buffer): number | null {
  for (let at = bytes.indexOf(0xff); at !== -1 && at + 4 <= bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const frame = frameAt(bytes, at);
    if (frame === null) continue;
    const next = at + frame.sizeBytes;
    if (next + 4 > bytes.length) return at === 0 || next === bytes.length ? at : null;
    const following = frameAt(bytes, next);
    if (following?.layer === frame.layer && following.sampleRate === frame.sampleRate) return at;
  }
  return null;
}

function frameAt(bytes: Buffer, at: number): Frame | null {
  const [one, two, three] = [bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!];
  if (bytes[at] !== 0xff || (one & 0xe0) !== 0xe0) return null;
  const version = (one >> 3) & 3; // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const layerBits = (one >> 1) & 3;
  const rateIndex = two >> 4;
  const frequency = (two >> 2) & 3;
  if (version === 1 || layerBits === 0 || rateIndex === 0 || rateIndex === 15 || frequency === 3) return null;
  const layer = (4 - layerBits) as 1 | 2 | 3;
  const isMpeg1 = version === 3;
  const bitrateBps = (isMpeg1 ? RATES_1 : RATES_2)[layer - 1]![rateIndex - 1]! * 1000;
  const sampleRate = SAMPLE_RATES[frequency]! / (isMpeg1 ? 1 : version === 2 ? 2 : 4);
  const samples = layer === 1 ? 384 : layer === 3 && !isMpeg1 ? 576 : 1152;
  const padding = (two >> 1) & 1;
  const sizeBytes =
    layer === 1
      ? (Math.floor((12 * bitrateBps) / sampleRate) + padding) * 4
      : Math.floor(((samples / 8) * bitrateBps) / sampleRate) + padding;
  return { layer, isMpeg1, bitrateBps, sampleRate, samples, sizeBytes, channels: three >> 6 === 3 ? 1 : 2 };
}

/** Frames in the file as its encoder noted them in the first, or null. */
function notedFrames(bytes: Buffer, start: number, frame: Frame): number | null {
  const sideInfo = frame.isMpeg1 ? (frame.channels === 1 ? 17 : 32) : frame.channels === 1 ? 9 : 17;
  const xing = start + 4 + sideInfo;
  const mark = bytes.toString('latin1', xing, xing + 4);
  if ((mark === 'Xing' || mark === 'Info') && xing + 12 <= bytes.length)
    return (bytes[xing + 7]! & 1) !== 0 ? bytes.readUInt32BE(xing + 8) || null : null;
  const vbri = start + 36; // always behind 32 bytes
  if (bytes.toString('latin1', vbri, vbri + 4) === 'VBRI' && vbri + 18 <= bytes.length)
    return bytes.readUInt32BE(vbri + 14) || null;
  return null;
}
