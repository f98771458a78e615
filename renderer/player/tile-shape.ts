import type { ItemKind } from '../../shared/lan/schemas.ts';

export type TileShape = 'poster' | 'square';

/** Music has square covers, all else is a poster. */
export const tileShape = (kind: ItemKind): TileShape =>
  kind === 'album' || kind === 'artist' || kind === 'track' ? 'square' : 'poster';
