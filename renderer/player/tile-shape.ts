import type { ItemKind } from '../../shared/lan/schemas.ts';

export type TileShape = 'poster' | 'square';

/** Music and albums of photos have square covers, all else is a poster. */
export const tileShape = (kind: ItemKind): TileShape =>
  kind === 'album' || kind === 'artist' || kind === 'track' || kind === 'photo-album' ? 'square' : 'poster';
