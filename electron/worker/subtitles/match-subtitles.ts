import { readSubtitleWords, type SubtitleWords } from './subtitle-words.ts';

/** A subtitle file that belongs to a video; `path` is relative to the library's folder. */
export type MatchedSubtitle = { readonly path: string; readonly words: SubtitleWords };

const SUBTITLE = /^(.*)\.(?:srt|vtt|ass|ssa)$/i;
/** Where releases put them. */
const SUBTITLE_FOLDER = /^sub(?:s|titles?)?$/i;

/**
 * Tell which subtitle files belong to which videos: those named like one (`Film.mkv`: `Film.srt`, `Film.de.forced.srt`), in
 * its folder or in `Subs` there; in `Subs/<name of the video>/` all; and all of `Subs` beside a video that is alone.
 *
 * Of two videos whose names fit the longer one has it, so each version keeps its own.
 *
 * @param videoPaths relative to the library's folder, as are the folders of `namesIn`.
 * @returns by path of the video; those without any are left out.
 */
export function matchSubtitles(
  videoPaths: readonly string[],
  namesIn: ReadonlyMap<string, { readonly otherNames: readonly string[] }>,
): Map<string, MatchedSubtitle[]> {
  const videosIn = Map.groupBy(
    videoPaths.map((path) => ({ path, stem: stemOf(nameOf(path)) })),
    ({ path }) => folderOf(path),
  );
  const matched = new Map<string, MatchedSubtitle[]>();
  for (const [folder, { otherNames }] of namesIn) {
    const home = homeOf(folder, videosIn);
    if (home === null) continue;
    for (const name of otherNames) {
      const stem = SUBTITLE.exec(name)?.[1]?.normalize('NFC');
      if (stem === undefined) continue;
      const path = folder === '' ? name : `${folder}/${name}`;
      for (const { video, text } of ownersOf(stem, home)) {
        const of = matched.get(video.path) ?? [];
        of.push({ path, words: readSubtitleWords(text) });
        matched.set(video.path, of);
      }
    }
  }
  return matched;
}

type Video = { readonly path: string; readonly stem: string };
/** The videos a folder's subtitles can belong to; `alone`: the one they belong to whatever they are called. */
type Home = { readonly videos: readonly Video[]; readonly alone: Video | null };

function homeOf(folder: string, videosIn: ReadonlyMap<string, readonly Video[]>): Home | null {
  const around = folderOf(folder);
  if (folder !== '' && SUBTITLE_FOLDER.test(nameOf(folder))) {
    const videos = videosIn.get(around) ?? [];
    // The library's own top folder never belongs to one film, even while it holds only one.
    return { videos, alone: videos.length === 1 && around !== '' ? videos[0]! : null };
  }
  if (around !== '' && SUBTITLE_FOLDER.test(nameOf(around))) {
    const called = comparable(nameOf(folder).normalize('NFC'));
    const alone = videosIn.get(folderOf(around))?.find(({ stem }) => comparable(stem) === called) ?? null;
    return alone === null ? null : { videos: [alone], alone };
  }
  const videos = videosIn.get(folder);
  return videos === undefined ? null : { videos, alone: null };
}

/** Several when two files differ in nothing but their ending. */
function ownersOf(stem: string, { videos, alone }: Home): { readonly video: Video; readonly text: string }[] {
  const fitting = videos.flatMap((video) => {
    const text = textBehind(stem, video.stem);
    return text === null ? [] : [{ video, text }];
  });
  if (fitting.length === 0) return alone === null ? [] : [{ video: alone, text: stem }];
  const longest = Math.max(...fitting.map(({ video }) => video.stem.length));
  return fitting.filter(({ video }) => video.stem.length === longest);
}

/** What a subtitle's name says behind its video's; null when it is not named like it. */
function textBehind(stem: string, videoStem: string): string | null {
  if (!comparable(stem).startsWith(comparable(videoStem))) return null;
  const text = stem.slice(videoStem.length);
  if (text === '' || text.startsWith('.')) return text;
  // `Alien - Resurrection.srt` is not of `Alien.mkv`, but `Alien (English).srt` is.
  return /^[\s_([-]/.test(text) && readSubtitleWords(text).rest === '' ? text : null;
}

const comparable = (text: string): string => text.toLowerCase();
const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const stemOf = (name: string): string => name.replace(/\.[^.]+$/, '').normalize('NFC');
