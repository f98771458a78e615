/** Have ffmpeg tell how far it is on standard error, every 5 s: 38 hours of it stay below the limit of messages. */
export const REPORTING = ['-progress', 'pipe:2', '-stats_period', '5'] as const;

/** Lines of a report are `name=value`; what ffmpeg has to say otherwise begins with `[` or has spaces. */
const REPORT_LINE = /^[a-z_0-9]+=\s*\S*\s*$/;
/** Pictures made, and how far into the film, µs. */
const COUNTER = /^(frame|out_time_us)=\s*(\d+)\s*$/;
/** A line that does not end is no line of a report. */
const LONGEST_LINE = 1_000;

/**
 * Takes apart what ffmpeg writes to standard error: its report, and words for the log.
 *
 * @returns for each piece of text the words in it, and whether ffmpeg came further than ever before.
 */
export function createReport(): (text: string) => { readonly words: string; readonly isFurther: boolean } {
  const farthest = new Map<string, number>();
  let begun = '';
  return (text) => {
    const lines = (begun + text).split('\n');
    begun = lines.pop()!;
    if (begun.length > LONGEST_LINE) {
      lines.push(begun);
      begun = '';
    }
    let isFurther = false;
    for (const line of lines) {
      const [, name, value] = COUNTER.exec(line) ?? [];
      if (name === undefined || Number(value) <= (farthest.get(name) ?? 0)) continue;
      farthest.set(name, Number(value));
      isFurther = true;
    }
    const words = lines.filter((line) => line !== '' && !REPORT_LINE.test(line));
    return { words: words.map((line) => `${line}\n`).join(''), isFurther };
  };
}
