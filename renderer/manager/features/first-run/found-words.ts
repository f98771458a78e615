import { counted } from '../library/folder-words.ts';
import type { DraftFolder } from './store.ts';

/** "312 videos and 40 pictures", as far as was counted. */
export function foundWords({ videos, tracks, pictures, isWhole }: DraftFolder['found']): string {
  const parts = [
    ...(videos > 0 ? [counted(videos, 'video')] : []),
    ...(tracks > 0 ? [counted(tracks, 'track')] : []),
    ...(pictures > 0 ? [counted(pictures, 'picture')] : []),
  ];
  if (parts.length === 0)
    return isWhole
      ? 'Nothing in it plays yet. What you put there is found by itself.'
      : 'It is large; what is in it shows when it was read.';
  const list = parts.length === 1 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
  return isWhole ? list : `More than ${list}`;
}
