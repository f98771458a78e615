import type { ItemCard, Parent } from '../../../../shared/lan/schemas.ts';
import { parentOf } from '../../paths.ts';

/** Who plays a track: its own artist where it has one, else its album's. */
export const artistOf = (track: ItemCard): string | null => track.artist ?? parentOf(track, 'artist')?.title ?? null;
export const albumOf = (track: ItemCard): Parent | undefined => parentOf(track, 'album');
