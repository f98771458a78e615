import { Unplug } from 'lucide-react';
import { Link } from 'wouter';
import type { ItemCard, ItemDetail } from '../../../../shared/lan/schemas.ts';
import { Note } from '../../../ui/note.tsx';
import type { Holder } from '../../holder.ts';
import { HolderPage } from '../../holder-page.tsx';
import { artistPath, parentOf } from '../../paths.ts';
import { showToast } from '../../../ui/toasts.ts';
import { length } from '../../words/duration.ts';
import { countOf, titleOf } from '../../words/item.ts';
import { discsOf } from './discs.ts';
import { HolderHead } from './holder-head.tsx';
import { HolderSkeleton } from './holder-skeleton.tsx';
import { addTracks, playShuffled, playTracks } from './player.ts';
import { musicHolder } from './store.ts';
import { TrackRow } from './track-row.tsx';

export default function AlbumPage({ albumId }: { readonly albumId: string }) {
  return (
    <HolderPage store={musicHolder} itemId={albumId} noun="album" skeleton={<HolderSkeleton noun="album" />}>
      {(holder) => <Album {...holder} />}
    </HolderPage>
  );
}

function Album({ item: album, children: tracks }: Holder) {
  const discs = discsOf(tracks);
  return (
    <article className="pb-12">
      <HolderHead
        item={album}
        kindWord="Album"
        facts={<Facts album={album} tracks={tracks} />}
        offReason={offReasonOf(album, tracks)}
        onPlay={() => playTracks(tracks)}
        onShuffle={() => playShuffled(tracks)}
        onAdd={() => addToQueue(tracks, titleOf(album))}
      />
      {album.available ? null : (
        <div className="gutter mt-6">
          <Note status="unknown" icon={Unplug} title="The drive this album is on is not connected">
            It plays again once the drive is plugged in. Nothing is lost.
          </Note>
        </div>
      )}
      <div className="gutter mt-6 sm:mt-8">
        {tracks.length === 0 ? <p className="text-ink-2">No track of this album has been read yet.</p> : null}
        {discs.map((disc) => (
          <section key={disc.number ?? 0} aria-label={disc.number === null ? 'Tracks' : `Disc ${disc.number}`}>
            {disc.number === null ? null : (
              <h2 className="mt-6 mb-2 text-label font-medium text-ink-3">Disc {disc.number}</h2>
            )}
            <ol>
              {disc.tracks.map((track) => (
                <li key={track.id}>
                  <TrackRow
                    track={track}
                    onPlay={() => playTracks(tracks, tracks.indexOf(track))}
                    onAdd={() => addToQueue([track], titleOf(track))}
                  />
                </li>
              ))}
            </ol>
          </section>
        ))}
      </div>
    </article>
  );
}

type FactsProps = { readonly album: ItemDetail; readonly tracks: readonly ItemCard[] };

function Facts({ album, tracks }: FactsProps) {
  const artist = parentOf(album, 'artist');
  const lengthMs = tracks.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0);
  const words = [album.year, album.genre, countOf(tracks.length, 'track'), lengthMs === 0 ? null : length(lengthMs)];
  return (
    <>
      {artist === undefined ? (
        album.artist
      ) : (
        <Link
          href={artistPath(artist.id)}
          className="-my-2.5 inline-block rounded-chip py-2.5 font-medium text-ink hover:underline"
        >
          {artist.title}
        </Link>
      )}
      {words.filter((word) => word !== null).map((word) => ` · ${word}`)}
    </>
  );
}

function offReasonOf(album: ItemCard, tracks: readonly ItemCard[]): string | null {
  if (!album.available) return 'Its drive is not connected.';
  return tracks.length === 0 ? 'There is no track to play.' : null;
}

function addToQueue(tracks: readonly ItemCard[], title: string): void {
  addTracks(tracks, 'end');
  showToast({ status: 'ok', text: `${title} is in the queue` });
}
