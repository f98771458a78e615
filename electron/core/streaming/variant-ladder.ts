import type { Variant } from '../../../shared/control/encoding.ts';

/** The picture of a source as stored, before it is turned. */
export type SourcePicture = {
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  /** Degrees clockwise. */
  readonly rotation: 0 | 90 | 180 | 270;
};

type Rung = { readonly width: number; readonly height: number; readonly bitrateBps: number };

/**
 * The boxes converted pictures are fitted into, bits/s with sound. Near the H.264 ladder of Apple's HLS Authoring
 * Specification (1080p 7.8, 720p 4.5, 540p 2.0, 432p 1.1 Mb/s); small pictures get more, because an encoder that must
 * keep up with the film spends more on the same picture. Nothing above 1080p: a home computer does not encode 4K in time.
 */
const RUNGS: readonly Rung[] = [
  { width: 1920, height: 1080, bitrateBps: 8_000_000 },
  { width: 1280, height: 720, bitrateBps: 4_000_000 },
  { width: 854, height: 480, bitrateBps: 2_000_000 },
  { width: 640, height: 360, bitrateBps: 1_000_000 },
];
/** Below this the sound leaves the picture nothing. */
const LEAST_BPS = 500_000;
/** A step smaller than this, in lines or in bits, is no step anybody sees. */
const LEAST_STEP = 0.85;
/** These need about half of what H.264 needs for the same picture (Ohm et al., IEEE TCSVT 22(12), 2012, for HEVC). */
const THRIFTY = new Set(['hevc', 'av1', 'vp9']);

/** Pixels as the viewer sees them. */
export const shownSize = ({ width, height, rotation }: SourcePicture): { width: number; height: number } =>
  rotation % 180 === 0 ? { width, height } : { width: height, height: width };

/**
 * The sizes a picture is converted to, best first, at least one. Never above the source, in pixels or in bits, and each
 * below the one before. A smaller picture gets its part of what the source's takes as H.264, which for HEVC, AV1 and VP9
 * is twice the source. Even sizes, as 4:2:0 chroma needs; the aspect is kept.
 *
 * @param limits pixels of the shorter side, and bits/s; undefined for no limit.
 */
export function variantLadder(
  picture: SourcePicture & { readonly bitrateBps: number | null },
  limits: { readonly maxHeight?: number | undefined; readonly maxBitrate?: number | undefined } = {},
): Variant[] {
  const { width, height } = shownSize(picture);
  const isUpright = height > width;
  const [long, short] = isUpright ? [height, width] : [width, height];
  const allowed = rungsWithin(limits.maxHeight ?? Infinity);
  // The smallest box that holds the whole picture, or the largest there is.
  const from = Math.max(
    0,
    allowed.findLastIndex((rung) => rung.width >= long && rung.height >= short),
  );
  const top = allowed[from]!;
  const sourceBps = picture.bitrateBps ?? Infinity;
  const share = Math.min(1, (sourceBps * (THRIFTY.has(picture.codec) ? 2 : 1)) / top.bitrateBps);
  const ladder: Variant[] = [];
  for (const rung of allowed.slice(from)) {
    const scale = Math.min(1, rung.width / long, rung.height / short);
    const [longer, shorter] = [even(long * scale), even(short * scale)];
    const above = ladder.at(-1);
    const mostBps = above === undefined ? sourceBps : Math.floor(above.bitrateBps * LEAST_STEP);
    const variant = {
      width: isUpright ? shorter : longer,
      height: isUpright ? longer : shorter,
      bitrateBps: Math.max(Math.min(LEAST_BPS, sourceBps), Math.min(Math.round(rung.bitrateBps * share), mostBps)),
    };
    if (above && (variant.height > above.height * LEAST_STEP || variant.bitrateBps >= above.bitrateBps)) continue;
    ladder.push(variant);
  }
  const { maxBitrate } = limits;
  if (maxBitrate === undefined) return ladder;
  const affordable = ladder.filter(({ bitrateBps }) => bitrateBps <= maxBitrate);
  return affordable.length > 0 ? affordable : [{ ...ladder.at(-1)!, bitrateBps: maxBitrate }];
}

function rungsWithin(maxHeight: number): readonly Rung[] {
  const within = RUNGS.filter((rung) => rung.height <= maxHeight);
  const smallest = RUNGS.at(-1)!;
  return within.length > 0 ? within : [{ ...smallest, width: (maxHeight * 16) / 9, height: maxHeight }];
}

/** Down, never up; the hundredth keeps 719.999… from becoming 718. */
const even = (pixels: number): number => Math.max(2, Math.floor((pixels + 0.01) / 2) * 2);
