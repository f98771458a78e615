import { useState } from 'react';
import { Artwork } from '../../../ui/artwork.tsx';
import { Card } from '../../../ui/card.tsx';
import { Brand, LockedMark, Mark } from '../../../ui/mark.tsx';
import { PathText } from '../../../ui/path-text.tsx';
import { PosterTile } from '../../../ui/poster-tile.tsx';
import { QrCode } from '../../../ui/qr-code.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { TileFrame } from '../../../ui/tile-frame.tsx';
import { WideTile } from '../../../ui/wide-tile.tsx';

const FILM = { href: '/components', title: 'The Salt Road', picture: null, sizes: '160px' } as const;

/** Titles as both apps show them, here without a picture of their own. */
export const Tiles = () => (
  <Card title="Titles">
    <div className="grid grid-cols-3 gap-4">
      <PosterTile {...FILM} name="The Salt Road, 2023" caption="2023" />
      <PosterTile {...FILM} name="The Salt Road, Watched" caption="Watched" watched />
      <PosterTile {...FILM} name="The Salt Road, Its disk is away" caption="Its disk is away" away shape="square" />
    </div>
    <div className="mt-4 grid grid-cols-2 gap-4">
      <WideTile {...FILM} name="The Salt Road, 12 min left" caption="12 min left" share={0.8} />
      <TileFrame shape="still">
        <Artwork title="A picture that does not load" picture={null} sizes="160px" shape="still" />
      </TileFrame>
    </div>
  </Card>
);

/** The mark, a code to scan, a moment and a path. */
export function Signs() {
  const [now] = useState(() => new Date().toISOString());
  return (
    <Card title="Signs">
      <div className="flex flex-wrap items-center gap-5">
        <Mark />
        <Brand />
        <LockedMark />
        <QrCode text="http://192.168.1.20:8470" label="The address as a QR code" className="w-26" />
        <div className="min-w-0 flex-1 basis-40">
          <p>
            <RelativeTime at={now} /> · <RelativeTime at={now} as="clock" />
          </p>
          <PathText path="/srv/media/a-long-folder/of-films/in-another" className="block text-small" />
        </div>
      </div>
    </Card>
  );
}
