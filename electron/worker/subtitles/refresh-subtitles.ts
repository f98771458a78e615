import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { LibraryDb, Log } from '../../core/kernel/index.ts';
import {
  setSubtitleFiles,
  videosWithSubtitleFiles,
  type LibraryRow,
  type SubtitleFile,
} from '../../core/library/index.ts';
import type { Listings } from '../artwork/refresh-artwork.ts';
import { matchSubtitles, type MatchedSubtitle } from './match-subtitles.ts';
import { MAX_SUBTITLE_FILE_BYTES, readSubtitle, type SubtitleDemuxer } from './read-subtitle.ts';
import type { SubtitleWords } from './subtitle-words.ts';

/** Videos looked at together: enough to hide a network drive's latency, few enough to hold their subtitles in memory. */
const BATCH = 8;
/** Forty languages twice; more is somebody's archive. */
const MAX_PER_VIDEO = 80;

const CODECS: Readonly<Record<SubtitleDemuxer, string>> = { srt: 'subrip', ass: 'ass', webvtt: 'webvtt' };

/**
 * Bring the subtitle files beside a library's videos up to what its folders hold. One that did not change costs a `stat`;
 * what is no subtitle inside is left out.
 */
export async function refreshSubtitles(
  { db, log }: { readonly db: LibraryDb; readonly log: Log },
  library: LibraryRow,
  /** `closed`: folders that could not be entered, with a '/' behind; what is known there stays. */
  seen: { readonly listings: Listings; readonly closed: readonly string[] },
  signal: AbortSignal,
): Promise<void> {
  if (library.kind !== 'film' && library.kind !== 'show') return;
  const videos = videosWithSubtitleFiles(db, library.id);
  const matched = matchSubtitles(
    videos.map(({ path }) => path),
    seen.listings,
  );
  const concerned = videos.filter(({ path, subtitles }) => subtitles.length > 0 || matched.has(path));
  let changed = 0;
  for (let start = 0; start < concerned.length; start += BATCH) {
    const batch = concerned.slice(start, start + BATCH);
    const found = await Promise.all(
      batch.map(async ({ path, subtitles: known }) => {
        const files = await readAll(library.path, matched.get(path) ?? [], known);
        const unseen = known.filter(
          ({ beside: { path: at } }) =>
            seen.closed.some((folder) => at.startsWith(folder)) && !files.some(({ beside }) => beside.path === at),
        );
        return [...files, ...unseen].toSorted(byRank).slice(0, MAX_PER_VIDEO);
      }),
    );
    signal.throwIfAborted();
    for (const [at, { fileId, subtitles: known }] of batch.entries()) {
      if (isDeepStrictEqual(found[at], known.toSorted(byRank))) continue;
      setSubtitleFiles(db, fileId, found[at]!);
      changed += 1;
    }
  }
  if (changed > 0) log.info('scan.subtitles', { libraryId: library.id, videos: changed });
}

async function readAll(
  root: string,
  matched: readonly MatchedSubtitle[],
  known: readonly SubtitleFile[],
): Promise<SubtitleFile[]> {
  const files: SubtitleFile[] = [];
  for (const { path, words } of matched) {
    const before = known.find(({ beside }) => beside.path === path);
    const file = await readOne(root, path, before);
    if (file !== null) files.push({ kind: 'subtitle', ...file, ...describe(words) });
  }
  return files;
}

type Content = Pick<SubtitleFile, 'codec' | 'beside'>;

async function readOne(root: string, path: string, before: SubtitleFile | undefined): Promise<Content | null> {
  const absolute = join(root, path);
  const info = await stat(absolute).catch(() => null);
  // Listed a moment ago and away now: the drive may be going. The next scan will tell.
  if (info === null) return before ? { codec: before.codec, beside: before.beside } : null;
  const mtimeMs = Math.trunc(info.mtimeMs);
  if (before && before.beside.sizeBytes === info.size && before.beside.mtimeMs === mtimeMs)
    return { codec: before.codec, beside: before.beside };
  if (info.size > MAX_SUBTITLE_FILE_BYTES) return null;
  const read = await readSubtitle(root, absolute);
  if (read === null) return null;
  const { sizeBytes, contentId } = read;
  return { codec: CODECS[read.demuxer], beside: { path, sizeBytes, mtimeMs, contentId } };
}

function describe({ language, isForced, isDefault, isForDeaf, rest }: SubtitleWords) {
  const title = [...(isForDeaf ? ['SDH'] : []), ...(rest === '' ? [] : [rest])].join(', ');
  return { language, title: title === '' ? null : title, isDefault, isForced };
}

/** Of several in one language the plain one is shown: it gets the lower number. */
function byRank(a: SubtitleFile, b: SubtitleFile): number {
  const rank = ({ isForced, title }: SubtitleFile) => Number(isForced) * 2 + Number(title !== null);
  return rank(a) - rank(b) || (a.beside.path < b.beside.path ? -1 : 1);
}
