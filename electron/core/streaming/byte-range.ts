/** Which bytes to send. `start` and `end` are both included, counted from 0, as in `Content-Range`. */
export type ByteRange =
  /** 200 and everything: no range asked, or one we need not honour. */
  | { readonly kind: 'whole' }
  /** 206 with `Content-Range: bytes start-end/size`. */
  | { readonly kind: 'single'; readonly start: number; readonly end: number }
  /** 416 with the size alone in `Content-Range` (RFC 9110, 15.5.17). */
  | { readonly kind: 'unsatisfiable' };

const WHOLE: ByteRange = { kind: 'whole' };

/**
 * Read a `Range` header for a file (RFC 9110, section 14; HTTP-20).
 *
 * A header that is malformed, has another unit or more than `maxParts` parts is ignored, as 14.2 allows: the whole file.
 * Several parts that overlap or touch once sorted become the one range they cover; parts with gaps are ignored, since we
 * send no multipart answers. So no answer is larger than the file. Parts that lie beyond the end are dropped, and when none
 * is left the request is unsatisfiable. An empty file has no range to name: "the last n bytes" of it is the whole.
 *
 * @param header the raw value, undefined when there is none. @param sizeBytes of the file as it is now.
 * @param maxParts HTTP-20 says 10; empty list elements (RFC 9110, 5.6.1) do not count.
 */
export function parseRange(header: string | undefined, sizeBytes: number, maxParts = 10): ByteRange {
  const set = /^bytes=(.*)$/i.exec(header?.trim() ?? '')?.[1];
  if (set === undefined) return WHOLE;
  const specs = set
    .split(',')
    .map((spec) => spec.replace(/^[ \t]+|[ \t]+$/g, ''))
    .filter((spec) => spec !== '');
  if (specs.length === 0 || specs.length > maxParts) return WHOLE;

  const parts: { start: number; end: number }[] = [];
  for (const spec of specs) {
    const [, first, last, suffix] = /^(?:(\d+)-(\d*)|-(\d+))$/.exec(spec) ?? [];
    if (suffix !== undefined) {
      const length = Math.min(Number(suffix), sizeBytes);
      if (Number(suffix) > 0) parts.push({ start: sizeBytes - length, end: sizeBytes - 1 });
    } else if (first !== undefined) {
      if (last !== undefined && last !== '' && BigInt(last) < BigInt(first)) return WHOLE;
      const end = last === undefined || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
      if (Number(first) < sizeBytes) parts.push({ start: Number(first), end });
    } else {
      return WHOLE;
    }
  }
  if (parts.length === 0) return { kind: 'unsatisfiable' };
  if (sizeBytes === 0) return WHOLE;

  parts.sort((a, b) => a.start - b.start);
  const start = parts[0]?.start ?? 0;
  let end = parts[0]?.end ?? 0;
  for (const part of parts) {
    if (part.start > end + 1) return WHOLE;
    end = Math.max(end, part.end);
  }
  return { kind: 'single', start, end };
}

/**
 * Does `If-Range` allow the range (RFC 9110, 13.1.5)? When not, send the whole file.
 *
 * An entity tag must be the same and strong on both sides. A date must be exactly our `Last-Modified`, as we write it; the
 * two obsolete date forms therefore never match, which only costs the client the whole file.
 *
 * @param header the raw value; undefined (not sent) allows the range.
 * @param current.etag with its quotes, as sent. @param current.lastModifiedMs since 1970; cut to the second, as sent.
 */
export function ifRangeMatches(
  header: string | undefined,
  current: { readonly etag: string | null; readonly lastModifiedMs: number | null },
): boolean {
  if (header === undefined) return true;
  const wanted = header.trim();
  if (/^(?:W\/)?"/.test(wanted)) return wanted.startsWith('"') && wanted === current.etag;
  return current.lastModifiedMs !== null && wanted === new Date(current.lastModifiedMs).toUTCString();
}
