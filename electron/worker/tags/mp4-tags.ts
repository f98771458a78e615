import type { AudioTags } from '../../core/library/index.ts';
import type { FileWindow } from '../probe/file-window.ts';
import { findMoov } from '../probe/mp4.ts';
import { BoxWalk, TooManyBoxes, type Box } from '../probe/mp4-boxes.ts';
import { NO_TAGS, tagsOf, type TagName, type TagTexts } from './tag-texts.ts';

const NAMES: Readonly<Record<string, TagName>> = {
  '\xa9nam': 'title', '\xa9ART': 'artist', aART: 'albumArtist', '\xa9alb': 'album', '\xa9day': 'date', '\xa9gen': 'genre',
}; // prettier-ignore
/** Two numbers: which, and of how many. */
const PAIRS: Readonly<Record<string, TagName>> = { trkn: 'track', disk: 'disc' };
const MAX_TEXT_BYTES = 4_096;

/** What iTunes writes: `moov/udta/meta/ilst`. */
export async function readMp4Tags(window: FileWindow): Promise<AudioTags> {
  try {
    const walk = new BoxWalk(window);
    const moov = await findMoov(walk);
    if (moov === null || moov === 'truncated') return NO_TAGS;
    const meta = await walk.find(moov, 'udta', 'meta');
    // Version and flags stand before the boxes.
    const list = meta && (await walk.find({ ...meta, at: Math.min(meta.at + 4, meta.end) }, 'ilst'));
    return list ? tagsOf(await readList(walk, list)) : NO_TAGS;
  } catch (error) {
    if (error instanceof TooManyBoxes) return NO_TAGS;
    throw error;
  }
}

async function readList(walk: BoxWalk, list: Box): Promise<TagTexts> {
  const texts: TagTexts = {};
  for (const item of await walk.children(list)) {
    const name = NAMES[item.type];
    const pair = PAIRS[item.type];
    if (name === undefined && pair === undefined && item.type !== 'cpil') continue;
    const data = await walk.find(item, 'data');
    const payload = data && (await walk.payload(data, MAX_TEXT_BYTES));
    if (!payload || payload.length < 9) continue;
    // Type and locale come first.
    const value = payload.subarray(8);
    if (name !== undefined) texts[name] ??= value.toString('utf8');
    else if (pair !== undefined && value.length >= 4) texts[pair] ??= String(value.readUInt16BE(2));
    else if (item.type === 'cpil') texts.compilation ??= String(value[0]);
  }
  return texts;
}
