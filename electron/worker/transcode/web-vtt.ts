/** A film's dialogue is 100 KB; MED-12. */
export const MAX_SUBTITLE_BYTES = 16 * 1024 * 1024;
/** A three-hour film has some 3,000. */
const MAX_CUES = 20_000;
const MAX_CUE_CHARACTERS = 2_000;

const TIMING = /^((?:\d{2,}:)?\d{2}:\d{2}\.\d{3}) --> ((?:\d{2,}:)?\d{2}:\d{2}\.\d{3})/;
/** The tags that are kept as they are: WebVTT's own for slant, weight and underline. */
const KEPT_TAG = /^<\/?[biu]>$/;

/**
 * WebVTT with nothing but cues: times, text, italics. Styles, regions, positions, other tags and drawing commands go, and
 * what is too much is left out (MED-12).
 */
export function cleanWebVtt(text: string): string {
  const cues: string[] = [];
  for (const block of text.replace(/^\ufeff/, '').split(/\r?\n\r?\n+/)) {
    if (cues.length >= MAX_CUES) break;
    const lines = block.split(/\r?\n/);
    const at = lines.findIndex((line) => TIMING.test(line));
    if (at === -1) continue; // the header, styles, notes
    const [, start, end] = TIMING.exec(lines[at]!)!;
    const words = lines
      .slice(at + 1)
      .map(cleanLine)
      .filter((line) => line !== '')
      .join('\n')
      .slice(0, MAX_CUE_CHARACTERS);
    if (words !== '') cues.push(`${start} --> ${end}\n${words}`);
  }
  return `WEBVTT\n\n${cues.join('\n\n')}\n`;
}

function cleanLine(line: string): string {
  return line
    .replace(/\{\\[^}]*\}/g, '') // ASS overrides that ffmpeg left
    .replace(/<[^>]*>?/g, (tag) => (KEPT_TAG.test(tag) ? tag : ''))
    .replaceAll('-->', '')
    .replace(/\p{Cc}/gu, '')
    .trim();
}
