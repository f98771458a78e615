import { useState } from 'react';
import type { Holder } from '../../holder.ts';
import { HolderPage } from '../../holder-page.tsx';
import { ItemTile } from '../../item-tile.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { countOf, titleOf } from '../../words/item.ts';
import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { HolderHead } from './holder-head.tsx';
import { HolderSkeleton } from './holder-skeleton.tsx';
import { addTracks, playShuffled, playTracks } from './player.ts';
import { musicHolder, readTracks } from './store.ts';

export default function ArtistPage({ artistId }: { readonly artistId: string }) {
  return (
    <HolderPage store={musicHolder} itemId={artistId} noun="artist" skeleton={<HolderSkeleton noun="artist" />}>
      {(holder) => <Artist {...holder} />}
    </HolderPage>
  );
}

function Artist({ item: artist, children: albums }: Holder) {
  const [isReading, setReading] = useState(false);
  const withTracks = async (act: (tracks: readonly ItemCard[]) => void) => {
    setReading(true);
    const tracks = await readTracks(albums.filter(({ available }) => available));
    setReading(false);
    if (tracks !== null && tracks.length > 0) act(tracks);
  };
  const addAll = (tracks: readonly ItemCard[]) => {
    addTracks(tracks, 'end');
    showToast({ status: 'ok', text: `Everything by ${titleOf(artist)} is in the queue` });
  };
  return (
    <article className="pb-12">
      <HolderHead
        item={artist}
        kindWord="Artist"
        facts={countOf(albums.length, 'album')}
        offReason={artist.available ? null : 'Its drive is not connected.'}
        busy={isReading ? 'Loading' : null}
        onPlay={() => void withTracks((tracks) => playTracks(tracks))}
        onShuffle={() => void withTracks(playShuffled)}
        onAdd={() => void withTracks(addAll)}
      />
      <section aria-labelledby="albums-title" className="gutter mt-8">
        <h2 id="albums-title" className="mb-3.5 text-section font-semibold tracking-tight">
          Albums
        </h2>
        <ul className="grid grid-cols-2 gap-x-3 gap-y-5 sm:grid-cols-[repeat(auto-fill,minmax(160px,1fr))] sm:gap-x-5 sm:gap-y-7">
          {albums.map((album) => (
            <li key={album.id}>
              <ItemTile
                item={album}
                sizes="(min-width: 640px) 200px, 50vw"
                parts={[album.year, countOf(album.childCount ?? 0, 'track')].filter((part) => part !== null)}
              />
            </li>
          ))}
        </ul>
      </section>
    </article>
  );
}
