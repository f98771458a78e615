import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';

/** A white bar, from 1 s on, in a picture of 320 × 180; as Blu-rays carry subtitles (PGS), which ffmpeg cannot make itself. */
export const BAR = { width: 200, height: 20, x: 60, y: 150 } as const;

/** Put the bar into a Matroska clip as a subtitle stream of its own. */
export function addImageSubtitle(clip: string, to: string, codec: 'pgs' | 'dvdsub'): void {
  const sup = `${to}.sup`;
  writeFileSync(sup, barAsPgs(1, 19));
  const made = codec === 'pgs' ? 'copy' : codec;
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-copyts', '-i', clip, '-i', sup, '-map', '0', '-map', '1', '-c', 'copy', '-c:s', made, to]); // prettier-ignore
  rmSync(sup);
}

// US patent application 2009/0185789, and libavcodec/pgssubdec.c: segments "PG", two times, type, length.
function barAsPgs(fromS: number, toS: number): Buffer {
  const size = [...u16(320), ...u16(180), 0x10];
  const window = [1, 0, ...u16(BAR.x), ...u16(BAR.y), ...u16(BAR.width), ...u16(BAR.height)];
  const white = [0, 0, 1, 235, 128, 128, 255];
  // One line: a run of colour 1, then the end of the line.
  const line = [0x00, 0xc0 | (BAR.width >> 8), BAR.width & 0xff, 1, 0x00, 0x00];
  const lines = Array.from({ length: BAR.height }, () => line).flat();
  const object = [0, 0, 0, 0xc0, ...u24(lines.length + 4), ...u16(BAR.width), ...u16(BAR.height), ...lines];
  return Buffer.concat([
    segment(fromS, 0x16, [...size, 0, 0, 0x80, 0, 0, 1, 0, 0, 0, 0, ...u16(BAR.x), ...u16(BAR.y)]),
    segment(fromS, 0x17, window),
    segment(fromS, 0x14, white),
    segment(fromS, 0x15, object),
    segment(fromS, 0x80, []),
    segment(toS, 0x16, [...size, 0, 1, 0x00, 0, 0, 0]),
    segment(toS, 0x17, window),
    segment(toS, 0x80, []),
  ]);
}

function segment(atS: number, type: number, payload: readonly number[]): Buffer {
  const head = Buffer.alloc(13);
  head.write('PG', 'latin1');
  head.writeUInt32BE(atS * 90_000, 2);
  head.writeUInt8(type, 10);
  head.writeUInt16BE(payload.length, 11);
  return Buffer.concat([head, Buffer.from(payload)]);
}

const u16 = (value: number): number[] => [value >> 8, value & 0xff];
const u24 = (value: number): number[] => [value >> 16, (value >> 8) & 0xff, value & 0xff];
