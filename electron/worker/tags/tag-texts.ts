import type { AudioTags } from '../../core/library/index.ts';
import { plainText } from '../probe/mp4.ts';

export type TagName =
  'title' | 'artist' | 'albumArtist' | 'album' | 'track' | 'disc' | 'date' | 'compilation' | 'genre';

/** Tags as they were written, before anybody asks what they mean. */
export type TagTexts = Partial<Record<TagName, string>>;

const MAX_TRACK = 9_999;
const MAX_DISC = 99;

/** What written tags mean: "3/12" is track 3, "1997-05-21" the year 1997, "1" a compilation. */
export function tagsOf(texts: TagTexts): AudioTags {
  const text = (name: TagName): string | null => plainText(texts[name] ?? '');
  const number = (name: TagName, limit: number): number | null => {
    const match = /^\s*(\d{1,6})/.exec(texts[name] ?? '');
    const value = match ? Number(match[1]) : 0;
    return value > 0 && value <= limit ? value : null;
  };
  const year = /(?<!\d)(1[5-9]\d{2}|20\d{2})(?!\d)/.exec(texts.date ?? '');
  return {
    title: text('title'),
    artist: text('artist'),
    albumArtist: text('albumArtist'),
    album: text('album'),
    year: year ? Number(year[1]) : null,
    track: number('track', MAX_TRACK),
    disc: number('disc', MAX_DISC),
    genre: text('genre'),
    isCompilation: /^\s*(?:1|true|yes)\s*$/i.test(texts.compilation ?? ''),
  };
}

export const NO_TAGS: AudioTags = tagsOf({});

/** The first of several that says something, field by field. */
export function tagsOr(one: AudioTags, other: AudioTags): AudioTags {
  return {
    title: one.title ?? other.title,
    artist: one.artist ?? other.artist,
    albumArtist: one.albumArtist ?? other.albumArtist,
    album: one.album ?? other.album,
    year: one.year ?? other.year,
    track: one.track ?? other.track,
    disc: one.disc ?? other.disc,
    genre: one.genre ?? other.genre,
    isCompilation: one.isCompilation || other.isCompilation,
  };
}
