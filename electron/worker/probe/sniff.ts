import type { Container, Demuxer } from '../../core/library/index.ts';

/** What the first bytes say. `playlist` is any text: such files can name other files or addresses. */
export type Sniffed =
  | { readonly kind: 'media'; readonly container: Container; readonly demuxer: Demuxer }
  | { readonly kind: 'playlist' }
  | { readonly kind: 'unknown' };

/** How many bytes `sniff` wants to see; fewer are fine for a short file. */
export const SNIFF_BYTES = 4096;

const PLAYLIST = { kind: 'playlist' } as const;
const UNKNOWN = { kind: 'unknown' } as const;
const media = (container: Container, demuxer: Demuxer): Sniffed => ({ kind: 'media', container, demuxer });

// What ffmpeg or a player would follow to other files: HLS, ffconcat, SDP, PLS, ASX, SMIL/DASH/SVG/HTML and addresses.
const POINTING_TEXT =
  /^(?:#ext|ffconcat|v=0\s|\[playlist\]|\[reference\]|<[!?a-z]|rtsptext|rtsp:|rtmp:|https?:|mms:|smb:|file[: ]|concat:|subfile:)/i;

// ISO/IEC 14496-12, 4.3: brands of still images share the box format. MIAF/HEIF: ISO/IEC 23008-12; AVIF.
const IMAGE_BRANDS = new Set([
  'heic',
  'heix',
  'heim',
  'heis',
  'hevc',
  'hevx',
  'mif1',
  'msf1',
  'avif',
  'avis',
  'crx ',
  'jxl ',
]);
// Boxes a QuickTime or ISO file may open with when there is no ftyp.
const FIRST_BOXES = new Set(['moov', 'mdat', 'wide', 'free', 'skip', 'pnot', 'styp', 'moof']);
// AVI, its OpenDML continuation, and what some old cameras write.
const AVI_FORMS = new Set(['AVI ', 'AVIX', 'AVI\x19']);
// ASF Header Object, ASF specification section 10.1.
const ASF_HEADER = Buffer.from('3026b2758e66cf11a6d900aa0062ce6c', 'hex');

/**
 * Find a file's container from its content. Never looks at a name, so an .mp4 that is a playlist is found out.
 *
 * @param head the file's first bytes, at best `SNIFF_BYTES`.
 */
export function sniff(head: Buffer): Sniffed {
  if (isPointingText(head)) return PLAYLIST;
  const fourth = head.toString('latin1', 4, 8);
  if (head.length >= 12 && fourth === 'ftyp') return sniffBrand(head.toString('latin1', 8, 12));
  if (head.length >= 8 && FIRST_BOXES.has(fourth)) return media('mov', 'mov');
  if (head.length >= 4 && head.readUInt32BE(0) === 0x1a45dfa3) return sniffDocType(head); // EBML, RFC 8794
  const first = head.toString('latin1', 0, 4);
  if (first === 'RIFF') return AVI_FORMS.has(head.toString('latin1', 8, 12)) ? media('avi', 'avi') : UNKNOWN;
  if (first === 'OggS') return media('ogg', 'ogg');
  if (first === 'FLV\x01') return media('flv', 'flv');
  if (head.subarray(0, 16).equals(ASF_HEADER)) return media('asf', 'asf');
  if (head.length >= 5 && head.readUInt32BE(0) === 0x000001ba) return media('mpegps', 'mpeg'); // pack_start_code
  if (isTransportStream(head)) return media('mpegts', 'mpegts');
  return isText(head) ? PLAYLIST : UNKNOWN;
}

function sniffBrand(brand: string): Sniffed {
  if (IMAGE_BRANDS.has(brand)) return UNKNOWN;
  return media(brand === 'qt  ' ? 'mov' : 'mp4', 'mov');
}

/** DocType (0x4282) within the EBML header tells Matroska from WebM. Both are ffmpeg's "matroska". */
function sniffDocType(head: Buffer): Sniffed {
  const at = head.subarray(0, 256).indexOf(Buffer.from([0x42, 0x82]));
  if (at === -1) return UNKNOWN;
  const length = (head[at + 2] ?? 0) & 0x7f;
  const docType = head.toString('latin1', at + 3, at + 3 + length).replace(/\0+$/, '');
  if (docType === 'matroska') return media('matroska', 'matroska');
  return docType === 'webm' ? media('webm', 'matroska') : UNKNOWN;
}

/** ISO/IEC 13818-1: packets of 188 bytes open with 0x47; Blu-ray puts 4 bytes before each (192), some tuners 16 behind (204). */
function isTransportStream(head: Buffer): boolean {
  for (const packet of [188, 192, 204]) {
    for (let start = 0; start < packet; start += 1) {
      if (head[start] !== 0x47) continue;
      let seen = 0;
      while (start + seen * packet < head.length && head[start + seen * packet] === 0x47) seen += 1;
      const wholePackets = Math.floor((head.length - start) / packet);
      // Five in a row by chance: once in 2^32 places.
      if (seen >= 5 || (start <= 4 && seen >= 2 && seen >= wholePackets && head.length < SNIFF_BYTES)) return true;
    }
  }
  return false;
}

function isPointingText(head: Buffer): boolean {
  // NULs are dropped so that UTF-16 is read too; the byte order marks likewise.
  const text = head.toString('latin1', 0, 128).replace(/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '').replaceAll('\0', '').trimStart(); // prettier-ignore
  return POINTING_TEXT.test(text) && isText(head.subarray(0, 64));
}

/** Nothing but printable bytes, spaces and UTF-8 tails; UTF-16 with a mark. An empty head is not text. */
function isText(head: Buffer): boolean {
  if (head.length === 0) return false;
  if (head.length >= 2 && (head.readUInt16BE(0) === 0xfffe || head.readUInt16BE(0) === 0xfeff)) return true;
  const start = head.subarray(0, 512);
  return start.every((byte) => byte >= 0x20 ? byte !== 0x7f : byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0x0c) && !hasInvalidUtf8(start); // prettier-ignore
}

function hasInvalidUtf8(bytes: Buffer): boolean {
  const text = bytes.toString('utf8');
  // The last character may be cut by the 512-byte limit.
  return text.slice(0, -1).includes('\ufffd');
}
