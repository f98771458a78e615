import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ItemId, LibraryDb } from '../../core/kernel/index.ts';
import {
  albumsForArtwork,
  createArtworkSetter,
  holdersForArtwork,
  itemsForArtwork,
  photoAlbumsForArtwork,
  type ArtworkSource,
  type LibraryRow,
} from '../../core/library/index.ts';
import { chooseAlbumArtwork, chooseArtistArtwork, chooseArtwork, chooseHolderArtwork } from './find-artwork.ts';

/** By folder below the library: names beside its media files, and how many those are. */
export type Listings = Map<string, { readonly otherNames: string[]; readonly media: number }>;

/** Items looked at in one transaction. */
const BATCH = 200;

/** Choose the pictures of everything in a library, from what lies in its folders. Pictures are made when looked at. */
export async function refreshArtwork(
  db: LibraryDb,
  library: LibraryRow,
  listings: Listings,
  signal: AbortSignal,
): Promise<void> {
  const setArtwork = createArtworkSetter(db);
  const setBatch = db.transaction((batch: readonly Chosen[]) => {
    for (const { itemId, sources } of batch) setArtwork(itemId, sources());
  });
  const chosen = chooseAll(db, library, listings);
  for (let start = 0; start < chosen.length; start += BATCH) {
    setBatch(chosen.slice(start, start + BATCH));
    await nextTurn(); // lets a cancel and the server's requests in between
    signal.throwIfAborted();
  }
}

type Chosen = { readonly itemId: ItemId; readonly sources: () => readonly ArtworkSource[] };

function chooseAll(db: LibraryDb, library: LibraryRow, listings: Listings): Chosen[] {
  const beside = (folder: string) => listings.get(folder)?.otherNames ?? [];
  switch (library.kind) {
    case 'film':
      return ofFiles(db, library, listings);
    case 'show': {
      const holders = holdersForArtwork(db, library.id).map(({ itemId, path, stamp, ...holder }) => ({
        itemId,
        sources: () => chooseHolderArtwork(holder, { path, stamp }, beside),
      }));
      return [...holders, ...ofFiles(db, library, listings)];
    }
    case 'music': {
      const albums = albumsForArtwork(db, library.id);
      const inFolder = Map.groupBy(albums, ({ path }) => path.slice(0, path.lastIndexOf('/') + 1));
      const isAlone = (path: string) => inFolder.get(path.slice(0, path.lastIndexOf('/') + 1))?.length === 1;
      const artists = Map.groupBy(albums, ({ artistId }) => artistId);
      return [
        ...albums.map((album) => ({
          itemId: album.itemId,
          sources: () => chooseAlbumArtwork(album, isAlone(album.path), beside),
        })),
        ...[...artists].map(([itemId, theirs]) => ({
          itemId,
          sources: () =>
            chooseArtistArtwork(
              theirs.map(({ path }) => path),
              theirs.flatMap((album) => chooseAlbumArtwork(album, isAlone(album.path), beside)),
              beside,
            ),
        })),
      ];
    }
    case 'photo': {
      const itself = ({ itemId, path, stamp }: { itemId: ItemId; path: string; stamp: string }): Chosen => ({
        itemId,
        sources: () => [{ role: 'poster', source: 'image', path, stamp }],
      });
      return [...photoAlbumsForArtwork(db, library.id), ...itemsForArtwork(db, library.id)].map(itself);
    }
  }
}

function ofFiles(db: LibraryDb, library: LibraryRow, listings: Listings): Chosen[] {
  return itemsForArtwork(db, library.id).flatMap(({ itemId, path, stamp }) => {
    const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
    const listing = listings.get(folder);
    if (!listing) return [];
    // The library's own top folder never belongs to one film, even while it holds only one.
    const ownFolder = library.kind === 'film' && folder !== '' && listing.media === 1;
    return [{ itemId, sources: () => chooseArtwork(path, listing.otherNames, ownFolder, stamp) }];
  });
}
