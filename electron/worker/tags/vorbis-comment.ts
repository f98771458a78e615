import type { AudioTags } from '../../core/library/index.ts';
import { tagsOf, type TagName, type TagTexts } from './tag-texts.ts';

const NAMES: Readonly<Record<string, TagName>> = {
  TITLE: 'title', ARTIST: 'artist', ALBUMARTIST: 'albumArtist', 'ALBUM ARTIST': 'albumArtist', ALBUM: 'album',
  TRACKNUMBER: 'track', DISCNUMBER: 'disc', DATE: 'date', YEAR: 'date', COMPILATION: 'compilation', GENRE: 'genre',
}; // prettier-ignore
const MAX_COMMENTS = 1_000;
const MAX_TEXT_BYTES = 4_096;

/**
 * Vorbis comments, as FLAC, Vorbis and Opus have them (xiph.org/vorbis/doc/v-comment.html). What was cut off at the end is
 * left out.
 */
export function readVorbisComments(bytes: Buffer): { readonly tags: AudioTags; readonly hasPicture: boolean } {
  const texts: TagTexts = {};
  let hasPicture = false;
  let at = bytes.length >= 4 ? 4 + bytes.readUInt32LE(0) : bytes.length;
  const count = at + 4 <= bytes.length ? bytes.readUInt32LE(at) : 0;
  at += 4;
  for (let seen = 0; seen < Math.min(count, MAX_COMMENTS) && at + 4 <= bytes.length; seen += 1) {
    const length = bytes.readUInt32LE(at);
    at += 4;
    const comment = bytes.toString('utf8', at, Math.min(at + length, at + MAX_TEXT_BYTES, bytes.length));
    at += length;
    const equals = comment.indexOf('=');
    const name = comment.slice(0, Math.max(0, equals)).toUpperCase();
    if (name === 'METADATA_BLOCK_PICTURE') hasPicture = true;
    const known = NAMES[name];
    if (known === undefined || at > bytes.length) continue;
    const value = comment.slice(equals + 1);
    // Several artists are several comments of one name.
    texts[known] = texts[known] === undefined ? value : known === 'artist' ? `${texts[known]}, ${value}` : texts[known];
  }
  return { tags: tagsOf(texts), hasPicture };
}
