import type { FfmpegAbility } from '../../../shared/contract/system.ts';
import type { FfmpegReport } from './ffmpeg-capabilities.ts';

/** What the owner is told about ffmpeg; null when there is none, or it does not run. */
export function abilityOf({
  report,
  slots,
}: {
  readonly report: FfmpegReport;
  readonly slots: number;
}): FfmpegAbility | null {
  if (report.kind === 'none') return null;
  const { version } = report;
  if (report.kind === 'unusable')
    return { version, usable: false, problem: whyUnusable(version, report.lacks), hardware: null, conversions: 0 };
  const { filters, hardware } = report;
  const problem = hasKnownFault(version)
    ? `ffmpeg ${version} has a known fault (CVE-2026-8461). Holdfast does not let films reach it; install ffmpeg 8.1.2 or later.`
    : filters.toneMapping
      ? null
      : `ffmpeg ${version} was built without zscale, so HDR films look pale when they are converted. Install a full build of ffmpeg.`;
  return { version, usable: true, problem, hardware, conversions: slots };
}

function whyUnusable(version: string, lacks: 'newer-version' | 'libx264' | 'aac'): string {
  const play = 'Films are played only on devices that take them as they are.';
  return lacks === 'newer-version'
    ? `ffmpeg ${version} is too old to convert films: 5.1 or later is needed. ${play}`
    : `ffmpeg ${version} cannot convert films, because it was built without ${lacks}. ${play}`;
}

/**
 * CVE-2026-8461, an overflow in a decoder, is mended in ffmpeg's own 8.1.2 (FEATURES R-05). Distributions mend older
 * versions under their own numbers ("5.1.9-0+deb12u1"), and builds from the source repository have none: of those we
 * cannot tell, and say nothing.
 */
export function hasKnownFault(version: string): boolean {
  const [, major, minor, patch = '0'] = /^n?(\d+)\.(\d+)(?:\.(\d+))?(?:-(?:static|tessus).*)?$/.exec(version) ?? [];
  if (major === undefined || minor === undefined) return false;
  const number = Number(major) * 10_000 + Number(minor) * 100 + Number(patch);
  return number < 80_102;
}
