/** Films to measure with: small real ones by ffmpeg, and as many files with a content of their own as are wanted. */
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findProgram, run } from './processes.ts';

const DISTINCT_FILMS = 20;
const SIZES = ['160x90', '320x180', '426x240', '240x180'];
const MIB = 1024 * 1024;

const FIRST = 'Silent Broken Golden Hidden Distant Crimson Frozen Burning Last Hollow Midnight Paper Electric Gentle Iron Salt'.split(' '); // prettier-ignore
const SECOND = 'River Harbour Orchard Empire Letter Summer Kingdom Mirror Station Garden Winter Echo Machine Shadow Promise Ocean Lantern Bridge Voyage Debt'.split(' '); // prettier-ignore
const THIRD = 'of Glass,of Dust,in Rome,at Dawn,Returns,for Two,of the North,and the Fox,Part II,Without End,of Ash,by Night,of Tomorrow,on Fire,Forever,of Wolves,in Winter,of Salt,Unbound,at Sea,of Light,Revisited,of Stone,Below,of Kings,Alone,of Sand,Again,in Exile,of Rain,Rising,of Smoke'.split(','); // prettier-ignore
const RELEASES = ['1080p.BluRay.x264-GRP', '720p.WEB-DL.H264', '2160p.UHD.BluRay.REMUX', 'DVDRip.XviD', '1080p.WEBRip'];

/**
 * Make a tree of films: mp4 and mkv by turns, most in a folder of their own as programs name them, some flat and named
 * as releases are.
 *
 * @returns every path, relative to `root`.
 */
export function makeFilmTree(root: string, count: number): string[] {
  const films = makeFilms(join(dirname(root), 'films'));
  const paths: string[] = [];
  const made = new Set<string>();
  for (let at = 0; at < count; at += 1) {
    const film = films[at % films.length]!;
    const path = filmPath(at, film.ending);
    const folder = dirname(join(root, path));
    if (!made.has(folder)) mkdirSync(folder, { recursive: true });
    made.add(folder);
    writeFileSync(join(root, path), Buffer.concat([film.bytes, uniqueEnd(film.ending, at)]));
    paths.push(path);
  }
  return paths;
}

/** Relative to the library. Different for each number below 16 × 20 × 32; after that the year tells films apart. */
export function filmPath(at: number, ending: string): string {
  const words = [FIRST[at % 16]!, SECOND[Math.floor(at / 16) % 20]!, THIRD[Math.floor(at / 320) % 32]!];
  const year = 1931 + ((at * 7 + Math.floor(at / 10_240)) % 94);
  const title = words.join(' ');
  if (at % 4 === 3) {
    const release = RELEASES[at % RELEASES.length]!;
    return `Unsorted/${words[0]!}/${title.replaceAll(' ', '.')}.${year}.${release}.${at}.${ending}`;
  }
  return `${title} (${year})/${title} (${year}).${ending}`;
}

type Film = { readonly ending: 'mp4' | 'mkv'; readonly bytes: Buffer };

function makeFilms(folder: string): Film[] {
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: DISTINCT_FILMS }, (_, at) => {
    const ending = at % 2 === 0 ? 'mp4' : 'mkv';
    const path = join(folder, `${at}.${ending}`);
    makeFilm(path, { size: SIZES[at % SIZES.length]!, seconds: 2 + (at % 3), sound: at % 4 === 3 ? 'ac3' : 'aac' });
    return { ending, bytes: readFileSync(path) };
  });
}

/** Make one film; its ending chooses the container. */
function makeFilm(path: string, film: { readonly size: string; readonly seconds: number; readonly sound: string }) {
  const ffmpeg = findProgram('ffmpeg');
  if (ffmpeg === null) throw new Error('ffmpeg is needed to make films; run: npm run setup -- --bench');
  run(ffmpeg, [
    ...['-v', 'error', '-nostdin', '-y', '-f', 'lavfi', '-i', `testsrc2=s=${film.size}:r=24`],
    ...['-f', 'lavfi', '-i', 'sine=r=48000', '-t', String(film.seconds)],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-profile:v', 'baseline', '-pix_fmt', 'yuv420p', '-crf', '40'],
    ...['-c:a', film.sound, '-b:a', '64k', '-ac', '2', path],
  ]);
}

/** Something players pass over, for a file's end: a `free` box (ISO/IEC 14496-12, 8.1.2) or a Void element (RFC 8794, 11.3.2). */
function uniqueEnd(ending: 'mp4' | 'mkv', number: number): Buffer {
  const text = String(number).padStart(16, '0');
  if (ending === 'mkv') return Buffer.concat([Buffer.from([0xec, 0x80 | text.length]), Buffer.from(text)]);
  return Buffer.concat([boxHeader('free', text.length), Buffer.from(text)]);
}

function boxHeader(type: string, payloadBytes: number): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + payloadBytes, 0);
  header.write(type, 4, 'latin1');
  return header;
}

/** Make a valid mp4 of exactly this many bytes, below 4 GiB: a film of two seconds and a `free` box of noise after it. */
export function makeBigFilm(path: string, sizeBytes: number): void {
  makeFilm(path, { size: '320x180', seconds: 2, sound: 'aac' });
  const film = readFileSync(path);
  const noise = randomBytes(MIB);
  let left = sizeBytes - film.length - 8;
  const file = openSync(path, 'a');
  writeSync(file, boxHeader('free', left));
  while (left > 0) left -= writeSync(file, noise, 0, Math.min(left, noise.length));
  closeSync(file);
}
